"""Run Pylint with plugins that stand in the repository, the application's packages in reach, and columns in characters.

Usage: python drydock_pylint.py FOLDERS [PYLINT_ARGUMENT...]

FOLDERS, with a colon between them, are looked in for the modules of `load-plugins`, after all else. Pylint itself looks
there only once it checks, when it is too late: it says nothing, or breaks with more than one process. The folder in
DRYDOCK_APP_SITE is put at the end of the path, so that the application's packages never stand in front of Pylint's own.
Pylint's columns are those of Python's syntax tree, which counts bytes of UTF-8; only messages about the text of a line have
no end, or count characters. The exit code is Pylint's.
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
    """Make a function that finds modules in these folders too, while it runs."""

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
    """Read the lines of a file as Python does; none where it cannot be read."""
    try:
        with tokenize.open(path) as file:
            return file.read().split("\n")
    except (OSError, SyntaxError, UnicodeDecodeError):
        return []


def in_characters(path: str, line: int, column: int) -> int:
    """Make a 0-based column in characters of one in bytes."""
    lines = lines_of(path)
    if not 0 < line <= len(lines) or lines[line - 1].isascii():
        return column
    return len(lines[line - 1].encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))


def with_characters(serialize: Callable[[Message], Any]) -> Callable[[Message], Any]:
    """Make a function that tells a message with its columns in characters."""

    def serialize_with_characters(message: Message) -> Any:
        told = serialize(message)
        if message.end_column is None or OF_TEXT.match(message.symbol):
            return told
        told["column"] = in_characters(message.abspath, message.line, message.column)
        told["endColumn"] = in_characters(message.abspath, message.end_line or message.line, message.end_column)
        return told

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
