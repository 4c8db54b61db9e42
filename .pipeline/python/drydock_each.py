"""Run a program once on each file with one of the given names, and print its output as JSON.

    drydock_each.py MOST NAME... -- FILE_OR_FOLDER... -- PROGRAM WORD...

At most MOST run at once. A NAME is a pattern with at most one `*`; `!` before one excludes files. The program gets the
file as its last argument, as `./path`. Prints `{"runs": [{path, code, stdout, stderr}]}`, ordered by path; the exit
code is the highest of all, with 128 plus the signal's number for a program that a signal has ended. Needs Python 3.8 or
newer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase


def is_named(path: str, names: list[str]) -> bool:
    """Return whether a file's name matches one of the patterns and is not excluded."""
    name = os.path.basename(path)
    excluded = [pattern[1:] for pattern in names if pattern.startswith("!")]
    return any(fnmatchcase(name, pattern) for pattern in names) and not any(fnmatchcase(name, one) for one in excluded)


def is_known_elsewhere(path: str, names: list[str]) -> bool:
    """Return whether a path is a link to a file that has such a name itself."""
    return os.path.islink(path) and is_named(os.path.realpath(path), names)


def fail(error: OSError) -> None:
    """Stop at a folder that cannot be listed: nothing is known about its files."""
    raise error


def files_of(names: list[str], targets: list[str]) -> list[str]:
    """Return the sorted paths of the files that have such a name and are a target or below one."""
    found = {os.path.relpath(target) for target in targets if os.path.isfile(target)}
    for target in targets:
        for folder, _, files in os.walk(target, onerror=fail) if os.path.isdir(target) else ():
            found.update(os.path.relpath(os.path.join(folder, name)) for name in files)
    sound = (path for path in found if is_named(path, names) and os.path.isfile(path))
    return sorted(path for path in sound if not is_known_elsewhere(path, names))


def run(argv: list[str], path: str) -> dict[str, object]:
    """Run the program on one file. A name may begin with a dash."""
    ended = subprocess.run([*argv, f"./{path}"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    code = ended.returncode if ended.returncode >= 0 else 128 - ended.returncode
    texts = {"stdout": ended.stdout.decode("utf-8", "replace"), "stderr": ended.stderr.decode("utf-8", "replace")}
    return {"path": path, "code": code, **texts}


def main(most: int, words: list[str]) -> int:
    """Run the program on all files and print the results."""
    split = words.index("--")
    second = words.index("--", split + 1)
    names, targets, argv = words[:split], words[split + 1 : second], words[second + 1 :]
    with ThreadPoolExecutor(max(1, most)) as pool:
        runs = list(pool.map(lambda path: run(argv, path), files_of(names, targets)))
    print(json.dumps({"runs": runs}))
    return max((int(str(one["code"])) for one in runs), default=0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
