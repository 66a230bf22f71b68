"""The portable way: this interpreter is the child, and serves one submission. No fork, no kernel isolation."""

from __future__ import annotations

import os
import socket
import sys

from . import confine, kernel, libraries, standins, warm
from .channel import Channel
from .serve import Child


def main(numpy_home: str, channel: int, memory: int, cpu: int, parent: int) -> None:
    """Load NumPy, give up what can be given up here, and serve."""
    libraries.use_numpy_of(numpy_home)
    standins.restore_old_names()
    allowed = libraries.readable(with_shared=False)
    child = Child()
    plan = confine.Plan(strict=False, parent=parent, uid=confine.unused_id(os.getpid()))
    if sys.platform == "win32":
        sock = socket.fromshare(sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4), "little")))
        child.prepare()
        warm.start(child, Channel(sock=sock), plan, memory, cpu, allowed)
        return
    if channel != confine.CHANNEL:
        os.dup2(channel, confine.CHANNEL)
    if plan.uid is not None:
        plan.passages = libraries.open_passages(confine.CHANNEL + 1)
    if kernel.LINUX:
        with open("/proc/self/statm") as statm:
            plan.base_bytes = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    else:
        plan.base_bytes = 1 << 30
    child.prepare()
    confine.leave_terminal()
    warm.start(child, Channel(confine.CHANNEL), plan, memory, cpu, allowed)
