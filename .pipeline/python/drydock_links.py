"""Tell which symbolic links of a folder a tool must not follow, as JSON: `[{"path", "target", "why"}]`.

`why` is `loop` (following it never ends), `absolute`, `outside` (of the folder) or `missing`; other links are not told.
Paths are relative to the folder. Needs Python 3.9 or newer.
"""

import errno
import json
import os
import sys


def links_in(root: str) -> list[str]:
    """List the links below a folder, without following any."""
    found = []
    for folder, folders, files in os.walk(root):
        found += [path for name in folders + files if os.path.islink(path := os.path.join(folder, name))]
    return sorted(found)


def is_in(path: str, folder: str) -> bool:
    """Tell whether a path is a folder or below it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def fault(link: str, root: str) -> str:
    """Tell what is wrong with a link by itself; empty when nothing is."""
    if os.path.isabs(os.readlink(link)):
        return "absolute"
    try:
        os.stat(link)
    except OSError as error:
        return "loop" if error.errno == errno.ELOOP else "missing"
    real = os.path.realpath(link)
    if not is_in(real, root):
        return "loop" if is_in(root, real) else "outside"
    return ""


def on_circle(link: str, targets: dict[str, str]) -> bool:
    """Tell whether following a folder link, and the links met in it, leads back to it."""
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
    """Print the links of a folder that are no part of it."""
    root = os.path.realpath(root)
    faults = {link: fault(link, root) for link in links_in(root)}
    sound = [link for link, why in faults.items() if not why]
    targets = {link: real for link in sound if os.path.isdir(real := os.path.realpath(link))}
    faults.update({link: "loop" for link in targets if on_circle(link, targets)})
    told = [
        {"path": os.path.relpath(link, root), "target": os.readlink(link), "why": why}
        for link, why in faults.items()
        if why
    ]
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
