"""Run Pylint with plugins from the repository, with the application's packages, and with columns in characters.

Usage: python drydock_pylint.py FOLDERS [PYLINT_ARGUMENT...]

The modules of `load-plugins` are also searched for in FOLDERS, separated by colons, after everything else. Pylint
itself searches there only when it starts to check, which is too late: it ignores the plugin, or breaks with several
processes. The folder in DRYDOCK_APP_SITE is put at the end of the path, so that the application's packages never come
before Pylint's own. Pylint's columns are those of Python's syntax tree, which counts bytes of UTF-8; only messages
about the text of a line have no end, or count characters. The exit code is Pylint's.
"""

import os
import re
import sys
import tokenize
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from pylint import run_pylint
from pylint.lint import PyLinter
from pylint.message import Message
from pylint.reporters.json_reporter import JSON2Reporter

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


def main(argv: Sequence[str]) -> None:
    """Run Pylint with these arguments; it ends the process."""
    folders = [os.path.abspath(name) for name in argv[1].split(":") if name]
    PyLinter.load_plugin_modules = with_folders(PyLinter.load_plugin_modules, folders)  # type: ignore[method-assign]
    JSON2Reporter.serialize = staticmethod(with_characters(JSON2Reporter.serialize))  # type: ignore[method-assign]
    if site := os.environ.get("DRYDOCK_APP_SITE"):
        sys.path.append(site)
    run_pylint(argv[2:])


if __name__ == "__main__":
    main(sys.argv)
