import { join } from "node:path";
import type { Recording } from "./scenario.ts";

const launcher = join(import.meta.dirname, "../../../python/drydock_pytest.py");
const passing = "def test_passes():\n    pass\n";
const application = `def greet(name):
    if not name:
        raise ValueError("no name given")
    return "Hello " + name
`;
const failing = `import os
import unittest

import pytest

from greeting import greet


@pytest.fixture
def broken():
    raise RuntimeError("the database is down")


@pytest.fixture
def leaky(tmp_path):
    yield 1
    raise OSError(f"cannot move {os.getcwd()}/data.txt to {tmp_path}/data.txt")


def test_assertion():
    assert greet("Ada") == "Bonjour Ada"


def test_error_in_the_application():
    greet("")


def test_setup(broken):
    pass


def test_teardown(leaky):
    pass


def test_unknown_fixture(nowhere):
    pass


@pytest.mark.parametrize("name", ["Ada", "<b>"])
def test_rows(name):
    assert greet(name) == "Hello Ada"


@pytest.mark.xfail(strict=True, reason="should fail")
def test_passes_unexpectedly():
    assert greet("Ada")


@pytest.mark.xfail
def test_expected_to_fail():
    assert False


@pytest.mark.skip(reason="not now")
def test_skipped():
    assert False


def test_exit():
    raise SystemExit(0)


def test_object_address():
    assert object() is None


def test_prints_a_report():
    os.write(1, b'{"version": 1}')


class TestOld(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(1, 2)
`;

export const PYTEST: Recording = {
  tool: "pytest",
  // The environment has pytest itself, so the folder that is appended to its path may be empty.
  argv: ["python", launcher, "{cache}", "", "-q", "-p", "no:cacheprovider", "--color=no"],
  configFile: "pytest.ini",
  config: "",
  scenarios: {
    clean: { files: { "tests/test_one.py": passing, "test_two.py": passing } },
    failures: { files: { "greeting.py": application, "tests/test_greeting.py": failing } },
    "missing-module": { files: { "test_one.py": `import flask\n\n\n${passing}`, "test_two.py": passing } },
    "missing-module-conftest": { files: { "conftest.py": "import flask\n", "test_one.py": passing } },
    "syntax-error": { files: { "test_one.py": "def test_one(:\n    pass\n" } },
    "syntax-error-imported": { files: { "app.py": "x = (1,\n", "test_one.py": `import app\n\n\n${passing}` } },
    "non-utf8": { files: { "test_one.py": Buffer.from('def test_one():\n    assert "\xff"\n', "latin1") } },
    "nul-bytes": { files: { "test_one.py": 'def test_one():\n    assert "\0"\n' } },
    "same-module": { files: { "a/test_one.py": passing, "b/test_one.py": passing } },
    "odd-names": { files: { "-a <b> 'c'/test_one two.py": "def test_é():\n    assert False\n" } },
    empty: { files: { "main.py": "print()\n" } },
    "ends-python": { files: { "test_one.py": "import os\n\n\ndef test_one():\n    os._exit(0)\n" } },
    "ends-python-late": {
      files: {
        "test_one.py": "import atexit\nimport os\n\natexit.register(os._exit, 0)\n\n\ndef test_one():\n    assert 0\n",
      },
    },
    "exit-on-import": { files: { "test_one.py": "import sys\n\nsys.exit(0)\n" } },
    "pytest-exit": {
      files: { "test_one.py": 'import pytest\n\n\ndef test_one():\n    pytest.exit("enough", returncode=0)\n' },
    },
    interrupted: { files: { "test_one.py": "def test_one():\n    raise KeyboardInterrupt\n" } },
    "internal-error": {
      files: { "conftest.py": "def pytest_collection_modifyitems():\n    raise KeyError(1)\n", "test_one.py": passing },
    },
    "config-unknown-option": { files: { "pytest.ini": "[pytest]\nnonsense = 1\n", "test_one.py": passing } },
    "config-malformed": { files: { "pytest.ini": "pytest]\n", "test_one.py": passing } },
    "config-bad-argument": { files: { "pytest.ini": "[pytest]\naddopts = --nonsense\n", "test_one.py": passing } },
    "collect-only": { files: { "pytest.ini": "[pytest]\naddopts = --collect-only\n", "test_one.py": passing } },
    "no-pytest": { files: { "test_one.py": passing }, argv: ["python", "-S", launcher, "{cache}", "", "-q"] },
  },
};
