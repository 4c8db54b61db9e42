"""The lines that Pylint compares for duplicate code: kept by the module, and compared only where two files share some."""

import zlib
from array import array
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

from pylint.checkers.symilar import Commonality, LineSet, LineSpecifs, Symilar, hash_lineset


class StoredLines(LineSet):
    """The lines of a file, unpacked when they are needed."""

    def __init__(self, record: Any, path: str) -> None:  # pylint: disable=super-init-not-called
        self.name, self._count, self._encoding, self._packed, windows = record
        self._path = path
        self.windows = array("Q", b64decode(windows))

    def __len__(self) -> int:
        return self._count

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def _stripped_lines(self) -> list[LineSpecifs]:  # type: ignore[override]
        words = iter(zlib.decompress(b64decode(self._packed)).decode("utf-8", "surrogatepass").split("\n"))
        return [LineSpecifs(text=text, line_number=int(number)) for number, text in zip(words, words)]  # type: ignore

    @cached_property
    def _real_lines(self) -> list[str]:  # type: ignore[override]
        return Path(self._path).read_bytes().decode(self._encoding, "replace").splitlines(keepends=True)


def encoded_lines(lines: LineSet, encoding: str | None, size: int) -> list[Any]:
    """Return the lines of a file, and sums over as many of them as must be similar, as JSON values."""
    stripped = lines.stripped_lines
    sums = [zlib.crc32(line.text.encode("utf-8", "surrogatepass")) for line in stripped]
    windows = array("Q", {sum(sums[start : start + size]) for start in range(len(sums) - size + 1)})
    words = "\n".join(f"{line.line_number}\n{line.text}" for line in stripped)
    packed = zlib.compress(words.encode("utf-8", "surrogatepass"), 1)
    return [lines.name, len(lines), encoding or "utf-8", b64encode(packed).decode(), b64encode(windows).decode()]


def similar_pairs(self: Symilar) -> Iterator[Commonality]:
    """Compare the files as Pylint does, in the same order, without the pairs that have no lines in common."""
    places = defaultdict(list)
    for index, lines in enumerate(self.linesets):
        for window in lines.windows:  # type: ignore[attr-defined]
            places[window].append(index)
    pairs = {pair for shared in places.values() if len(shared) > 1 for pair in combinations(shared, 2)}
    hashes = {
        index: hash_lineset(self.linesets[index], self.namespace.min_similarity_lines)
        for index in {index for pair in pairs for index in pair}
    }
    for one, other in sorted(pairs):
        yield from self._find_common(self.linesets[one], self.linesets[other], hashes[one], hashes[other])
