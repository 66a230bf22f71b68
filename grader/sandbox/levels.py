"""How far student code is kept apart on this machine: found out by trying, and said in every report."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from grader.sandbox.calls import Call, Code, Reply, SandboxError, Step
from grader.sandbox.inside import kernel, landlock
from grader.sandbox.launch import INSIDE, FreshInterpreter, Launcher, WarmParent, numpy_home

Probe = Callable[[Launcher, Code, Call], Reply]

_LACKING = "its code could read and change your files, and reach the network"


class NotConfinedError(SandboxError):
    """A step of the confinement failed: nothing is graded like that."""


def choose(
    isolation: Literal["auto", "strict", "limited"], forbidden: Sequence[str], probe: Probe
) -> tuple[Launcher, str]:
    """Return a way to start processes, and the level that it was seen to reach."""
    if kernel.LINUX:
        # Who may read our memory could read the answers: from now on not even our own user may.
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    if isolation == "limited":
        return FreshInterpreter(), f"limited: no isolation by the kernel (asked for); {_LACKING}"
    lacking = lacks()
    if not lacking:
        try:
            return _strict(forbidden, probe)
        except NotConfinedError as error:
            lacking = str(error)
    if isolation == "strict":
        raise SandboxError(
            f"strict isolation cannot be had here: {lacking}; `grade doctor` says more, "
            "and `--isolation limited` does without for code that you trust"
        )
    return FreshInterpreter(), f"limited: {lacking}; {_LACKING}"


def lacks() -> str:
    """Return why there is no strict isolation here; an empty text where nothing is known to be missing."""
    if not kernel.LINUX:
        return f"{sys.platform} has no Landlock and no seccomp"
    if kernel.machine() not in kernel.SECCOMP:
        return f"no table of system calls for {kernel.machine()}"
    if not hasattr(os, "pidfd_open"):
        return "this Python has no pidfd"
    return ""


def _strict(forbidden: Sequence[str], probe: Probe) -> tuple[Launcher, str]:
    blind = landlock.version() == 0
    wrapper = bwrap()
    launcher = WarmParent(strict=True, blind=blind, wrapper=wrapper)
    try:
        could = _attacked(launcher, forbidden, probe)
        if could is None and wrapper:  # bwrap starts but does not serve: the rest is as strict without it
            launcher.close()
            wrapper = ()
            launcher = WarmParent(strict=True, blind=blind)
            could = _attacked(launcher, forbidden, probe)
        if could is None:
            raise NotConfinedError("the probe did not come back")
        if could:
            raise NotConfinedError(f"a probe attack could {', '.join(could)}")
        _refuse_course_among_libraries(forbidden, launcher.allowed)
    except BaseException:
        launcher.close()
        raise
    parts = [
        "seccomp without any file" if blind else "Landlock, seccomp",
        *(["own user"] if os.geteuid() == 0 else []),
        *(["bwrap"] if wrapper else []),
        "resource limits",
    ]
    return launcher, f"strict: {', '.join(parts)}"


def _refuse_course_among_libraries(forbidden: Sequence[str], allowed: Sequence[str]) -> None:
    for path in forbidden:
        for root in allowed:
            if path == root or path.startswith(root.rstrip("/") + "/"):
                raise SandboxError(
                    f"{path} lies inside {root}, which students' code may read: move the course elsewhere"
                )


_PROBED = (
    "read a file outside",
    "write a file",
    "open a socket",
    "start a process",
    "send a signal",
    "trace a process",
)


def _attacked(launcher: Launcher, forbidden: Sequence[str], probe: Probe) -> list[str] | None:
    """Let a child try to break out; return what it could do, None if it did not answer."""
    source = (INSIDE / "probe.txt").read_bytes()
    targets = [str(Path(__file__).resolve()), "/etc/passwd", *forbidden]
    call = Call(
        "probe", (Step.lookup("attack"), Step.call("targets", "parent")), {"targets": targets, "parent": os.getpid()}
    )
    try:
        reply = probe(launcher, Code((("probe.py", source),), "probe.py"), call)
    except SandboxError:
        if isinstance(launcher, WarmParent) and launcher.wrapper:
            return None
        raise
    if reply.failure is not None or reply.values[0].shape != (len(_PROBED),):
        return None
    return [what for what, worked in zip(_PROBED, reply.values[0], strict=True) if worked]


def bwrap() -> tuple[str, ...]:
    """Return the command that puts the warm parent into namespaces of its own; nothing where bwrap does not work."""
    program = shutil.which("bwrap")
    if program is None:
        return ()
    from grader.sandbox.inside import libraries

    paths = {*libraries.readable(), str(INSIDE), *_interpreter(), numpy_home() + "/numpy"}
    bound = [word for path in sorted(paths) for word in ("--ro-bind-try", path, path)]
    links = [word for path in ("/lib", "/lib64", "/bin") for word in _link(path)]
    # Root needs no user namespace, and in one with a single user it could not become another.
    user = [] if os.geteuid() == 0 else ["--unshare-user"]
    command = (
        program, *user, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--die-with-parent",
        *bound, *links, "--proc", "/proc", "--dev-bind", "/dev/null", "/dev/null", "--chdir", "/", "--",
    )  # fmt: skip
    trial = [*command, sys.executable, "-S", "-c", "import ctypes"]
    try:
        done = subprocess.run(trial, capture_output=True, timeout=20, check=False, env={}, cwd="/")
    except (OSError, subprocess.SubprocessError):
        return ()
    return command if done.returncode == 0 else ()


def _link(path: str) -> tuple[str, ...]:
    if os.path.islink(path):
        return ("--symlink", os.readlink(path), path)
    return ("--ro-bind-try", path, path) if path != "/bin" else ()


def _interpreter() -> set[str]:
    """Return the interpreter's own files: the program, its environment's, and what the loader needs."""
    real = os.path.realpath(sys.executable)
    paths = {
        sys.executable,
        real,
        os.path.dirname(real),
        os.path.join(sys.prefix, "pyvenv.cfg"),
        "/usr/lib",
        "/usr/lib64",
        "/etc/ld.so.cache",
    }
    step = sys.executable
    while os.path.islink(step):  # bin/python → python3 → …
        step = os.path.join(os.path.dirname(step), os.readlink(step))
        paths.add(step)
    paths.add(os.path.join(sys.base_prefix, "lib"))
    return {path for path in paths if os.path.lexists(path)}
