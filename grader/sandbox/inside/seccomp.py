"""seccomp: a list of the system calls that computing with arrays needs; everything else is refused with an error.

Refused, not killed: an honest student's `open("log.txt", "w")` becomes an exception with a line number.
The program is classic BPF, built here: a row of "is it this call? then do that", the most frequent first.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from . import kernel

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# name → (x86-64, aarch64); None where the machine has no such call.
CALLS: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "write": (1, 64), "futex": (202, 98), "mmap": (9, 222), "munmap": (11, 215), "brk": (12, 214),
    "madvise": (28, 233), "mremap": (25, 216), "mprotect": (10, 226), "rt_sigprocmask": (14, 135),
    "rt_sigaction": (13, 134), "rt_sigreturn": (15, 139), "setitimer": (38, 103), "getitimer": (36, 102),
    "clock_gettime": (228, 113), "gettimeofday": (96, 169), "time": (201, None), "getrandom": (318, 278),
    "fstat": (5, 80), "newfstatat": (262, 79), "stat": (4, None), "lstat": (6, None), "statx": (332, 291),
    "lseek": (8, 62), "pread64": (17, 67), "readv": (19, 65), "writev": (20, 66), "close": (3, 57),
    "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439), "getdents64": (217, 61),
    "getcwd": (79, 17), "readlink": (89, None), "readlinkat": (267, 78), "dup": (32, 23), "dup2": (33, None),
    "dup3": (292, 24), "getpid": (39, 172), "getppid": (110, 173), "gettid": (186, 178), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "getpgrp": (111, None), "getpgid": (121, 155),
    "getsid": (124, 156), "getgroups": (115, 158), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101), "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "getcpu": (309, 168),
    "set_robust_list": (273, 99), "rseq": (334, 293), "sigaltstack": (131, 132), "exit": (60, 93),
    "exit_group": (231, 94), "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    "getrusage": (98, 165), "times": (100, 153), "sysinfo": (99, 179), "uname": (63, 160),
    "restart_syscall": (219, 128), "pause": (34, None), "alarm": (37, None), "membarrier": (324, 283),
}  # fmt: skip

# Calls that are allowed for some arguments only, and how they are looked at.
CHECKED: dict[str, tuple[int | None, int | None]] = {
    "openat": (257, 56), "open": (2, None), "ioctl": (16, 29), "fcntl": (72, 25), "prlimit64": (302, 261),
    "kill": (62, 129), "tgkill": (234, 131), "tkill": (200, 130), "getrlimit": (97, 163), "clone3": (435, 435),
}  # fmt: skip

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_X32 = 0x40000000
# O_ACCMODE, O_CREAT, O_TRUNC, O_APPEND and O_TMPFILE's own bit; O_PATH needs none of them and gives nothing to read.
_WRITING = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | os.O_APPEND | 0o20000000
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_O_ASYNC = 0o20000
_TCGETS, _FIONREAD, _FIOCLEX = 0x5401, 0x541B, 0x5451
_SET_MODE_FILTER, _TSYNC = 1, 1

ANY_PROCESS = 0x7EEDFACE
"""No process has this id, and no instruction this value."""

Instruction = tuple[int, int, int, int]


def program(machine: str, pid: int, may_open: bool = True) -> bytes:
    """Return the BPF program for a process with this id; `may_open=False` refuses even reading files."""
    column = list(ARCHITECTURES).index(machine)
    code: list[Instruction] = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
    ]
    if machine == "x86_64":  # The x32 numbers are a second door to the same calls.
        code += [(_AT_LEAST, 0, 1, _X32), _refuse(errno.EPERM)]
    for name, numbers in CHECKED.items():
        number = numbers[column]
        if number is not None:
            body = _checked(name, pid, may_open)
            code += [(_EQUAL, 0, len(body), number), *body]
    for numbers in CALLS.values():
        number = numbers[column]
        if number is not None:
            code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    code.append(_refuse(errno.EPERM))
    return b"".join(struct.pack("<HBBI", *one) for one in code)


def of_process(template: bytes, pid: int) -> bytes:
    """Return a program that was made for `ANY_PROCESS`, for this one: building it anew takes a millisecond."""
    return template.replace(struct.pack("<I", ANY_PROCESS), struct.pack("<I", pid))


def install(bpf: bytes) -> None:
    """Put this process, all threads of it, under the program, for good. PR_SET_NO_NEW_PRIVS must be set."""
    holder = ctypes.create_string_buffer(bpf, len(bpf))
    header = struct.pack("@HP", len(bpf) // 8, ctypes.addressof(holder))
    kernel.syscall(kernel.SECCOMP[kernel.machine()], _SET_MODE_FILTER, _TSYNC, ctypes.c_char_p(header))


def _refuse(code: int) -> Instruction:
    return (_RETURN, 0, 0, _ERRNO | code)


def _low(argument: int) -> Instruction:
    return (_LOAD, 0, 0, 16 + 8 * argument)


def _high(argument: int) -> Instruction:
    return (_LOAD, 0, 0, 20 + 8 * argument)


_ALLOWED: Instruction = (_RETURN, 0, 0, _ALLOW)


def _checked(name: str, pid: int, may_open: bool) -> list[Instruction]:
    """Return a body that always ends in a return: whoever jumps here does not come back."""
    if name == "clone3":  # glibc then falls back to clone, which is refused too.
        return [_refuse(errno.ENOSYS)]
    if name in ("open", "openat"):
        if not may_open:
            return [_refuse(errno.EACCES)]
        flags = _low(2 if name == "openat" else 1)
        return [flags, (_ANY_BIT, 1, 0, _WRITING), _ALLOWED, _refuse(errno.EACCES)]
    if name == "ioctl":
        return [_low(1), *_one_of(_TCGETS, _FIONREAD, _FIOCLEX), _refuse(errno.ENOTTY)]
    if name == "fcntl":  # Without F_SETOWN and O_ASYNC: a pipe that becomes readable would signal whom it likes.
        setting: list[Instruction] = [(_EQUAL, 0, 4, _F_SETFL), _low(2), (_ANY_BIT, 1, 0, _O_ASYNC), _ALLOWED]
        plain = _one_of(_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_DUPFD_CLOEXEC)
        return [_low(1), *setting, _refuse(errno.EPERM), *plain, _refuse(errno.EPERM)]
    if name == "prlimit64":  # Only on itself, which it may call 0.
        return [_low(0), (_EQUAL, 1, 0, 0), (_EQUAL, 0, 1, pid), _ALLOWED, _refuse(errno.EPERM)]
    if name in ("kill", "tgkill", "tkill"):  # Only itself: 0 and -1 would be many.
        return [_low(0), (_EQUAL, 0, 1, pid), _ALLOWED, _refuse(errno.EPERM)]
    return [_ALLOWED]


def _one_of(*values: int) -> list[Instruction]:
    return [step for value in values for step in ((_EQUAL, 0, 1, value), _ALLOWED)]
