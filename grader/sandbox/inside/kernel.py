"""The few system calls that Python has no name for, through ctypes, on the two machines we know the numbers of."""

from __future__ import annotations

import ctypes
import os
import platform
import sys

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
SIGKILL = 9

# The same on every machine since Linux 5.1.
CLOSE_RANGE = 436
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
SECCOMP = {"x86_64": 317, "aarch64": 277}

LINUX = sys.platform == "linux"


def machine() -> str:
    """`x86_64`, `aarch64`, or a name that no table of ours knows; a 32-bit Python on either is such a one."""
    name = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    return name if sys.maxsize > 2**32 and sys.byteorder == "little" else f"{name}, not 64-bit little-endian"


def _library() -> ctypes.CDLL | None:
    if not LINUX:
        return None
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    library.prctl.restype = ctypes.c_int
    library.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    return library


_libc = _library()


def syscall(number: int, *arguments: object) -> int:
    """Make a system call; raise OSError when it fails."""
    if _libc is None:
        raise OSError(38, "not Linux")
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result: int = _libc.syscall(ctypes.c_long(number), *words)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def prctl(option: int, value: int) -> None:
    """Call prctl with one argument."""
    if _libc is None:
        raise OSError(38, "not Linux")
    if _libc.prctl(option, value, 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
