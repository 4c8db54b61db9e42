"""Give files the extended attributes of other files, access lists among them.

The argument names a JSON file: `[[from, to], …]`. Prints a character for each pair: `1` when the second file has all
attributes of the first now, and no others; else `0`. Needs Python 3.8 or newer.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys

# From <copyfile.h> of macOS.
COPYFILE_ACL_AND_XATTR = 1 | 4


def attributes(path: str) -> dict[str, bytes]:
    """Read all extended attributes; none where the file system has no such thing."""
    try:
        return {name: os.getxattr(path, name) for name in os.listxattr(path)}
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            return {}
        raise


def carry(source: str, target: str) -> bool:
    """Make the attributes of the target those of the source. Whether it worked is seen by reading them again."""
    if sys.platform == "darwin":
        import ctypes  # pylint: disable=import-outside-toplevel

        return ctypes.CDLL(None).copyfile(os.fsencode(source), os.fsencode(target), None, COPYFILE_ACL_AND_XATTR) == 0
    wanted, there = attributes(source), attributes(target)
    for name in there.keys() - wanted.keys():
        with contextlib.suppress(OSError):
            os.removexattr(target, name)
    for name, value in wanted.items():
        if there.get(name) != value:
            with contextlib.suppress(OSError):
                os.setxattr(target, name, value)
    return attributes(target) == wanted


def carried(source: str, target: str) -> bool:
    """Tell of what fails that it is not so."""
    try:
        return carry(source, target)
    except (AttributeError, ImportError, OSError):
        return False


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("".join("1" if carried(*pair) else "0" for pair in json.load(file)))
