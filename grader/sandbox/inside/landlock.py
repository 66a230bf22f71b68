"""Landlock: from here on only these paths can be read, nothing can be written, and nothing outside can be reached.

An unprivileged process does this to itself, for good. The rule set is built once, in the warm parent, and every child
puts itself under it with one system call.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from . import kernel

READ_FILE, READ_DIR = 1 << 2, 1 << 3
# What each version of the interface can refuse: execute … make_sym, refer, truncate, ioctl on devices.
_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_TCP = 0b11  # bind, connect: since version 4
_SCOPES = 0b11  # abstract sockets, signals: since version 6
_PATH_BENEATH = 1
_GET_VERSION = 1


def version() -> int:
    """Return the version of the interface; 0 where there is none."""
    try:
        return kernel.syscall(kernel.LANDLOCK_CREATE_RULESET, None, 0, _GET_VERSION)
    except OSError:
        return 0


def build(readable: Iterable[str]) -> int:
    """Return the descriptor of a rule set that allows reading these files and folders, and nothing else."""
    known = version()
    files = _FILES[max(v for v in _FILES if v <= known)]
    attributes = [files]
    if known >= 4:
        attributes.append(_NET_TCP)
    if known >= 6:
        attributes.append(_SCOPES)
    packed = struct.pack(f"<{len(attributes)}Q", *attributes)
    ruleset = kernel.syscall(kernel.LANDLOCK_CREATE_RULESET, ctypes.c_char_p(packed), len(packed), 0)
    for path in readable:
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            # A rule on a file must not name rights that only a folder has.
            allowed = READ_FILE | READ_DIR if stat.S_ISDIR(os.fstat(place).st_mode) else READ_FILE
            rule = ctypes.c_char_p(struct.pack("<Qi", allowed, place))
            kernel.syscall(kernel.LANDLOCK_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
        finally:
            os.close(place)
    return ruleset


def restrict(ruleset: int) -> None:
    """Put this process under the rule set, for good."""
    kernel.syscall(kernel.LANDLOCK_RESTRICT_SELF, ruleset, 0)
