"""Run Black, and remember which files it would reformat: its own cache only remembers those that are well formatted.

Usage: python drydock_black.py [BLACK_ARGUMENT...]

A file counts by its content, the kind that its name gives it, Black's version and all of its options. What Black prints,
and its exit code, are the same as without the memory.
"""

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from black import Changed, Mode, Report, WriteBack, __version__, concurrency, files, patched_main


def digest_of(path: Path) -> str:
    """Return a digest of a file and of the kind that its name gives it."""
    return hashlib.sha256(path.suffix.encode() + b"\0" + path.read_bytes()).hexdigest()


def remembered(memory: Path) -> set[str]:
    """Read the digests of unformatted files; none if they cannot be read."""
    try:
        return set(json.loads(memory.read_text("ascii")))
    except (OSError, ValueError, TypeError):
        return set()


def remember(memory: Path, digests: set[str]) -> None:
    """Replace the memory; if that fails, the files are formatted again next time."""
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=memory.parent)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(sorted(digests), file)
        os.replace(name, memory)
    except OSError:
        pass


def with_memory(schedule: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    """Return a function that reports the files that are remembered, and lets Black look at the others."""

    async def schedule_with_memory(
        *, sources: set[Path], fast: bool, write_back: WriteBack, mode: Mode, report: Report, **rest: Any
    ) -> None:
        options = {"fast": fast, "write_back": write_back, "mode": mode, "report": report, **rest}
        if write_back is not WriteBack.CHECK:
            await schedule(sources=sources, **options)
            return
        key = hashlib.sha256(f"{__version__} {fast} {mode!r}".encode()).hexdigest()
        memory = folder / f"unformatted-{key}.json"
        digests = {path: digest_of(path) for path in sources}
        before = remembered(memory)
        known = {path for path in sources if digests[path] in before}
        unformatted = {digests[path] for path in known}
        for path in sorted(known):
            report.done(path, Changed.YES)
        done = report.done

        def noting(path: Path, changed: Changed) -> None:
            if changed is Changed.YES:
                unformatted.add(digests[path])
            done(path, changed)

        report.done = noting  # type: ignore[method-assign]
        await schedule(sources=sources - known, **options)
        remember(memory, unformatted)

    return schedule_with_memory


def without_empty(is_ignored: Callable[..., bool]) -> Callable[..., bool]:
    """Return a function that asks only ignore files with patterns. Black asks one for each folder above, at a price."""

    def ask_some(path: str, root: Path, specs: dict[Path, Any]) -> bool:
        return is_ignored(path, root, {folder: spec for folder, spec in specs.items() if len(spec) > 0})

    return ask_some


if __name__ == "__main__":
    files._path_is_ignored = without_empty(files._path_is_ignored)
    concurrency.schedule_formatting = with_memory(
        concurrency.schedule_formatting, Path(os.environ["BLACK_CACHE_DIR"], "drydock")
    )
    sys.argv[0] = "black"
    patched_main()
