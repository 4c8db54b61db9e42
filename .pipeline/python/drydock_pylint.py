"""Run Pylint by the module, with plugins from the repository, the application's packages, and columns in characters.

Usage: python drydock_pylint.py STORE FOLDERS [PYLINT_ARGUMENT...]

STORE is a folder in which the results of single modules are kept.

The modules of `load-plugins` are also searched for in FOLDERS, separated by colons, after everything else. Pylint
itself searches there only when it starts to check, which is too late: it ignores the plugin, or breaks with several
processes. The folder in DRYDOCK_APP_SITE is put at the end of the path, so that the application's packages never come
before Pylint's own. Pylint's columns are those of Python's syntax tree, which counts bytes of UTF-8; only messages
about the text of a line have no end, or count characters. The exit code is Pylint's.
"""

import json
import os
import re
import sys
import tokenize
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.append(os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
import drydock_pylint_trees
from pylint import __version__, run_pylint
from pylint.checkers import BaseChecker
from pylint.config.config_file_parser import _ConfigurationFileParser as Config
from pylint.constants import PYLINT_HOME
from pylint.lint import PyLinter, pylinter
from pylint.message import Message
from pylint.reporters.json_reporter import JSON2Reporter

MEMORY = Path(PYLINT_HOME) / "drydock-modules.json"
# Versions that lint in several processes in the way that drydock_pylint_modules.py takes.
KNOWN = __version__.startswith("4.1.")
ALL_MODULES = "Pylint lints all modules each time"
RUNS_CODE: list[bool] = []
REPORT: dict[str, Any] = {}
OF_TEXT = re.compile(r"bidirectional-unicode$|invalid-character-")


def with_folders(load: Callable[..., Any], folders: Sequence[str]) -> Callable[..., Any]:
    """Return a function that also finds modules in these folders while it runs."""

    def load_in_folders(*args: Any, **kwargs: Any) -> Any:
        before = list(sys.path)
        sys.path += folders
        try:
            return load(*args, **kwargs)
        finally:
            sys.path[:] = before

    return load_in_folders


@lru_cache(maxsize=8)
def lines_of(path: str) -> Sequence[str]:
    """Read the lines of a file as Python does; none if it cannot be read."""
    try:
        with tokenize.open(path) as file:
            return file.read().split("\n")
    except (OSError, SyntaxError, UnicodeDecodeError):
        return []


def in_characters(path: str, line: int, column: int) -> int:
    """Convert a 0-based column from bytes to characters."""
    lines = lines_of(path)
    if not 0 < line <= len(lines) or lines[line - 1].isascii():
        return column
    return len(lines[line - 1].encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))


def with_characters(serialize: Callable[[Message], Any]) -> Callable[[Message], Any]:
    """Return a function that serializes a message with its columns in characters."""

    def serialize_with_characters(message: Message) -> Any:
        fields = serialize(message)
        if message.end_column is None or OF_TEXT.match(message.symbol):
            return fields
        fields["column"] = in_characters(message.abspath, message.line, message.column)
        fields["endColumn"] = in_characters(message.abspath, message.end_line or message.line, message.end_column)
        return fields

    return serialize_with_characters


def looks_at_all(linter: PyLinter) -> str | None:
    """Return the module of a plugin that judges all modules together, without data to reduce; None if there is none."""
    for kind in map(type, linter.get_checkers()):
        own = kind.close is not BaseChecker.close and kind.get_map_data is BaseChecker.get_map_data
        if own and not kind.__module__.startswith("pylint."):
            return kind.__module__
    return None


def by_module(check: Callable[..., None], store: str) -> Callable[..., None]:
    """Return a function that checks with stored results where these add up, and else as Pylint does."""

    def check_by_module(linter: PyLinter, files: Sequence[str]) -> None:
        jobs = max(1, linter.config.jobs)
        if plugin := looks_at_all(linter):
            print(
                f'{ALL_MODULES}, in one process: the plugin "{plugin}" looks at all of them together.', file=sys.stderr
            )
            linter.config.jobs = 1
        elif not KNOWN:
            print(f"{ALL_MODULES}: Drydock does not know how to keep results of Pylint {__version__}.", file=sys.stderr)
        else:
            # With one job, Pylint would take another way.
            linter.config.jobs = 2
        with TemporaryDirectory() as empty:
            if plugin or not KNOWN or RUNS_CODE:
                drydock_pylint_trees.drop()
            if KNOWN:
                pylinter.check_parallel = partial(keeping, empty if RUNS_CODE else store, jobs)
            check(linter, files)

    return check_by_module


def noting_code(parse: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that parses a config file, and notes whether it runs code: then no result may be kept."""

    def parse_and_note(*args: Any, **kwargs: Any) -> Any:
        settings, words = parse(*args, **kwargs)
        if "init-hook" in settings:
            RUNS_CODE.append(True)
        return settings, words

    return parse_and_note


def keeping(store: str, jobs: int, linter: PyLinter, _: int, *files: Any) -> None:
    """Check by the module; other versions of Pylint could not import this."""
    # pylint: disable-next=import-outside-toplevel
    from drydock_pylint_modules import check_modules

    REPORT["modules"] = check_modules(store, MEMORY, linter, jobs, *files)


def display_messages(self: JSON2Reporter, _: Any) -> None:
    """Print the report, with what Drydock adds to it."""
    messages = [self.serialize(message) for message in self.messages]
    print(json.dumps({"messages": messages, "statistics": self.serialize_stats(), **REPORT}), file=self.out)


def main(argv: Sequence[str]) -> None:
    """Run Pylint with these arguments; it ends the process."""
    store, folders = argv[1], [os.path.abspath(name) for name in argv[2].split(":") if name]
    PyLinter.load_plugin_modules = with_folders(PyLinter.load_plugin_modules, folders)  # type: ignore[method-assign]
    JSON2Reporter.serialize = staticmethod(with_characters(JSON2Reporter.serialize))  # type: ignore[method-assign]
    JSON2Reporter.display_messages = display_messages  # type: ignore[method-assign]
    Config.parse_config_file = noting_code(Config.parse_config_file)  # type: ignore[method-assign]
    PyLinter.check = by_module(PyLinter.check, store)  # type: ignore[method-assign]
    if site := os.environ.get("DRYDOCK_APP_SITE"):
        sys.path.append(site)
    run_pylint(argv[3:])


if __name__ == "__main__":
    main(sys.argv)
