"""The sandbox: one submission after the other, each in processes of its own, each call with a deadline.

What is decided here is only whether there was an answer in time. What the answer is worth, others decide.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal

from grader.sandbox import levels
from grader.sandbox.calls import Call, Code, Failure, Limits, Loaded, Reply, Run
from grader.sandbox.inside import wire
from grader.sandbox.launch import Launcher, Process
from grader.sandbox.readings import read_loaded, read_reply
from grader.sandbox.replies import Answer, Closed, Late, Peer, Violation
from grader.sandbox.words import Words, signal_name

_GRACE = 0.5
"""How much longer we wait than the child's own alarm, which knows the line."""
_CONFINE_SECONDS = 30.0


class Sandbox:
    """Runs submissions; owns the warm parent. For one thread."""

    def __init__(
        self,
        isolation: Literal["auto", "strict", "limited"] = "auto",
        forbidden: Sequence[str | Path] = (),
    ) -> None:
        """`forbidden` must stay unreadable: the course. A course inside the libraries that children read is refused."""
        self._isolation = isolation
        self._forbidden = tuple(str(Path(path).resolve()) for path in forbidden)
        self._launcher: Launcher | None = None
        self._level = ""

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End every process; the sandbox can be used again after that."""
        if self._launcher is not None:
            self._launcher.close()
            self._launcher = None

    @property
    def level(self) -> str:
        """`strict: …` or `limited: …`, with what holds or what is lacking; starts the machinery when first asked."""
        self._ready()
        return self._level

    def run(
        self, code: Code, calls: Sequence[Call] | Callable[[Loaded], Sequence[Call]], limits: Limits | None = None
    ) -> Run:
        """Load the code and make the calls; nothing that a student's code does raises here.

        `calls` may be a function of what the code turned out to define. Without a call no process starts.
        """
        limits = limits or Limits()
        if code.main not in dict(code.files):
            raise ValueError(f"{code.main} is none of the submission's files")
        started = time.monotonic()
        if not callable(calls) and not calls:
            return Run(Loaded(), (), self._level or "nothing was run")
        launcher = self._ready()
        session = _Session(launcher, code, limits)
        try:
            loaded = session.load()
            asked = calls(loaded) if callable(calls) else calls
            replies = tuple(session.call(call) for call in asked)
        finally:
            session.close()
        seconds = time.monotonic() - started
        return Run(loaded, replies, self._level, seconds, session.processes, session.memory_mb)

    def _ready(self) -> Launcher:
        if self._launcher is None:
            self._launcher, self._level = levels.choose(self._isolation, self._forbidden, probe)
        return self._launcher


class _Session:
    """One submission: its processes, one at a time, and what it has used up."""

    def __init__(self, launcher: Launcher, code: Code, limits: Limits) -> None:
        self._launcher, self._code, self._limits = launcher, code, limits
        self._words = Words(len(code.files) > 1, limits.memory_mb, limits.output_kb)
        self._process: Process | None = None
        self._peer: Peer | None = None
        self._until = time.monotonic() + limits.total_seconds
        self._loaded: Loaded | None = None
        self._stopped: dict[str, str] = {}
        """Functions that are not called again, with the reason."""
        self._crashes: dict[str, int] = {}
        self.processes = 0
        self.memory_mb = 0.0

    def close(self) -> None:
        """Kill the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            ended = process.end()
            if ended is not None:
                self.memory_mb = max(self.memory_mb, ended.memory_mb)

    # Loading.

    def load(self) -> Loaded:
        """Start a process and load the code in it."""
        self._start()
        seconds = min(self._limits.seconds, max(0.1, self._until - time.monotonic()))
        source = {
            "files": dict(self._code.files), "main": self._code.main, "kind": self._code.kind,
            "seconds": seconds, "output_kb": self._limits.output_kb,
        }  # fmt: skip
        answer = self._exchange(source, seconds)
        loaded = self._loaded_from(answer, seconds)
        if loaded.failure is not None:
            self.close()
        if self._loaded is None:
            self._loaded = loaded
        return loaded

    def _loaded_from(self, answer: Answer | tuple[str, str], seconds: float) -> Loaded:
        if isinstance(answer, tuple) and not isinstance(answer, Answer):
            kind, signal = answer
            return Loaded(failure=self._words.of_load(kind, 0, {"signal": signal}, seconds))
        try:
            return read_loaded(answer, self._words, seconds)
        except Violation:
            return Loaded(failure=self._words.of_load("protocol_violation", 0, {}, seconds))

    def _start(self) -> None:
        self._process = self._launcher.start(self._limits)
        self.processes += 1
        self._peer = Peer(self._process.sock)
        try:
            answer = self._peer.receive(0, time.monotonic() + _CONFINE_SECONDS)
        except (Closed, Late, Violation) as error:
            self.close()
            raise levels.NotConfinedError("a process for a student's code did not come up") from error
        if answer.status != wire.READY:
            self.close()
            raise levels.NotConfinedError("; ".join(text for _, _, text in answer.texts))

    # Calling.

    def call(self, call: Call) -> Reply:
        """Make one call; in a new process, where the one before did not survive."""
        loaded = self._loaded
        assert loaded is not None
        if loaded.failure is not None:
            return Reply(call.id, failure=loaded.failure)
        left = self._until - time.monotonic()
        if left <= 0:
            why = f"not run: the submission had used up its {self._limits.total_seconds:g} s"
            return Reply(call.id, failure=Failure("not_run", why))
        if call.function in self._stopped:
            return Reply(call.id, failure=Failure("not_run", self._stopped[call.function]))
        if self._process is None:
            again = self.load()
            if again.failure is not None:
                return Reply(call.id, failure=again.failure)
        started = time.monotonic()
        seconds = min(call.seconds, left)
        answer = self._exchange(_asked(call, seconds), seconds)
        reply = self._reply_from(answer, call, loaded, time.monotonic() - started)
        if reply.failure is not None:
            self._note(reply.failure.kind, call.function)
        return reply

    def _reply_from(self, answer: Answer | tuple[str, str], call: Call, loaded: Loaded, seconds: float) -> Reply:
        if isinstance(answer, tuple) and not isinstance(answer, Answer):
            kind, signal = answer
            failure = self._words.of_call(kind, 0, {"signal": signal}, call, loaded)
            return Reply(call.id, failure=failure, seconds=seconds)
        try:
            return read_reply(answer, call, loaded, self._words, seconds)
        except Violation:
            failure = self._words.of_call("protocol_violation", 0, {}, call, loaded)
            return Reply(call.id, failure=failure, seconds=seconds)

    def _note(self, kind: str, function: str) -> None:
        """Decide what a failure means for the calls that follow."""
        if kind == "timed_out":
            self.close()
            self._stopped[function] = f"not run: your {function} had run out of time in a case before this one"
        elif kind in ("crashed", "protocol_violation", "out_of_memory") or (kind == "exited" and self._process is None):
            self.close()
            self._crashes[function] = self._crashes.get(function, 0) + 1
            if self._crashes[function] >= 2:
                self._stopped[function] = f"not run: your {function} had ended its process twice before this case"

    def _exchange(self, tree: object, seconds: float) -> Answer | tuple[str, str]:
        """Send a request and return its answer, or (kind, signal) of how the process failed to give one."""
        assert self._peer is not None
        assert self._process is not None
        # Drawn, not counted: an answer that was sent before it was asked for does not fit.
        sequence = secrets.randbits(32)
        items = wire.put(tree)
        deadline = time.monotonic() + seconds + _GRACE
        try:
            self._peer.send(wire.frame(sequence, wire.OK, items), deadline)
            return self._peer.receive(sequence, deadline)
        except Late:
            self.close()
            return "timed_out", ""
        except Violation:
            self.close()
            return "protocol_violation", ""
        except Closed:
            ended = self._process.ended(0.5)
            self.close()
            if ended is None:
                return "protocol_violation", ""
            if ended.code >= 0:
                return "exited", ""
            if -ended.code in (24, 9):  # SIGXCPU; SIGKILL follows it, or the system was out of memory
                return ("timed_out", "") if ended.code == -24 else ("out_of_memory", "")
            return "crashed", signal_name(-ended.code)


def _asked(call: Call, seconds: float) -> dict[str, object]:
    return {
        # One text each, with separators that no name holds: a tree of twenty items takes its time.
        "chain": "\x1e".join(
            "\x1f".join([step.kind, step.name, *step.args, *(f"{k}\x1d{n}" for k, n in step.keywords)])
            for step in call.chain
        ),
        "returns": json.dumps(call.returns.plain),
        "seconds": seconds,
        "inputs": dict(call.inputs),
    }


def probe(launcher: Launcher, code: Code, call: Call) -> Reply:
    """Run our own probe of a new launcher."""
    session = _Session(launcher, code, Limits())
    try:
        session.load()
        return session.call(call)
    finally:
        session.close()
