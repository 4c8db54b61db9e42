"""Run a program once on each file of the given names of these folders, and print what it said, as JSON.

    drydock_each.py MOST NAME... -- FILE_OR_FOLDER... -- PROGRAM WORD...

At most MOST run at once. A NAME is a pattern with at most one `*`; `!` before one takes files away again. The program
gets the file as its last word, as `./path`. Prints `{"runs": [{path, code, stdout, stderr}]}` in the order of the paths;
the exit code is the highest of all, where a program that a signal has ended counts as 128 and the signal's number. Needs
Python 3.8 or newer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase


def is_named(path: str, names: list[str]) -> bool:
    """Tell whether a file's name fits one of the patterns, and none of those that take away."""
    name = os.path.basename(path)
    away = [pattern[1:] for pattern in names if pattern.startswith("!")]
    return any(fnmatchcase(name, pattern) for pattern in names) and not any(fnmatchcase(name, one) for one in away)


def is_known_elsewhere(path: str, names: list[str]) -> bool:
    """Tell whether a path is a link to a file that is run on by its own name."""
    return os.path.islink(path) and is_named(os.path.realpath(path), names)


def fail(error: OSError) -> None:
    """End where a folder can't be listed: nothing is known of what is in it."""
    raise error


def files_of(names: list[str], targets: list[str]) -> list[str]:
    """Give the paths of the files that have such a name, and are a target or below one, sorted."""
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
    said = {"stdout": ended.stdout.decode("utf-8", "replace"), "stderr": ended.stderr.decode("utf-8", "replace")}
    return {"path": path, "code": code, **said}


def main(most: int, words: list[str]) -> int:
    """Run the program on all files, and print what it said."""
    split = words.index("--")
    second = words.index("--", split + 1)
    names, targets, argv = words[:split], words[split + 1 : second], words[second + 1 :]
    with ThreadPoolExecutor(max(1, most)) as pool:
        runs = list(pool.map(lambda path: run(argv, path), files_of(names, targets)))
    print(json.dumps({"runs": runs}))
    return max((int(str(one["code"])) for one in runs), default=0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
