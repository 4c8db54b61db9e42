import { maskedEnd } from "../masked.ts";
import type { Output } from "../model.ts";
import type { ParseContext } from "./rows.ts";

/**
 * A tool's path, absolute or relative to the folder it ran in, as a path relative to the repository.
 * A path outside that folder stays as it is.
 */
export function relativePath(path: string, context: ParseContext): string {
  const inside = withoutDots(path.startsWith(`${context.cwd}/`) ? path.slice(context.cwd.length + 1) : path);
  if (path === context.cwd || inside === "" || inside === ".") return context.prefix || ".";
  return inside.startsWith("/") || context.prefix === "" ? inside : `${context.prefix}/${inside}`;
}

/** A tool's words without the folder it ran in, so that they are the same on every machine. */
export function withoutCwd(text: string, context: ParseContext): string {
  return text.replaceAll(`${context.cwd}/`, context.prefix === "" ? "" : `${context.prefix}/`);
}

function withoutDots(path: string): string {
  return path.replace(/^(?:\.\/+)+/, "");
}

const LIMIT = 2000;
const ANSI = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;
// Where the config and the tool's environment are says nothing on another machine.
const FOLDER =
  /(?<![^\s'"`:(=])(?:\/[^\s/'"`:]+)+\/(\.pylintrc|black\.toml|mypy\.ini|pyproject\.toml|site-packages\/)/g;

/** What the tool said last: of stderr, else of stdout, else that it said nothing. */
export function ownWords(output: Output, context: ParseContext): string {
  return tail(output.stderr, context) || tail(output.stdout, context) || "It printed nothing.";
}

/** The end of a text, 2000 characters at most and from the start of a line, without folders of the machine and the secrets of addresses. */
export function tail(text: string, context: ParseContext): string {
  const plain = withoutCwd(maskedEnd(text, 4 * LIMIT), context)
    .replaceAll(ANSI, "")
    .replaceAll(FOLDER, "$1")
    .trim();
  if (plain.length <= LIMIT) return plain;
  const end = plain.slice(1 - LIMIT);
  return `…${end.slice(end.indexOf("\n") + 1)}`;
}

/** What to do about a plugin that is not in a tool's environment; empty where there is none. `module` as its config names it. */
export function pluginHint(tool: string, module: string | undefined): string {
  if (module === undefined) return "";
  const name = packageOf(module.replace(/:.*/, ""));
  const lock = `requirements/${tool}.txt in the config folder`;
  return `\nA plugin has to be in ${tool}'s own environment: \`drydock lock ${tool} --with ${name}\` writes ${lock} (the package may have another name than the module).`;
}

/** Packages that are not called as the module that they bring. */
const PACKAGES: Readonly<Record<string, string>> = {
  ...{
    attr: "attrs",
    bs4: "beautifulsoup4",
    Crypto: "pycryptodome",
    cv2: "opencv-python",
    dateutil: "python-dateutil",
  },
  ...{ dns: "dnspython", docx: "python-docx", dotenv: "python-dotenv", git: "GitPython", jose: "python-jose" },
  ...{
    jwt: "PyJWT",
    MySQLdb: "mysqlclient",
    OpenSSL: "pyOpenSSL",
    PIL: "Pillow",
    rest_framework: "djangorestframework",
  },
  ...{ serial: "pyserial", skimage: "scikit-image", sklearn: "scikit-learn", yaml: "PyYAML", zmq: "pyzmq" },
  ...{ mypy_django_plugin: "django-stubs", mypy_drf_plugin: "djangorestframework-stubs", sqlmypy: "sqlalchemy-stubs" },
};

/** Modules of some Python or system alone, which no package brings. */
const OF_PYTHON =
  /^(?:distutils|imp|asyncore|asynchat|smtpd|cgi|cgitb|crypt|pipes|telnetlib|nntplib|imghdr|audioop|lib2to3|winreg|msvcrt|winsound)$/;

/** The package to install where a module can't be imported; undefined where none can be the cause. */
export function missingPackage(module: string | undefined): string | undefined {
  return module === undefined || OF_PYTHON.test(module.split(".", 1)[0] ?? "") ? undefined : packageOf(module);
}

/** The package that most likely brings a module: called as the module's first part, but for the well-known ones. */
export function packageOf(module: string): string {
  const [first = module] = module.split(".", 1);
  return Object.hasOwn(PACKAGES, first) ? (PACKAGES[first] as string) : first;
}
