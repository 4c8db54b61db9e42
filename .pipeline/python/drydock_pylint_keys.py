"""What Pylint's result for a module depends on: the module itself, all that it can reach by imports, and the settings.

Too much is safe, too little is not: an import depends on every file and folder that its name leads to from any folder in
which Pylint, astroid or isort may look: those of the path, the root, its `src`, and the folders above the importing file.
A dependency counts by its syntax tree, without positions and comments, so that reformatting a module
changes nothing for those that import it.
"""

import hashlib
import json
import os
import re
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from drydock_pylint_facts import Facts, facts_of
from drydock_pylint_store import Store

SOURCES = (".py", ".pyi")
EXTENSIONS = (".so", ".pyd")
FACTS_TEXT = Path(__file__).with_name("drydock_pylint_facts.py").read_text("utf-8")
# So many that several processes parse them sooner.
MANY = 64
# Settings that only count for the verdict on all modules together.
NOT_OF_MODULES = {
    "files",
    "jobs",
    "fail_under",
    "evaluation",
    "score",
    "exit_zero",
    "reports",
    "output",
    "output_format",
}


def digest_of(*parts: Any) -> str:
    """Return the SHA-256 of texts, numbers and lists of them."""
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


class Node(NamedTuple):
    """Something that can be imported: what others see of it, and what it reaches itself."""

    digest: str
    reaches: frozenset[str]


class Tree:
    """The modules and folders below a root, found by their dotted names."""

    def __init__(self, root: str, bases: Iterable[str], store: Store, jobs: int) -> None:
        self.root = root
        self.contents: dict[str, str] = {}
        """SHA-256 of each file that was read."""
        self.nodes: dict[str, Node] = {}
        """What was reached."""
        self._store = store
        self._jobs = jobs
        self._folders: dict[str, str] = {}
        self._named: dict[tuple[str, ...], list[str]] = {}
        self._bases = {
            (),
            ("src",),
            *(tuple(base.split("/")) for base in bases if base != "." and not base.startswith("..")),
        }
        # Then modules below it may also be imported by the name of the root.
        self._top = os.path.basename(root) if os.path.exists(os.path.join(root, "__init__.py")) else None
        seen = set()
        for folder, subfolders, files in os.walk(root, followlinks=True):
            # Links may lead in circles.
            info = os.stat(folder)
            if (info.st_dev, info.st_ino) in seen:
                subfolders.clear()
                continue
            seen.add((info.st_dev, info.st_ino))
            path = folder[len(root) :].strip("/") + "/" if folder != root else ""
            parts = tuple(path.split("/")[:-1])
            # isort asks whether a folder without __init__.py has modules.
            self._folders[path] = "modules" if any(name.endswith(SOURCES) for name in files) else "folder"
            self._named.setdefault(parts, []).append(path)
            for name in files:
                if name.endswith((*SOURCES, *EXTENSIONS)):
                    stem = name.split(".", 1)[0]
                    self._named.setdefault((*parts, *(() if stem == "__init__" else (stem,))), []).append(path + name)

    def all(self) -> set[str]:
        """Return every path that can be imported."""
        return {path for named in self._named.values() for path in named}

    def reach(self, paths: Iterable[str]) -> None:
        """Read these modules and all that they may import."""
        found = set(paths)
        while found:
            facts = self._facts_of({path: text for path in found if (text := self._read(path)) is not None})
            for path in found:
                if path in facts:
                    self.nodes[path] = Node(facts[path].digest, frozenset(self._imported_by(path, facts[path].imports)))
                else:
                    self.nodes[path] = Node(self._folders.get(path) or self.contents.get(path, ""), frozenset())
            found = {path for node in found for path in self.nodes[node].reaches} - self.nodes.keys()

    def _read(self, path: str) -> bytes | None:
        """Read a file and note its digest; None for what is not source."""
        try:
            text = Path(self.root, path).read_bytes()
        except OSError:
            return None
        self.contents[path] = hashlib.sha256(text).hexdigest()
        return text if path.endswith(SOURCES) else None

    def _facts_of(self, texts: dict[str, bytes]) -> dict[str, Facts]:
        keys = {path: digest_of("facts", FACTS_TEXT, sys.version, self.contents[path]) for path in texts}
        stored = {path: self._store.get(key) for path, key in keys.items()}
        missing = [path for path, value in stored.items() if value is None]
        for path, facts in zip(missing, self._parsed([texts[path] for path in missing])):
            self._store.put(keys[path], facts)
            stored[path] = facts
        return {path: Facts(*value) for path, value in stored.items() if value is not None}

    def _parsed(self, texts: Sequence[bytes]) -> Iterable[Facts]:
        if len(texts) < MANY or self._jobs == 1:
            return map(facts_of, texts)
        with ProcessPoolExecutor(self._jobs, get_context("fork")) as pool:
            return list(pool.map(facts_of, texts, chunksize=16))

    def _imported_by(self, path: str, imports: Sequence[str] | None) -> set[str]:
        if imports is None:
            return self.all()
        own = tuple(path.split("/")[:-1])
        above = [own[:size] for size in range(len(own) + 1)]
        # The packages that it is in, what shares its name, as a stub does, and each imported name with those above it.
        names = [*above, (*own, path.split("/")[-1].split(".")[0])]
        bases = self._bases.union(above)
        for dotted in imports:
            name = dotted.lstrip(".")
            level = len(dotted) - len(name)
            parts = tuple(name.split(".")) if name else ()
            starts = [own[: max(0, len(own) - level + 1)]] if level else bases
            names += [(*start, *parts[:size]) for start in starts for size in range(1 if parts else 0, len(parts) + 1)]
            if self._top is not None and not level and parts[0] == self._top:
                names += [parts[1:size] for size in range(1, len(parts) + 1)]
        return {found for name in names for found in self._named.get(name, ())}


def closure(nodes: dict[str, Node], path: str) -> set[str]:
    """Return all that a module reaches, also through others."""
    seen: set[str] = set()
    found = nodes[path].reaches
    while found:
        seen |= found
        found = frozenset().union(*(nodes[name].reaches for name in found)) - seen
    return seen


def digests_of_reach(nodes: dict[str, Node]) -> dict[str, str]:
    """Return for each path a digest of all that it reaches and of itself.

    Those that reach each other have one digest together, made from their own and those of what they reach besides; so
    each arrow is followed once (Tarjan's algorithm, without recursion).
    """
    found: dict[str, str] = {}
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_paths: list[str] = []
    for start in nodes:
        work = [] if start in order else [(start, iter(sorted(nodes[start].reaches)))]
        while work:
            path, rest = work[-1]
            if path not in order:
                order[path] = lowest[path] = len(order)
                open_paths.append(path)
            step = next((name for name in rest if name not in found), None)
            if step is not None:
                if step in order:
                    lowest[path] = min(lowest[path], order[step])
                else:
                    work.append((step, iter(sorted(nodes[step].reaches))))
                continue
            work.pop()
            if work:
                lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[path])
            if lowest[path] == order[path]:
                members = open_paths[open_paths.index(path) :]
                del open_paths[-len(members) :]
                beyond = {found[name] for member in members for name in nodes[member].reaches if name in found}
                own = sorted((member, nodes[member].digest) for member in members)
                found.update(dict.fromkeys(members, digest_of(own, sorted(beyond))))
    return found


def settings_of(linter: Any, root: str) -> dict[str, str]:
    """Return digests of what counts for every module, by what a user calls it."""
    namespaces = {os.path.relpath(folder, root): own for folder, (own, _) in linter._directory_namespaces.items()}
    states = sorted((name, state) for name, state in linter._msgs_state.items())
    return {
        "settings": digest_of(_plain([linter.config, namespaces, states, sorted(linter._dynamic_plugins)])),
        "Python": digest_of(sys.version),
        "packages": digest_of([packages_in(folder) for folder in sys.path]),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Namespace):
        return _plain({name: own for name, own in vars(value).items() if name not in NOT_OF_MODULES})
    if isinstance(value, dict):
        return [[str(name), _plain(own)] for name, own in sorted(value.items())]
    if isinstance(value, (list, tuple)):
        return [_plain(own) for own in value]
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    if isinstance(value, str) and os.path.isfile(value):
        return [value, hashlib.sha256(Path(value).read_bytes()).hexdigest()]
    return repr(value)


def packages_in(folder: str) -> list[list[str]]:
    """Return the packages that are installed in a folder of the path, with digests of the lists of their files."""
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))
    except OSError:
        return []
    found = []
    for name in names:
        try:
            record = Path(folder, name, "RECORD").read_bytes()
        except OSError:
            record = b""
        found.append([name, hashlib.sha256(record).hexdigest()])
    return found
