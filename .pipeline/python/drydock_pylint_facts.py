"""What other modules can see of a module: its syntax tree without positions and comments, and what it imports."""

import ast
import hashlib
import warnings
from collections.abc import Iterable
from typing import Any, NamedTuple


class Facts(NamedTuple):
    """What other modules can see of a module."""

    digest: str
    """Of its syntax tree; of its text if it has none."""
    imports: list[str] | None
    """Dotted names, with a dot more in front for each level of a relative one; None: perhaps anything."""


def facts_of(text: bytes) -> Facts:
    """Parse a module, with type comments as Pylint does."""
    raw = hashlib.sha256(text).hexdigest()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _parse(text)
    except (SyntaxError, ValueError):
        return Facts(raw, [])
    except (RecursionError, MemoryError):
        return Facts(raw, None)
    # Comments with their lines, which Pylint does not read.
    tree.type_ignores = []
    shape, imports = hashlib.sha256(), set[str]()
    words: list[str] = []
    line = 0
    stack: list[Any] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.AST):
            words.append(type(node).__name__)
            if isinstance(node, ast.stmt):
                # Python looks names up by line, so statements on one line differ from those on several.
                words.append("same" if node.lineno == line else "")
                line = node.lineno
                imports.update(_imports_of(node))
            stack.extend([getattr(node, name, None) for name in node._fields])
        elif isinstance(node, list):
            words.append(f"[{len(node)}")
            stack.extend(reversed(node))
        else:
            words.append(repr(node))
    shape.update("\0".join(words).encode("utf-8", "surrogatepass"))
    return Facts(shape.hexdigest(), sorted(imports))


def _parse(text: bytes) -> ast.Module:
    try:
        return ast.parse(text, type_comments=True)
    except SyntaxError:
        return ast.parse(text)


def _imports_of(node: ast.stmt) -> Iterable[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        between = "" if base.endswith(".") else "."
        return [base, *(f"{base}{between}{alias.name}" for alias in node.names if alias.name != "*")]
    return []
