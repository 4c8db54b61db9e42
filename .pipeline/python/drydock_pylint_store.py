"""A folder of small results by key: one file each, written whole or not at all, shared by runs at once.

Whatever is damaged, missing or cannot be read is a miss, and what cannot be written is not kept: a store never fails a run.
"""

import json
import os
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DAY = 24 * 60 * 60
KEPT_DAYS = 30
MOST_BYTES = 512 * 1024 * 1024
# What an interrupted run left behind.
UNFINISHED = ".tmp"


class Store:
    """JSON values by key, a key being 64 hexadecimal digits."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def get(self, key: str) -> Any:
        """Return the value, or None if there is no sound one."""
        path = self._path(key)
        try:
            stored, value = json.loads(zlib.decompress(path.read_bytes()))
            if stored != key:
                return None
            # Marks it as used, at most once a day.
            if path.stat().st_mtime < time.time() - DAY:
                os.utime(path)
            return value
        except (OSError, ValueError, TypeError, zlib.error, RecursionError):
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep a value."""
        path = self._path(key)
        data = zlib.compress(json.dumps([key, value]).encode("ascii"), 1)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(UNFINISHED, dir=path.parent)
        except OSError:
            return
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(name, path)
        except OSError:
            _remove(Path(name))

    def prune(self, now: float) -> None:
        """Remove what was not used for a month, and the oldest entries beyond the size; at most once a day."""
        mark = self.folder / "pruned"
        try:
            if mark.stat().st_mtime > now - DAY:
                return
        except OSError:
            pass
        try:
            mark.touch()
        except OSError:
            return
        size = 0
        for used, length, path in sorted(self._entries(), reverse=True):
            size += length
            too_old = used < now - (DAY if path.suffix == UNFINISHED else KEPT_DAYS * DAY)
            if too_old or size > MOST_BYTES:
                _remove(path)

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        for folder in self.folder.glob("[0-9a-f][0-9a-f]"):
            for path in folder.iterdir():
                try:
                    stat = path.stat()
                except OSError:
                    continue
                yield stat.st_mtime, stat.st_size, path

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        pass
