"""Pylint by the module: only those are linted whose result is not stored; the rest is read, and all are judged together.

It is Pylint's own way with several processes: each module gives messages, statistics and data, which the checkers
then reduce. Results are taken in the order of the files, so that the outcome is the same from run to run.
"""

import gc
import json
import os
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from time import time
from typing import Any, NamedTuple

import dill
import drydock_pylint_trees as trees
from drydock_pylint_keys import SOURCES, Tree, closure, digest_of, digests_of_reach, settings_of
from drydock_pylint_lines import StoredLines, encoded_lines, similar_pairs
from drydock_pylint_store import Store
from pylint.checkers import symilar
from pylint.checkers.imports import ImportsChecker
from pylint.interfaces import CONFIDENCE_MAP
from pylint.lint import PyLinter, parallel
from pylint.message import Message
from pylint.typing import FileItem, MessageLocationTuple
from pylint.utils import LinterStats, merge_stats

# A worker costs as much as a few modules: each reads again what its modules import.
MODULES_PER_WORKER = 4
OWN_FILES = [
    Path(__file__).with_name(f"drydock_pylint{part}.py")
    for part in ("", "_facts", "_keys", "_lines", "_modules", "_store", "_trees")
]
SETS = ("modules_names",)


class Module(NamedTuple):
    """A module to lint, with its path from the root, and its key if its result may be kept."""

    item: FileItem
    path: str
    key: str | None


class Linted(NamedTuple):
    """A record as JSON, data of checkers that only they understand, and the installed modules whose trees are there."""

    record: str
    others: dict[str, list[Any]]
    installed: list[str]


def check_modules(
    folder: str, memory: Path, linter: PyLinter, jobs: int, files: Iterable[FileItem], paths: Sequence[str] = ()
) -> dict[str, Any]:
    """Lint the files as pylint.lint.parallel.check_parallel does, in this many processes at most.

    Returns how many were linted, of how many, and the path of the first of them, with the reason. What was known of the
    tree is kept in the file `memory`, to explain what is linted again.
    """
    root, store = os.getcwd(), Store(folder)
    # What is read here stays to the end, and there is much of it.
    gc.disable()
    folders = [os.path.relpath(path, root) for path in paths]
    tree = Tree(root, folders, store, jobs)
    parts = settings_of(linter, root)
    own = [path.read_text("utf-8") for path in OWN_FILES]
    parts["Drydock or the targets"] = digest_of(own, folders)
    # Pylint takes them in the order of the file system.
    items = sorted(files, key=lambda item: item.filepath)
    modules = _keyed(items, tree, parts, linter)
    stored = [None if key is None else store.get(key) for _, _, key in modules]
    stale = [module for module, record in zip(modules, stored) if record is None]
    linter.open()
    if _follows_anything(linter) or not trees.may_be_used(linter.config, paths):
        trees.drop()
    all_stats, all_data, needed = [], [], []
    with _linted(linter, jobs, stale, paths) as fresh:
        for module, record in zip(modules, stored):
            others: dict[str, list[Any]] = {}
            if record is None:
                text, others, built = next(fresh)
                needed += built
                record = json.loads(text)
                # A record that names the folder is of no use in another.
                if module.key is not None and not others and json.dumps(root)[1:-1] not in text:
                    store.put(module.key, record)
            all_stats.append(_add(linter, record, module, root))
            all_data.append(defaultdict(list, {**_map_data(record, module), **others}))
    symilar.Symilar._iter_sims = similar_pairs  # type: ignore[method-assign]
    parallel._merge_mapreduce_data(linter, defaultdict(list, {0: all_data}))
    linter.stats = merge_stats([linter.stats, *all_stats])
    store.prune(time())
    trees.note(needed)
    return _outcome(memory, modules, stale, tree, parts)


def _keyed(items: Sequence[FileItem], tree: Tree, parts: dict[str, str], linter: PyLinter) -> list[Module]:
    anywhere = _follows_anything(linter)
    relative = [os.path.relpath(item.filepath, tree.root) for item in items]
    tree.reach(sorted(tree.all()) if anywhere else relative)
    reach = digests_of_reach(tree.nodes)
    everything = digest_of(sorted((path, node.digest) for path, node in tree.nodes.items())) if anywhere else None
    general = digest_of(sorted(parts.items()))
    modules = []
    for item, path in zip(items, relative):
        if path not in tree.contents:
            modules.append(Module(item, path, None))
            continue
        place = [item.name, path, os.path.relpath(item.modpath, tree.root)]
        # For a stub, astroid reads the module beside it if there is one, so this module's very text counts too.
        beside = [tree.contents.get(os.path.splitext(path)[0] + ending, "") for ending in SOURCES]
        key = digest_of(general, place, tree.contents[path], beside, everything or reach[path])
        modules.append(Module(item, path, key))
    return modules


def _follows_anything(linter: PyLinter) -> bool:
    """Whether it has a plugin that is not Pylint's: that may follow more than imports, and change trees."""
    return any(not name.startswith("pylint.") for name in linter._dynamic_plugins)


@contextmanager
def _linted(linter: PyLinter, jobs: int, stale: Sequence[Module], paths: Sequence[str]) -> Iterator[Iterator[Linted]]:
    """Give the results of these modules in their order."""
    items = [module.item for module in stale]
    workers = min(jobs, -(-len(items) // MODULES_PER_WORKER))
    if workers == 0:
        yield iter(())
        return
    # Syntax trees stay too, and looking through them for garbage takes a fifth of the time.
    gc.enable()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    start = (dill.dumps(linter), list(paths))
    if workers == 1:
        parallel._worker_initialize(*start)
        yield map(_lint, items)
        return
    # Forked, a worker has this process's path and changes to Pylint.
    pool = ProcessPoolExecutor(workers, get_context("fork"), parallel._worker_initialize, start)
    try:
        yield pool.map(_lint, items)
    finally:
        pool.shutdown(cancel_futures=True)


def _lint(item: FileItem) -> Linted:
    """Lint a module in a worker."""
    linter = parallel._worker_linter
    size = 0
    for checker in linter.get_checkers() if linter else ():
        if isinstance(checker, ImportsChecker):
            # Pylint never empties it: it would hold what other modules of this worker have.
            checker._excluded_edges = defaultdict(set)
        elif isinstance(checker, symilar.SimilaritiesChecker):
            size = checker.namespace.min_similarity_lines
    _, name, _, base_name, messages, stats, status, data = parallel._worker_check_single_file(item)
    graphs = [[_sorted_sets(graph) for graph in graphs] for graphs in data.pop("imports", [])]
    lines = [encoded_lines(own, _encoding_of(item), size) for sets in data.pop("similarities", []) for own in sets]
    record = {
        "name": name,
        "base": base_name,
        # What a module says does not depend on what its worker has seen before, but the order may.
        "messages": [_fields(message) for message in sorted(messages, key=_place_of)],
        "stats": {key: sorted(value) if key in SETS else value for key, value in vars(stats).items()}
        | {"dependencies": _sorted_sets(stats.dependencies)},
        "status": status,
        "imports": graphs,
        "lines": lines,
    }
    return Linted(json.dumps(record), dict(data), trees.installed())


def _encoding_of(item: FileItem) -> str:
    with open(item.filepath, "rb") as file:
        return tokenize.detect_encoding(file.readline)[0]


def _sorted_sets(graph: dict[str, set[str]]) -> dict[str, list[str]]:
    return {name: sorted(targets) for name, targets in graph.items()}


def _place_of(message: Message) -> tuple[int, int, str, str]:
    return (message.line, message.column, message.msg_id, message.msg)


def _fields(message: Message) -> list[Any]:
    """Return a message with its path from the root."""
    place = [os.path.relpath(message.abspath), *(getattr(message, name) for name in MessageLocationTuple._fields[1:])]
    return [message.msg_id, message.symbol, message.msg, message.confidence.name, place]


def _add(linter: PyLinter, record: dict[str, Any], module: Module, root: str) -> LinterStats:
    """Report what a record holds; return its statistics."""
    linter.file_state.base_name = record["base"]
    linter.file_state._is_base_filestate = False
    linter.set_current_module(record["name"], module.item.filepath)
    for msg_id, symbol, text, confidence, place in record["messages"]:
        location = MessageLocationTuple(os.path.join(root, place[0]), *place[1:])
        linter.reporter.handle_message(Message(msg_id, symbol, location, text, CONFIDENCE_MAP[confidence]))
    linter.msg_status |= record["status"]
    stats = LinterStats()
    vars(stats).update(record["stats"])
    stats.modules_names = set(stats.modules_names)
    stats.dependencies = {name: set(targets) for name, targets in stats.dependencies.items()}
    return stats


def _map_data(record: dict[str, Any], module: Module) -> dict[str, list[Any]]:
    graphs = [
        tuple(defaultdict(set, {name: set(targets) for name, targets in graph.items()}) for graph in pair)
        for pair in record["imports"]
    ]
    lines = [StoredLines(own, module.item.filepath) for own in record["lines"]]
    return {"imports": graphs, "similarities": [lines]}


def _outcome(
    memory: Path, modules: Sequence[Module], stale: Sequence[Module], tree: Tree, parts: dict[str, str]
) -> dict[str, Any]:
    known = {path: node.digest for path, node in tree.nodes.items()}
    now = {"parts": parts, "contents": tree.contents, "known": known}
    try:
        before = json.loads(memory.read_text("ascii"))
    except (OSError, ValueError):
        before = None
    try:
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        memory.write_text(json.dumps(now), "ascii")
    except OSError:
        pass
    first, why = (stale[0].path, _why(stale[0], before, now, tree)) if stale else (None, None)
    return {"linted": len(stale), "modules": len(modules), "first": first, "why": why}


def _why(module: Module, before: Any, now: dict[str, dict[str, str]], tree: Tree) -> str:
    if module.key is None:
        return "its result cannot be kept"
    if before is None:
        return "nothing is known of an earlier run"
    changed = [name for name, digest in now["parts"].items() if before["parts"].get(name) != digest]
    if changed:
        return f"changed: {', '.join(changed)}"
    if module.path not in before["contents"]:
        return "it is new"
    if before["contents"][module.path] != now["contents"][module.path]:
        return "it has changed"
    for path in sorted(closure(tree.nodes, module.path)):
        if before["known"].get(path) != now["known"][path]:
            return f"it may import {path}, which {'has changed' if path in before['known'] else 'is new'}"
    return "its result is no longer stored, or what it could import is gone"
