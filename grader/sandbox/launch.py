"""Starts the processes that run students' code: forked from a warm parent, or a fresh interpreter each.

Both give a `Process`: a channel, and the certainty that `end` leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from grader.sandbox.calls import Limits, SandboxError

INSIDE = Path(__file__).with_name("inside")
# The format of warm.py's messages; importing that module here would bring the child's whole program.
_REQUEST_BYTES = 16
_STARTED_BYTES, _ENDED_BYTES = 9, 29
_START_SECONDS = 60.0
_END_SECONDS = 10.0
# -S: no site-packages and no code of .pth files, which is how an editable install would bring the grader back in.
_PYTHON = ("-s", "-S", "-P", "-B")
# Set, it lets the processes write to standard error.
_DEBUG = "GRADE_SANDBOX_DEBUG"
_ENVIRONMENT = {
    "HOME": "/nonexistent",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "MPLBACKEND": "Agg",
}


class Ended(NamedTuple):
    """How a process ended."""

    code: int
    """The exit code, or minus the signal."""
    memory_mb: float


class Process(Protocol):
    """One process with one submission."""

    sock: socket.socket

    def end(self) -> Ended | None:
        """Kill it if it still runs, and wait until it is gone."""

    def ended(self, seconds: float) -> Ended | None:
        """Wait for its end; None if it still runs then."""


class Launcher(Protocol):
    """A way to start such processes."""

    def start(self, limits: Limits) -> Process:
        """Start one."""

    def close(self) -> None:
        """Let go of everything."""


def numpy_home() -> str:
    """Return the folder that NumPy lies in, without importing it."""
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise SandboxError("NumPy is not installed: students' code cannot run without it")
    return str(Path(spec.origin).resolve().parent.parent)


def _environment() -> dict[str, str]:
    # Windows cannot start Python without its own folder.
    return {**_ENVIRONMENT, **{name: os.environ[name] for name in ("SYSTEMROOT", _DEBUG) if name in os.environ}}


@dataclass
class WarmParent:
    """One interpreter with everything loaded, which forks a child when asked; started again when it is gone."""

    strict: bool
    blind: bool = False
    """Without Landlock: the child may open no file at all."""
    wrapper: tuple[str, ...] = ()
    """A command before the interpreter: bwrap and its arguments."""
    program: str = str(INSIDE)
    """What the interpreter runs; a benchmark has one of its own."""
    allowed: tuple[str, ...] = ()
    """What children may read; known once it runs."""
    _process: subprocess.Popen[bytes] | None = None
    _sock: socket.socket | None = None
    _owner: int = 0
    _ended: dict[int, Ended] = field(default_factory=dict)

    def start(self, limits: Limits) -> Process:
        """Fork a child; start the parent first where there is none, or it died."""
        for attempt in (1, 2):
            self._ensure()
            try:
                return self._fork(limits)
            except (OSError, EOFError) as error:
                self.close()
                if attempt == 2:
                    raise SandboxError(f"the process that runs students' code does not stay up: {error}") from error
        raise AssertionError("unreachable")

    def close(self) -> None:
        """End the parent; it ends its children."""
        sock, process, self._sock, self._process = self._sock, self._process, None, None
        if sock is not None:
            sock.close()
        if process is not None and self._owner == os.getpid():
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _ensure(self) -> None:
        if self._sock is not None and self._owner == os.getpid():
            return
        self.close()  # after a fork of the grader's, the copy lets go: two must not speak on one socket
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [
            *self.wrapper, sys.executable, *_PYTHON, self.program, "warm", "strict" if self.strict else "limited",
            "1" if self.blind else "0", numpy_home(), str(theirs.fileno()),
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if not os.environ.get(_DEBUG) else None, cwd="/",
            pass_fds=(theirs.fileno(),), start_new_session=True,
        )  # fmt: skip
        theirs.close()
        self._sock, self._owner = ours, os.getpid()
        self._ended.clear()
        try:
            message = self._message(time.monotonic() + _START_SECONDS, 1 << 20)[0].decode()
        except (OSError, EOFError):
            self.close()
            raise SandboxError("the process that runs students' code does not start") from None
        state, *allowed = message.split("\n")
        if state != "ready":
            self.close()
            raise SandboxError(f"the process that runs students' code has {state} where it must have one")
        self.allowed = tuple(allowed)

    def _message(self, deadline: float, size: int) -> tuple[bytes, list[int]]:
        assert self._sock is not None
        poll = select.poll()
        poll.register(self._sock, select.POLLIN)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError("no answer from the warm parent")
        data, fds, _, _ = socket.recv_fds(self._sock, size, 1)
        if not data:
            raise EOFError("the warm parent is gone")
        return data, fds

    def _next(self, deadline: float) -> tuple[int, int] | None:
        """Take one message: (pid, pidfd) of a child that started, None for one that ended."""
        data, fds = self._message(deadline, 64)
        if len(data) == _STARTED_BYTES and data[:1] == b"S" and fds:
            return int.from_bytes(data[1:9], "little"), fds[0]
        if len(data) == _ENDED_BYTES:
            pid = int.from_bytes(data[1:9], "little")
            code = int.from_bytes(data[9:13], "little", signed=True)
            self._ended[pid] = Ended(code, int.from_bytes(data[21:29], "little") / 1024)
        return None

    def _fork(self, limits: Limits) -> Process:
        assert self._sock is not None
        ours, theirs = socket.socketpair()
        try:
            cpu = int(limits.total_seconds) + 5
            request = (limits.memory_mb << 20).to_bytes(8, "little") + cpu.to_bytes(8, "little")
            socket.send_fds(self._sock, [request], [theirs.fileno()])
            deadline = time.monotonic() + _END_SECONDS
            while (started := self._next(deadline)) is None:
                pass
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return _Forked(self, ours, *started)

    def _wait(self, pid: int, deadline: float) -> Ended | None:
        while pid not in self._ended:
            try:
                started = self._next(deadline)
            except (OSError, EOFError):
                return None
            assert started is None
        return self._ended.pop(pid)


class _Forked:
    def __init__(self, parent: WarmParent, sock: socket.socket, pid: int, pidfd: int) -> None:
        self.sock, self._parent, self._pid, self._pidfd = sock, parent, pid, pidfd
        self._end: Ended | None = None

    def ended(self, seconds: float) -> Ended | None:
        if self._end is None:
            self._end = self._parent._wait(self._pid, time.monotonic() + seconds)
        return self._end

    def end(self) -> Ended | None:
        # By pidfd: the number may have gone to someone else by now, the descriptor cannot.
        if self._pidfd >= 0:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            os.close(self._pidfd)
            self._pidfd = -1
        self.sock.close()
        if self.ended(_END_SECONDS) is None:
            self._parent.close()  # it does not answer any more: with it ends whatever it had started
        return self._end


class FreshInterpreter:
    """A new interpreter for every submission: works wherever Python does."""

    def start(self, limits: Limits) -> Process:
        """Start one."""
        ours, theirs = socket.socketpair()
        windows = sys.platform == "win32"
        words = [
            numpy_home(), "0" if windows else str(theirs.fileno()), str(limits.memory_mb << 20),
            str(int(limits.total_seconds) + 5), str(os.getpid()),
        ]  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, *_PYTHON, str(INSIDE), "fresh", *words], env=_environment(),
            stdin=subprocess.PIPE if windows else subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if not os.environ.get(_DEBUG) else None,
            cwd=os.path.abspath(os.sep), start_new_session=not windows,
            pass_fds=() if windows else (theirs.fileno(),),
        )  # fmt: skip
        if sys.platform == "win32":
            assert process.stdin is not None
            handle = theirs.share(process.pid)
            process.stdin.write(len(handle).to_bytes(4, "little") + handle)
            process.stdin.close()
        theirs.close()
        return _Fresh(process, ours)

    def close(self) -> None:
        """Nothing is kept."""


class _Fresh:
    def __init__(self, process: subprocess.Popen[bytes], sock: socket.socket) -> None:
        self.sock, self._process = sock, process

    def ended(self, seconds: float) -> Ended | None:
        try:
            return Ended(self._process.wait(seconds), 0.0)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> Ended | None:
        if hasattr(os, "killpg"):  # its session is its own, so the group is what it may have started
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._process.kill()
        self.sock.close()
        return self.ended(_END_SECONDS)
