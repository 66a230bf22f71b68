"""The warm parent: an interpreter with NumPy loaded that forks one child a submission, and reports how each one ended.

It never runs a line of a student's. Requests come over a SEQPACKET socket, each with the child's end of a channel.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import struct

from . import confine, kernel, landlock, libraries, seccomp, standins, watch, wire
from .channel import Channel
from .serve import Child

REQUEST = struct.Struct("<QQ")  # bytes of memory, seconds of CPU
STARTED = struct.Struct("<cq")
# S: a child has started, its pidfd comes along. E: it has ended: wait status, seconds of CPU, kilobytes at its peak.
ENDED = struct.Struct("<cqidq")
_OWN, _RULES, _FIRST_PASSAGE = 10, 11, 4


def main(strict: bool, blind: bool, numpy_home: str, control: int) -> None:
    """Warm up, say so, and fork on request until the grader is gone."""
    _move(control, _OWN)
    sock = socket.socket(fileno=_OWN)
    libraries.use_numpy_of(numpy_home)
    libraries.preload(blind)
    standins.restore_old_names()
    allowed = libraries.readable()
    plan = confine.Plan(strict, os.getpid(), confine.unused_id(os.getpid()))
    if plan.uid is not None:
        plan.passages = libraries.open_passages(_FIRST_PASSAGE)
    if strict and not blind:
        ruleset = landlock.build(allowed)
        _move(ruleset, _RULES)
        plan.ruleset = _RULES
    if strict:
        plan.filter = seccomp.program(kernel.machine(), seccomp.ANY_PROCESS, may_open=not blind)
    confine.leave_terminal()
    os.environ.clear()
    if kernel.LINUX:
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        with open("/proc/self/statm") as statm:
            plan.base_bytes = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    child = Child()
    child.prepare()
    libraries.remember_folders()
    threads = len(os.listdir("/proc/self/task")) if kernel.LINUX else 1
    gc.collect()
    gc.freeze()
    sock.send("\n".join(["ready" if threads == 1 else f"{threads} threads", *allowed]).encode())
    _serve(sock, child, plan)


def _move(fd: int, to: int) -> None:
    if fd != to:
        os.dup2(fd, to)
        os.close(fd)


def _serve(sock: socket.socket, child: Child, plan: confine.Plan) -> None:
    children: dict[int, int] = {}  # pidfd → pid
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    try:
        while True:
            for fd, _ in poll.poll():
                if fd != sock.fileno():
                    poll.unregister(fd)
                    _report(sock, fd, children.pop(fd))
                    continue
                message, fds, _, _ = socket.recv_fds(sock, REQUEST.size, 1)
                if len(message) < REQUEST.size or len(fds) != 1:
                    return
                pidfd, pid = _fork(sock, child, plan, fds[0], *REQUEST.unpack(message))
                children[pidfd] = pid
                poll.register(pidfd, select.POLLIN)
    finally:
        for pidfd, pid in children.items():
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
                os.waitpid(pid, 0)


def _fork(
    sock: socket.socket, child: Child, plan: confine.Plan, channel: int, memory: int, cpu: int
) -> tuple[int, int]:
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(channel, confine.CHANNEL)
            start(child, Channel(confine.CHANNEL), plan, memory, cpu, None)
        finally:
            os._exit(0)
    os.close(channel)
    pidfd = os.pidfd_open(pid)
    socket.send_fds(sock, [STARTED.pack(b"S", pid)], [pidfd])
    return pidfd, pid


def _report(sock: socket.socket, pidfd: int, pid: int) -> None:
    _, status, usage = os.wait4(pid, 0)
    os.close(pidfd)
    code = os.waitstatus_to_exitcode(status)
    sock.send(ENDED.pack(b"E", pid, code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss))


def start(child: Child, channel: Channel, plan: confine.Plan, memory: int, cpu: int, allowed: list[str] | None) -> None:
    """Confine this process, tell the grader how that went, and serve one submission."""
    try:
        steps = confine.confine(plan, memory, cpu)
    except confine.StepError as error:
        channel.send(0, wire.REFUSED, [wire.text_item(wire.NOTE, str(error))])
        return
    channel.send(0, wire.READY, [wire.text_item(wire.NOTE, step) for step in steps])
    watch.watch(allowed)
    child.run(channel)
