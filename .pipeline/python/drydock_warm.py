"""Keep a tool imported, and run it for each request in a fork of this process.

Usage: python drydock_warm.py MODULE...

A line of standard input is a request as JSON: `slot`, a number; `words`, the arguments of Python, either
`-m MODULE ...` or `SCRIPT ...`; `cwd`; `env`. A slot is two open descriptors, from 3 on, which become the standard
output and error of the fork, and serves once. Printed are `ready`, `start SLOT PID` and `end SLOT CODE`, with a
negative code for a signal. The end of standard input ends this process and its forks. While it waits, it calls
`build_next` of those modules that have it, until that returns false.

A fork runs the tool as a new process would: at the top of its stack, in a `__main__` of its own, with the path and
flags that the variables of this process gave it. mypy's workers, which are processes of their own, are forks, too.
"""

from __future__ import annotations

import gc
import importlib
import json
import math
import os
import pkgutil
import runpy
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import Any

# What Python itself puts into a new `__main__`.
OF_MAIN = {name: value for name, value in globals().items() if name.startswith("__")}
MOST_DESCRIPTORS = 65536
WORKER = "mypy.build_worker"


def load(names: Sequence[str]) -> None:
    """Import these modules; `.*` after a name means all modules of that package. One that is missing is left out."""
    for name in names:
        try:
            module = importlib.import_module(name.removesuffix(".*"))
            if name.endswith(".*"):
                load([found.name for found in pkgutil.walk_packages(module.__path__, f"{module.__name__}.")])
        except ImportError:
            pass


def steps_of(names: Sequence[str]) -> Sequence[Callable[[], bool]]:
    """Return what these modules have for preparing their next runs: functions that do a step, and tell if they did."""
    found = (getattr(sys.modules.get(name), "build_next", None) for name in names)
    return [step for step in found if step is not None]


def serve(steps: Sequence[Callable[[], bool]]) -> Sequence[str] | None:
    """Return the words of a request, in a fork; None in this process, at its end."""
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, int] = {}
    rest = b""
    os.write(1, b"ready\n")
    while True:
        prepared = not running and any([step() for step in steps])
        if prepared:
            # Otherwise the first collection of garbage in a fork would copy all memory.
            gc.freeze()
        ready = select.select([0, wake], [], [], 0 if prepared else None)[0]
        if wake in ready:
            os.read(wake, 4096)
            collect(running)
        if 0 in ready:
            read = os.read(0, 65536)
            if not read:
                end(running)
                return None
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                request = json.loads(line)
                slot = int(request["slot"])
                pid = os.fork()
                if pid == 0:
                    return become(request)
                group(pid)
                os.close(3 + 2 * slot)
                os.close(4 + 2 * slot)
                running[pid] = slot
                os.write(1, f"start {slot} {pid}\n".encode())


def collect(running: dict[int, int]) -> None:
    """Report the forks that have ended."""
    for pid in list(running):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            os.write(1, f"end {running.pop(pid)} {os.waitstatus_to_exitcode(status)}\n".encode())


def end(running: dict[int, int]) -> None:
    """End the forks and what they have started."""
    for pid in running:
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def group(pid: int) -> None:
    """Put a fork into a group of its own. Both sides do it, since either may be the first to need it."""
    try:
        os.setpgid(pid, pid)
    except OSError:
        pass


def become(request: dict[str, Any]) -> Sequence[str]:
    """Make this fork what a new process would be, and return its words."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    group(os.getpid())
    slot = int(request["slot"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(3 + 2 * slot, 1)
    os.dup2(4 + 2 * slot, 2)
    os.closerange(3, MOST_DESCRIPTORS)
    os.chdir(request["cwd"])
    set_environment(request["env"])
    words: list[str] = request["words"]
    if words[:2] == ["-m", "mypy"] and "--num-workers" in words:
        return with_workers(words, int(words[words.index("--num-workers") + 1]))
    return words


def set_environment(variables: Mapping[str, str]) -> None:
    """Have these variables and no others."""
    os.environ.clear()
    os.environ.update(variables)


def with_workers(words: Sequence[str], count: int) -> Sequence[str]:
    """Fork mypy's workers, which wait for their words, before mypy has changed anything; return this one's words."""
    spare: list[tuple[int, int]] = []
    for _ in range(count):
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            for other in (writer, *(one for _, one in spare)):
                os.close(other)
            with os.fdopen(reader) as pipe:
                line = pipe.readline()
            if not line:
                os._exit(0)
            own, variables = json.loads(line)
            set_environment(variables)
            return list(own)
        os.close(reader)
        spare.append((pid, writer))
    popen = subprocess.Popen

    def start(command: Any, *args: Any, **kwargs: Any) -> Any:
        if not spare or args or list(kwargs) != ["env"] or list(command[:3]) != [sys.executable, "-m", WORKER]:
            return popen(command, *args, **kwargs)
        pid, writer = spare.pop(0)
        with os.fdopen(writer, "w") as pipe:
            pipe.write(json.dumps([command[1:], dict(kwargs["env"])]) + "\n")
        return Fork(pid)

    setattr(subprocess, "Popen", start)
    return words


class Fork:
    """What mypy asks of `subprocess.Popen`, of a fork."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code if it has ended."""
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float = math.inf) -> int:
        """Wait until it has ended."""
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(WORKER, timeout)
            time.sleep(0.002)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


if __name__ == "__main__":
    # Modules beside this file, too; a run must not find them.
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))
    load(sys.argv[1:])
    sys.path.pop()
    gc.freeze()
    WORDS = serve(steps_of(sys.argv[1:]))
    if WORDS is not None:
        sys.orig_argv = [sys.executable, *WORDS]
        OWN = sys.modules["__main__"]
        MAIN = sys.modules["__main__"] = ModuleType("__main__")
        MAIN.__dict__.update({**OF_MAIN, "__doc__": None})
        if "__annotations__" in OF_MAIN:
            MAIN.__dict__["__annotations__"] = {}
        # This frame is one more than a new process has.
        sys.setrecursionlimit(sys.getrecursionlimit() + 1)
        if WORDS[0] == "-m":
            sys.argv[:] = ["-m", *WORDS[2:]]
            runpy._run_module_as_main(WORDS[1])  # pylint: disable=protected-access
        else:
            sys.argv[:] = WORDS
            MAIN.__dict__.update(__file__=WORDS[0], __loader__=SourceFileLoader("__main__", WORDS[0]))
            with open(WORDS[0], "rb") as script:
                CODE = compile(script.read(), WORDS[0], "exec", dont_inherit=True)
            exec(CODE, MAIN.__dict__)  # pylint: disable=exec-used
