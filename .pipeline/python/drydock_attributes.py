"""Copy extended attributes from files to other files, including access lists.

The argument names a JSON file: `[[from, to], …]`. Prints a character for each pair: `1` if the second file now has all
attributes of the first and no others, otherwise `0`. Needs Python 3.8 or newer.
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
    """Read all extended attributes; none if the file system does not support them."""
    try:
        return {name: os.getxattr(path, name) for name in os.listxattr(path)}
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            return {}
        raise


def carry(source: str, target: str) -> bool:
    """Copy the attributes of the source to the target; return whether reading them back shows that it worked."""
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
    """Like carry(), but return False for any error."""
    try:
        return carry(source, target)
    except (AttributeError, ImportError, OSError):
        return False


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("".join("1" if carried(*pair) else "0" for pair in json.load(file)))
