"""Syntax trees of installed modules, built ahead by a process that keeps Pylint imported and forks for each run.

Most of the time to lint one module goes into the trees of the standard library and of the application's packages. These
stay the same from run to run, so the process builds them while it waits, and its forks have them. A run notes which it
needed. It drops those that it has if they might not be what it would build itself: other settings, plugins that change
trees, a module of the repository that comes first, or a file that has changed.
"""

import json
import os
import sys
import sysconfig
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from astroid import nodes
from astroid.manager import AstroidManager
from pylint.constants import PYLINT_HOME

LIST = Path(PYLINT_HOME) / "drydock-trees.json"
MOST = 400
SITE = os.environ.get("DRYDOCK_APP_SITE", "")
FOLDERS = tuple(
    {
        os.path.join(folder, "")
        for folder in (*map(sysconfig.get_path, ("stdlib", "purelib", "platlib")), SITE)
        if folder
    }
)
# What changes how trees are built, with the value that these have here.
DEFAULTS = {
    "unsafe_load_any_extension": False,
    "limit_inference_results": 100,
    "extension_pkg_allow_list": (),
    "extension_pkg_whitelist": (),
    "ignored_modules": (),
    "prefer_stubs": False,
}
MANAGER = AstroidManager()
# In a process that builds ahead: which modules it has tried, and the state of the files that it has read.
tried: set[str] = set()
searched: set[str] = set()
states: dict[str, tuple[int, int]] = {}


def build_next() -> bool:
    """Build the next tree that runs have needed; return whether there was one."""
    # It is there from the start; and now this is a process that builds ahead.
    tried.add("builtins")
    name = next((name for name in _noted() if name not in tried), None)
    if name is None:
        return False
    tried.add(name)
    before = list(sys.path)
    sys.path += [SITE] if SITE else []
    try:
        MANAGER.ast_from_module_name(name)
    except Exception:  # pylint: disable=broad-exception-caught
        # A run will see what is wrong, and say so.
        pass
    finally:
        sys.path[:] = before
    searched.update(str(name).split(".", maxsplit=1)[0] for name, _ in MANAGER._mod_file_cache)
    # What was not found here may be there for a run.
    MANAGER._mod_file_cache.clear()
    for module in MANAGER.astroid_cache.values():
        if module.file and module.file not in states:
            states[module.file] = _state(module.file)
    return True


def may_be_used(config: Namespace, folders: Iterable[str]) -> bool:
    """Whether a run with these settings would build the same trees, if it looks into these folders first."""
    given = {name: getattr(config, name, value) for name, value in DEFAULTS.items()}
    same = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()} == DEFAULTS
    stems = {name.split(".", 1)[0] for folder in folders if os.path.isdir(folder) for name in os.listdir(folder)}
    return same and not stems & searched and all(_state(file) == state for file, state in states.items())


def drop() -> None:
    """Forget all trees that were built ahead."""
    if not tried:
        return
    # Those of plugins must stay.
    transforms = MANAGER._transform.transforms
    MANAGER.clear_cache()
    MANAGER._transform.transforms = transforms
    tried.clear()


def installed() -> list[str]:
    """Return the names of the trees of installed modules, in their order; none where no process builds them ahead."""
    return [] if not tried else [name for name, module in MANAGER.astroid_cache.items() if _is_installed(name, module)]


def note(names: Sequence[str]) -> None:
    """Remember that a run has needed these trees."""
    known = _noted()
    both = list(dict.fromkeys([*known, *names]))[:MOST]
    if both == known:
        return
    own = LIST.with_name(f"{LIST.name}.{os.getpid()}")
    try:
        own.write_text(json.dumps(both), "ascii")
        own.replace(LIST)
    except OSError:
        pass


def _is_installed(name: str, module: nodes.Module) -> bool:
    return module.file.startswith(FOLDERS) if module.file else name in sys.stdlib_module_names


def _noted() -> list[str]:
    try:
        return [str(name) for name in json.loads(LIST.read_text("ascii"))]
    except (OSError, ValueError):
        return []


def _state(file: str) -> tuple[int, int]:
    try:
        info = os.stat(file)
    except OSError:
        return (0, 0)
    return (info.st_mtime_ns, info.st_size)
