"""Print the lines of source files that reports show, as JSON: path -> list of [number, text].

Reads `{path: [numbers]}` from a file. Paths are relative to the folder; anything that is not a regular file in it, or
is reached through a symbolic link, is left out. Needs Python 3.8 or newer.
"""

from __future__ import annotations

import json
import os
import re
import sys

# No report shows more of a line.
WIDEST = 1000


def is_plain_file(root: str, path: str) -> bool:
    """Return whether a path leads to a regular file below a folder, with no symbolic link on the way."""
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return False
    steps = ["/".join([root, *parts[: count + 1]]) for count in range(len(parts))]
    return not any(os.path.islink(step) for step in steps) and os.path.isfile(steps[-1])


def lines_of(path: str, numbers: list[int]) -> list[tuple[int, str]]:
    """Return those of the lines that exist, without their line breaks."""
    with open(path, "rb") as file:
        content = file.read()
    mark = b"\xef\xbb\xbf"
    lines = re.split(b"\r\n|\n|\r", content[len(mark) :] if content.startswith(mark) else content)
    if lines[-1] == b"":
        lines.pop()
    there = [number for number in numbers if number <= len(lines)]
    return [(number, lines[number - 1].decode("utf-8", "replace")[:WIDEST]) for number in there]


def main(root: str, wanted_file: str) -> None:
    """Print the wanted lines."""
    with open(wanted_file, encoding="utf-8") as file:
        wanted = json.load(file)
    found = {path: lines_of(f"{root}/{path}", numbers) for path, numbers in wanted.items() if is_plain_file(root, path)}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
