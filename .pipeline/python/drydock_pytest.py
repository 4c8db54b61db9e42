"""Run pytest in the current folder and report the outcome as one JSON object on standard output.

Usage: python drydock_pytest.py SITE_PACKAGES SOURCE_FOLDERS [PYTEST_ARGUMENT...]

SITE_PACKAGES contains a pytest for applications that do not have their own. SOURCE_FOLDERS, separated by colons,
contain the code under test: modules in those that are not packages can be imported as if they were installed. Whatever
pytest and the tests print goes to standard error. The exit code is pytest's own. Nothing on standard output means that
pytest did not finish. Needs Python 3.10 and pytest 7, or newer.
"""

import importlib
import json
import os
import re
import sys
import traceback
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

DETAIL_LIMIT = 4000
MESSAGE_LIMIT = 500
TESTS_LIMIT = 20_000

# How a test can end; a later word outweighs the ones before.
OUTCOMES = ("passed", "skipped", "failed", "error")

# Files that can configure pytest, and what makes them do so.
CONFIG_FILES = {
    "pytest.toml": "",
    ".pytest.toml": "",
    "pytest.ini": "",
    ".pytest.ini": "",
    "pyproject.toml": r"^\s*\[\s*tool\s*\.\s*pytest\b",
    "tox.ini": r"^\[pytest\]",
    "setup.cfg": r"^\[tool:pytest\]",
}


class Place(NamedTuple):
    """Where something failed: a path relative to the current folder, 1-based line and column."""

    path: str
    line: int
    column: int | None = None


class Raised(NamedTuple):
    """What an exception says and where it came from. The report is kept because its id is the key."""

    report: Any
    headline: str
    place: Place | None


class Case:
    """What is known of one test after some of its phases."""

    def __init__(self) -> None:
        self.outcome = ""
        self.seconds = 0.0
        self.message = ""

    def add(self, report: Any) -> None:
        """Add a phase. Only the call makes a test pass; a subtest's time is part of its test's."""
        if not hasattr(report, "context"):
            self.seconds += report.duration
        outcome = "error" if report.failed and report.when != "call" else report.outcome
        if outcome not in OUTCOMES or (outcome == "passed" and report.when != "call"):
            return
        if not self.outcome or OUTCOMES.index(outcome) > OUTCOMES.index(self.outcome):
            self.outcome = outcome
            self.message = skip_reason(report) if outcome == "skipped" else ""


class Recorder:
    """The pytest plugin that records what happened. From the workers of pytest-xdist, only text arrives."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.collected = 0
        self.ran = 0
        self.files: set[str] = set()
        self.cases: dict[str, Case] = {}
        self.failed: list[Any] = []
        self.raised: dict[int, Raised] = {}
        self.early: list[dict[str, object]] = []
        self.config_warnings: list[str] = []

    def pytest_load_initial_conftests(self) -> Generator[None, Any]:
        """Record what broke a conftest.py: pytest itself only prints it, as misuse of its command line."""
        outcome = yield
        error = outcome.excinfo[1] if outcome.excinfo else None
        if type(error).__name__ == "ConftestImportFailure":
            self.early.append(self.conftest_failure(error))

    def pytest_warning_recorded(self, warning_message: Any) -> None:
        """Record what pytest warns about in its configuration."""
        if warning_message.category.__name__ == "PytestConfigWarning":
            self.config_warnings.append(one_line(str(warning_message.message)))

    def pytest_collectreport(self, report: Any) -> None:
        """Record a test file that could not be collected."""
        if report.failed:
            self.failed.append(report)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Add a phase to its test, and record it if it failed."""
        self.cases.setdefault(report.nodeid, Case()).add(report)
        if report.when == "teardown":
            self.ran += 1
            self.files.add(report.nodeid.split("::")[0])
        if report.failed:
            self.failed.append(report)

    def pytest_exception_interact(self, call: Any, report: Any) -> None:
        """Record what was raised for a report that one of the two hooks above gets, before or after this."""
        error = cause_of(call.excinfo.value)
        self.raised[id(report)] = Raised(report, headline(error), place_of(error, self.root))

    def pytest_sessionfinish(self, session: Any) -> None:
        """Record the number of tests that should run."""
        self.collected = session.testscollected

    def result(self, exit_code: int) -> dict[str, object]:
        """Return everything that was recorded, as plain data."""
        tests = [test(nodeid, case) for nodeid, case in self.cases.items() if case.outcome]
        return {
            "version": 1,
            "exitCode": exit_code,
            "collected": self.collected,
            "ran": self.ran,
            "files": len(self.files),
            "ended": len(tests),
            "passed": sum(one["outcome"] == "passed" for one in tests),
            "skipped": sum(one["outcome"] == "skipped" for one in tests),
            "configWarnings": self.config_warnings,
            "failures": self.early + [self.failure(report) for report in self.failed],
            "tests": most_telling(tests),
        }

    def failure(self, report: Any) -> dict[str, object]:
        """Describe a failed report."""
        raised = self.raised.get(id(report))
        longrepr = report.longrepr
        place = (raised and raised.place) or self.reported_place(report)
        if hasattr(longrepr, "errorstring"):  # a fixture that does not exist
            message = longrepr.errorstring.strip().splitlines()[0]
        elif raised is not None:
            message = raised.headline
        else:
            crash = getattr(longrepr, "reprcrash", None)
            message = crash.message.splitlines()[0] if crash and crash.message else headline_of_text(str(longrepr))
        when = report.when if report.when in {"collect", "setup", "teardown"} else "call"
        return failure(report.nodeid, when, place, message, report.longreprtext)

    def conftest_failure(self, error: Any) -> dict[str, object]:
        """Describe a conftest.py that could not be imported before any test was looked for."""
        cause = cause_of(error)
        path = relative(str(error.path), self.root) or "conftest.py"
        detail = "".join(traceback.format_exception(cause))
        return failure(path, "collect", place_of(cause, self.root) or Place(path, 1), headline(cause), detail)

    def reported_place(self, report: Any) -> Place:
        """Return where pytest says a report failed, or where the test is if that is outside the folder."""
        longrepr = report.longrepr
        crash = getattr(longrepr, "reprcrash", None)
        if crash and (path := relative(crash.path, self.root)):
            return Place(path, crash.lineno)
        if hasattr(longrepr, "firstlineno") and (path := relative(str(longrepr.filename), self.root)):
            return Place(path, longrepr.firstlineno + 1)
        path, line, _ = report.location
        return Place(relative(path, self.root) or report.nodeid.split("::")[0], (line or 0) + 1)


def failure(nodeid: str, when: str, place: Place, message: str, detail: str) -> dict[str, object]:
    """Make the record of a failure. Of a long detail only the end is kept."""
    where = {key: value for key, value in place._asdict().items() if value is not None}
    return {"nodeid": nodeid, "when": when, **where, "message": one_line(message), "detail": detail[-DETAIL_LIMIT:]}


def test(nodeid: str, case: Case) -> dict[str, object]:
    """Make the record of a test."""
    said = {"message": one_line(case.message)} if case.message else {}
    return {"nodeid": nodeid, "outcome": case.outcome, "seconds": round(case.seconds, 3), **said}


def most_telling(tests: list[dict[str, object]]) -> list[dict[str, object]]:
    """Keep all tests; of too many, first those that did not pass. The order stays."""
    ranked = sorted(range(len(tests)), key=lambda at: tests[at]["outcome"] == "passed")
    return [tests[at] for at in sorted(ranked[:TESTS_LIMIT])]


def skip_reason(report: Any) -> str:
    """Return why a test was skipped, or expected to fail."""
    if hasattr(report, "wasxfail"):
        return f"Expected to fail: {str(report.wasxfail).removeprefix('reason: ')}".removesuffix(": ")
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
    return str(reason).removeprefix("Skipped: ")


def one_line(text: str) -> str:
    """Join lines, and cut a text that is too long for a message."""
    return " ".join(text.split())[:MESSAGE_LIMIT]


def cause_of(error: BaseException) -> BaseException:
    """Return what broke an import. Pytest wraps it; its own text is better only if two files share a module name."""
    cause = error.__cause__
    if cause is None or type(error).__name__ not in {"CollectError", "ConftestImportFailure"}:
        return error
    return error if type(cause).__name__ == "ImportPathMismatchError" else cause


def headline(error: BaseException) -> str:
    """Return the type of an error and the first line of its message; for a collection error, all of pytest's text."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    if type(error).__name__ == "CollectError":
        return str(error)
    lines = "".join(traceback.format_exception_only(error)).strip().splitlines()
    return " ".join(lines[:2] if lines[0].endswith(":") else lines[:1])


def headline_of_text(text: str) -> str:
    """Find the error in what pytest printed about a failure: the last line that it marks with an E."""
    lines = text.strip().splitlines() or ["failed"]
    marked = [line[1:].strip() for line in lines if line.startswith("E ")]
    return marked[-1] if marked else lines[0]


def place_of(error: BaseException, root: Path) -> Place | None:
    """Find the innermost place inside the folder that led to an error."""
    if isinstance(error, SyntaxError) and (path := relative(error.filename or "", root)):
        return Place(path, max(error.lineno or 1, 1), max(error.offset or 1, 1))
    place = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        path = relative(frame.f_code.co_filename, root)
        if path and "__tracebackhide__" not in frame.f_locals:
            place = Place(path, line or 1)
    return place


def relative(path: str, root: Path) -> str | None:
    """Make a path relative to the folder; None if it is outside."""
    whole = root / path
    return whole.relative_to(root).as_posix() if path and root in whole.parents and whole.is_file() else None


def arguments(given: Sequence[str], root: Path) -> list[str]:
    """Keep pytest inside the folder: no configuration and no conftest.py from the folders above may count."""
    chosen = any(word == "-c" or word.startswith("--config-file") for word in given)
    own = any(configures(root / name, pattern) for name, pattern in CONFIG_FILES.items())
    config = [] if chosen or own else ["-c", os.devnull]
    return [*given, *config, f"--rootdir={root}", f"--confcutdir={root}", "--tb=auto"]


def configures(file: Path, pattern: str) -> bool:
    """Return whether pytest takes its configuration from a file."""
    return file.is_file() and re.search(pattern, file.read_text("utf-8", "replace"), re.MULTILINE) is not None


def main(argv: Sequence[str]) -> int:
    """Run pytest and report. The tests cannot write to the standard output that the report goes to."""
    if len(argv) < 3:
        print("Usage: python drydock_pytest.py SITE_PACKAGES SOURCE_FOLDERS [PYTEST_ARGUMENT...]", file=sys.stderr)
        return 4
    process = os.getpid()
    report_to = os.dup(1)
    os.dup2(2, 1)
    root = Path.cwd()
    if sys.path[0] == str(Path(__file__).resolve().parent):  # not so with PYTHONSAFEPATH
        sys.path.pop(0)
    sys.path.insert(0, str(root))
    folders = [root / name for name in argv[2].split(":") if name]
    sys.path[1:1] = [str(folder) for folder in folders if folder.is_dir() and not (folder / "__init__.py").exists()]
    sys.path.append(argv[1])
    try:
        pytest = importlib.import_module("pytest")
    except ImportError as error:
        print(
            f"pytest can be imported neither from the application's environment nor from its own: {error}",
            file=sys.stderr,
        )
        return 4
    recorder = Recorder(root)
    pytest.hookimpl(hookwrapper=True)(Recorder.pytest_load_initial_conftests)
    exit_code = int(pytest.main(arguments(argv[3:], root), plugins=[recorder]))
    if os.getpid() == process:  # not in a child that a test forked and forgot to end
        with os.fdopen(report_to, "w", encoding="utf-8") as output:
            json.dump(recorder.result(exit_code), output)
    return exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv))
