"""Run Black, and remember which files it would reformat: its own cache only remembers those that are well formatted.

Usage: python drydock_black.py [BLACK_ARGUMENT...]

A file counts by its content, the kind that its name gives it, Black's version and all of its options. What Black prints
to stderr, and its exit code, are the same as without the memory. To stdout, where a check of Black's prints nothing, goes
what it would change in the first of these files, in the form of Ruff's report.
"""

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import SequenceMatcher
from io import StringIO
from pathlib import Path
from typing import Any

import black
from black import Changed, Mode, Report, WriteBack, __version__, concurrency, files, patched_main

# Of what would change, so that it can be shown. A larger file would take too long to format once more.
MOST_FILES, MOST_BYTES, MOST_LINES, MOST_CHARACTERS = 20, 20_000, 20, 2000


def digest_of(path: Path) -> str:
    """Return a digest of a file and of the kind that its name gives it; nothing if it cannot be read."""
    try:
        return hashlib.sha256(path.suffix.encode() + b"\0" + path.read_bytes()).hexdigest()
    except OSError:
        return ""


def remembered(memory: Path) -> dict[str, Any]:
    """Read the digests of unformatted files, with their edits if known; none if they cannot be read."""
    try:
        return dict(json.loads(memory.read_text("ascii")).items())
    except (OSError, ValueError, AttributeError):
        return {}


def remember(memory: Path, unformatted: dict[str, Any]) -> None:
    """Replace the memory; if that fails, the files are formatted again next time."""
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=memory.parent)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(unformatted, file, sort_keys=True)
        os.replace(name, memory)
    except OSError:
        pass


def edits_of(path: Path, mode: Mode) -> list[dict[str, Any]]:
    """Return which lines of a file Black would replace, and by what; nothing if that is long."""
    content = path.read_bytes()
    if len(content) > MOST_BYTES or path.suffix == ".ipynb":
        return []
    skipped = content.find(b"\n") + 1 if mode.skip_source_first_line else 0
    mode = replace(mode, is_pyi=mode.is_pyi or path.suffix == ".pyi")
    text, _, newline = black.decode_bytes(content[skipped:], mode)
    # That the code stays the same is known from the run.
    formatted = black.format_file_contents(text, fast=True, mode=mode)
    before, after = StringIO(text).readlines(), StringIO(formatted).readlines()
    first = 2 if skipped else 1
    edits = []
    lines = 0
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            continue
        lines += max(end - start, new_end - new_start)
        new = "".join(after[new_start:new_end]).replace("\n", newline)
        if lines > MOST_LINES or len(new) > MOST_CHARACTERS:
            return []
        place = {"location": {"row": start + first, "column": 1}, "end_location": {"row": end + first, "column": 1}}
        edits.append({"content": new, **place})
    return edits


def tell(unformatted: Iterable[Path], mode: Mode, known: Callable[[Path], Any]) -> dict[Path, Any]:
    """Print and return the edits of the first files: those that are known, or else by formatting a file once more."""
    edits = {}
    for path in sorted(unformatted)[:MOST_FILES]:
        edits[path] = known(path)
        if edits[path] is None:
            try:
                edits[path] = edits_of(path, mode)
            except Exception:  # The run itself has told what is wrong with a file.
                edits[path] = []
    fixes = [{"filename": str(path), "fix": {"applicability": "safe", "edits": edits[path]}} for path in edits]
    if fixes:
        print(json.dumps(fixes, sort_keys=True))
    return edits


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
        unformatted = set(known)
        for path in sorted(known):
            report.done(path, Changed.YES)
        done = report.done

        def noting(path: Path, changed: Changed) -> None:
            if changed is Changed.YES:
                unformatted.add(path)
            done(path, changed)

        report.done = noting  # type: ignore[method-assign]
        await schedule(sources=sources - known, **options)
        edits = tell(unformatted, mode, lambda path: before.get(digests[path]))
        later = {digests[path]: before.get(digests[path]) for path in unformatted}
        now = later | {digests[path]: known_edits for path, known_edits in edits.items()}
        now.pop("", None)
        remember(memory, now)

    return schedule_with_memory


def with_edits(reformat_one: Callable[..., None]) -> Callable[..., None]:
    """Return the function by which Black looks at a single file, with what it would change."""

    def reformat_and_tell(*, src: Path, write_back: WriteBack, mode: Mode, report: Report, **rest: Any) -> None:
        reformat_one(src=src, write_back=write_back, mode=mode, report=report, **rest)
        if write_back is WriteBack.CHECK and report.change_count > 0:
            tell([src], mode, lambda _: None)

    return reformat_and_tell


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
    black.reformat_one = with_edits(black.reformat_one)
    sys.argv[0] = "black"
    patched_main()
