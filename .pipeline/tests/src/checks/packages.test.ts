import { expect, it } from "vitest";
import { missingPackage, pluginHint } from "../../../src/checks/packages.ts";

it.each([
  ["celery.app.task", "celery"],
  ["yaml", "PyYAML"],
  ["constructor", "constructor"],
  ["distutils.core", undefined],
  [undefined, undefined],
])("takes the module %s to be of the package %s", (module, name) => {
  expect(missingPackage(module)).toBe(name);
});

it.each([
  ["mypy_django_plugin.main", "django-stubs"],
  ["pydantic.mypy:plugin", "pydantic"],
])("names the command that adds the plugin %s", (module, name) => {
  expect(pluginHint("mypy", module)).toContain(`\`drydock lock mypy --with ${name}\``);
});
