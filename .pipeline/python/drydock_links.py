"""Set the times of a folder's files, and print what no tool may get from it as JSON.

It prints `[{"path", "target", "why"}]`. Each file's mtime is derived from its content: Black and mypy consider a file
with the same size and mtime unchanged, and the user's mtimes may be clamped or copied. The local engine sets the same
times; mirrorFile.ts explains them.

Of symbolic links, `why` is `loop` (following it never ends), `absolute`, `outside` (of the folder) or `missing`; other
links are not listed. For Python files it is `nul` if they contain a NUL byte, which most tools ignore, and `name` if
their name is not valid UTF-8; `target` is empty. With `--remove` as second argument the latter are removed, and nothing
is printed: their names cannot be passed on in any other way. Paths are relative to the folder. Needs Python 3.8 or
newer.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import sys

CHUNK = 1 << 20
FIRST_SECOND = 315_619_200


def links_in(root: str) -> list[str]:
    """List the links below a folder, without following any."""
    found = []
    for folder, folders, files in os.walk(root):
        found += [path for name in folders + files if os.path.islink(path := os.path.join(folder, name))]
    return sorted(found)


def dress(root: str) -> dict[str, str]:
    """Set the mtime of each file below a folder; return what is wrong with Python files, by path."""
    faults = {}
    for folder, folders, files in os.walk(root):
        for name in files + [name for name in folders if os.path.islink(os.path.join(folder, name))]:
            path = os.path.join(folder, name)
            nul = stat.S_ISREG(os.lstat(path).st_mode) and set_time(path)
            if not name.endswith((".py", ".pyi")):
                continue
            if not is_utf8(os.path.relpath(path, root)):
                faults[path] = "name"
            elif nul:
                faults[path] = "nul"
    return dict(sorted(faults.items()))


def set_time(path: str) -> bool:
    """Set the mtime of a file from its content; return whether that contains a NUL byte."""
    digest = hashlib.sha256()
    nul = False
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            nul = nul or b"\0" in chunk
    time = content_time(digest.hexdigest())
    os.utime(path, ns=(time, time))
    return nul


def is_utf8(path: str) -> bool:
    """Return whether all bytes of a path are valid UTF-8."""
    try:
        os.fsencode(path).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def content_time(digest: str) -> int:
    """Make a time from a sha256, in nanoseconds: whole 64ths of a second, from 2 January 1980 to the 32-bit limit."""
    seconds = FIRST_SECOND + int(digest[:12], 16) % (2**31 - 1 - FIRST_SECOND)
    return seconds * 10**9 + int(digest[12:14], 16) % 64 * 15_625_000


def is_in(path: str, folder: str) -> bool:
    """Return whether a path is a folder or below it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def fault(link: str, root: str) -> str:
    """Return what is wrong with a link by itself; empty if nothing is."""
    if os.path.isabs(os.readlink(link)):
        return "absolute"
    try:
        os.stat(link)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "loop"
        # Of what is beside the folder nothing is there in a container, nor is it missed.
        return "missing" if is_in(os.path.realpath(link), root) else "outside"
    real = os.path.realpath(link)
    if not is_in(real, root):
        return "loop" if is_in(root, real) else "outside"
    return ""


def in_cycle(link: str, targets: dict[str, str]) -> bool:
    """Return whether following a link to a folder, and the links found there, leads back to it."""
    seen: set[str] = set()
    ahead = [link]
    while ahead:
        target = targets[ahead.pop()]
        met = {other for other in targets if is_in(os.path.dirname(other), target)}
        if link in met:
            return True
        ahead += met - seen
        seen |= met
    return False


def main(root: str) -> None:
    """Print what in a folder is not part of it, or cannot be checked."""
    root = os.path.realpath(root)
    wrong = dress(root)
    faults = {link: fault(link, root) for link in links_in(root) if link not in wrong}
    sound = [link for link, why in faults.items() if not why]
    targets = {link: real for link in sound if os.path.isdir(real := os.path.realpath(link))}
    faults.update({link: "loop" for link in targets if in_cycle(link, targets)})
    found = [
        {"path": os.path.relpath(link, root), "target": os.readlink(link), "why": why}
        for link, why in faults.items()
        if why
    ]
    found += [{"path": os.path.relpath(path, root), "target": "", "why": why} for path, why in wrong.items()]
    print(json.dumps(found))


def remove_invalid_names(root: str) -> None:
    """Remove the Python files whose names are not valid UTF-8."""
    for path, why in dress(root).items():
        if why == "name":
            os.remove(path)


if __name__ == "__main__":
    (remove_invalid_names if sys.argv[2:] == ["--remove"] else main)(sys.argv[1])
