"""Run Pylint with plugins that stand in the repository, and with the application's packages in reach.

Usage: python drydock_pylint.py FOLDERS [PYLINT_ARGUMENT...]

FOLDERS, with a colon between them, are looked in for the modules of `load-plugins`, after all else. Pylint itself looks
there only once it checks, when it is too late: it says nothing, or breaks with more than one process. The folder in
DRYDOCK_APP_SITE is put at the end of the path, so that the application's packages never stand in front of Pylint's own.
The exit code is Pylint's.
"""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from pylint import run_pylint
from pylint.lint import PyLinter


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


def main(argv: Sequence[str]) -> None:
    """Run Pylint with these arguments; it ends the process."""
    folders = [os.path.abspath(name) for name in argv[1].split(":") if name]
    PyLinter.load_plugin_modules = with_folders(PyLinter.load_plugin_modules, folders)  # type: ignore[method-assign]
    if site := os.environ.get("DRYDOCK_APP_SITE"):
        sys.path.append(site)
    run_pylint(argv[2:])


if __name__ == "__main__":
    main(sys.argv)
