"""Give up every right that computing with arrays does not need: in this order, for good, before a student's first line.

Each step is said by name; one that fails raises `StepError`, and the child reports it and grades nothing.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass

from . import kernel, landlock, seccomp

if sys.platform != "win32":
    import resource  # here, not where it is used: every child would load it again

CHANNEL = 3
_FIRST_ID, _IDS = 59_000, 900  # below the ids that systemd hands out, above those of people


class StepError(Exception):
    """A step of the confinement could not be taken."""

    def __init__(self, step: str, error: BaseException) -> None:
        super().__init__(f"{step}: {error}")


@dataclass
class Plan:
    """What the parent has prepared for all its children."""

    strict: bool
    parent: int
    """The process that must still be there when the child has tied its life to it."""
    uid: int | None = None
    """The unused user to become; None for who is not root."""
    ruleset: int | None = None
    """The descriptor of the Landlock rule set; None where there is no Landlock: then no file may be opened at all."""
    base_bytes: int = 0
    """The address space that the interpreter and NumPy take before the student's code comes."""
    filter: bytes = b""
    """The seccomp program, but for the child's own id."""
    passages: tuple[int, ...] = ()
    """Descriptors of folders of libraries that stay open."""


def unused_id(seed: int) -> int | None:
    """Return a user id that nobody has, or None for who may not change theirs."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd

    for number in range(_FIRST_ID + seed % _IDS, _FIRST_ID + 2 * _IDS):
        try:
            pwd.getpwuid(number)
        except KeyError:
            return number
    return _FIRST_ID


def confine(plan: Plan, memory_bytes: int, cpu_seconds: int) -> list[str]:
    """Take every step; return their names."""
    done: list[str] = []
    if sys.platform == "win32":
        return done
    with _step("own session", done):
        if os.getsid(0) != os.getpid():
            os.setsid()
    with _step("descriptors", done):
        _close_all_but({0, 1, 2, CHANNEL, *plan.passages, *([plan.ruleset] if plan.ruleset is not None else [])})
    with _step("folder", done):
        os.chdir("/")
        if os.environ:
            os.environ.clear()
    if plan.uid is not None:
        with _step("own user", done):
            os.setgroups([])
            os.setresgid(plan.uid, plan.uid, plan.uid)
            os.setresuid(plan.uid, plan.uid, plan.uid)
    if kernel.LINUX:
        with _step("life tied to the parent", done):  # After the change of user, which would undo it.
            kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)
            if os.getppid() != plan.parent:
                raise ProcessLookupError("the parent is gone")
            kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    _limit(plan, memory_bytes, cpu_seconds, done)
    if kernel.LINUX:
        with _step("no new privileges", done):
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if plan.strict:
        if plan.ruleset is not None:
            with _step("Landlock", done):
                landlock.restrict(plan.ruleset)
                os.close(plan.ruleset)
        with _step("seccomp", done):
            seccomp.install(seccomp.of_process(plan.filter, os.getpid()))
    return done


class _step(contextlib.AbstractContextManager["_step"]):
    def __init__(self, name: str, done: list[str]) -> None:
        self.name, self.done = name, done

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if error is not None:
            raise StepError(self.name, error)
        self.done.append(self.name)


def _limit(plan: Plan, memory_bytes: int, cpu_seconds: int, done: list[str]) -> None:
    wanted = {
        "AS": plan.base_bytes + memory_bytes, "CPU": cpu_seconds, "FSIZE": 0, "NOFILE": 32, "CORE": 0,
        "STACK": 64 << 20, "MEMLOCK": 0, "MSGQUEUE": 0, "NPROC": 0,
    }  # fmt: skip
    for name, value in wanted.items():
        which = getattr(resource, f"RLIMIT_{name}", None)
        if which is None:
            continue
        try:
            hard = resource.getrlimit(which)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(which, (value, value))
        except (OSError, ValueError) as error:
            # macOS refuses some; under `limited` what holds is what there is.
            if plan.strict:
                raise StepError(f"limit of {name}", error) from None
            continue
        done.append(f"limit of {name}")


def leave_terminal() -> None:
    """Put /dev/null where input, output and errors are; a parent does it for all its children."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        if standard != 2 or not os.environ.get("GRADE_SANDBOX_DEBUG"):
            os.dup2(null, standard)
    os.umask(0o777)


def _close_all_but(kept: set[int]) -> None:
    low = 3
    for fd in sorted(kept - {0, 1, 2}):
        _close(low, fd - 1)
        low = fd + 1
    _close(low, 0x7FFFFFFF)


def _close(first: int, last: int) -> None:
    if first > last:
        return
    try:
        kernel.syscall(kernel.CLOSE_RANGE, first, last, 0)
    except OSError:  # before Linux 5.9, and elsewhere
        os.closerange(first, min(last, 65_536) + 1)
