"""The BPF program, run by a small machine of our own: both tables, also the one of the machine that this is not."""

from __future__ import annotations

import errno
import os
import struct

import pytest

from grader.sandbox.inside import seccomp

PID = 4242
ALLOWED = 0x7FFF0000


def decide(program: bytes, number: int, *arguments: int, architecture: int) -> int:
    """Return what the program says to a system call."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<iIQ6Q", number, architecture, 0, *(a % 2**64 for a in padded))
    code = list(struct.iter_unpack("<HBBI", program))
    at, word = 0, 0
    while True:
        operation, yes, no, value = code[at]
        at += 1
        if operation == 0x20:
            (word,) = struct.unpack_from("<I", data, value)
        elif operation == 0x06:
            return int(value)
        else:
            holds = {0x15: word == value, 0x35: word >= value, 0x45: bool(word & value)}[operation]
            at += yes if holds else no


def number(name: str, machine: str) -> int:
    found = {**seccomp.CALLS, **seccomp.CHECKED}[name][list(seccomp.ARCHITECTURES).index(machine)]
    assert found is not None
    return found


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
@pytest.mark.parametrize(
    ("name", "arguments", "allowed"),
    [
        ("read", (3,), True),
        ("mmap", (), True),
        ("openat", (-100, 0, os.O_RDONLY | os.O_CLOEXEC), True),
        ("openat", (-100, 0, os.O_WRONLY), False),
        ("openat", (-100, 0, os.O_RDWR), False),
        ("openat", (-100, 0, os.O_RDONLY | os.O_CREAT), False),
        ("openat", (-100, 0, os.O_TMPFILE), False),
        ("ioctl", (1, 0x5401), True),
        ("ioctl", (1, 0x5412), False),  # TIOCSTI types into a terminal
        ("fcntl", (3, 1), True),
        ("fcntl", (3, 4, os.O_NONBLOCK), True),
        ("fcntl", (3, 4, 0o20000), False),
        ("fcntl", (3, 8, PID), False),
        ("fcntl", (3, 10, 9), False),
        ("prlimit64", (0, 7), True),
        ("prlimit64", (PID, 7), True),
        ("prlimit64", (PID + 1, 7), False),
        ("kill", (PID, 9), True),
        ("kill", (0, 9), False),
        ("kill", (-1, 9), False),
        ("kill", (1, 9), False),
        ("tgkill", (PID, PID, 9), True),
        ("tgkill", (1, 1, 9), False),
    ],
)
def test_what_each_call_may_do(machine: str, name: str, arguments: tuple[int, ...], allowed: bool) -> None:
    architecture = seccomp.ARCHITECTURES[machine]
    program = seccomp.program(machine, PID)
    said = decide(program, number(name, machine), *arguments, architecture=architecture)
    assert (said == ALLOWED) == allowed


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_everything_else_is_refused(machine: str) -> None:
    architecture = seccomp.ARCHITECTURES[machine]
    column = list(seccomp.ARCHITECTURES).index(machine)
    program = seccomp.program(machine, PID)
    known = {numbers[column] for numbers in [*seccomp.CALLS.values(), *seccomp.CHECKED.values()]}
    for call in set(range(600)) - known:
        assert decide(program, call, architecture=architecture) == 0x00050000 | errno.EPERM
    clone3 = decide(program, 435, architecture=architecture)
    assert clone3 == 0x00050000 | errno.ENOSYS
    assert decide(program, 0, architecture=0x40000003) == 0x80000000  # 32-bit calls end the process


def test_the_second_door_of_x86_is_shut() -> None:
    program = seccomp.program("x86_64", PID)
    for call in range(600):
        said = decide(program, 0x40000000 + call, architecture=seccomp.ARCHITECTURES["x86_64"])
        assert said == 0x00050000 | errno.EPERM


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_without_landlock_no_open_passes(machine: str) -> None:
    program = seccomp.program(machine, PID, may_open=False)
    architecture = seccomp.ARCHITECTURES[machine]
    said = decide(program, number("openat", machine), -100, 0, 0, architecture=architecture)
    assert said == 0x00050000 | errno.EACCES


def test_no_number_stands_twice() -> None:
    for column in (0, 1):
        numbers = [n[column] for n in [*seccomp.CALLS.values(), *seccomp.CHECKED.values()] if n[column] is not None]
        assert len(numbers) == len(set(numbers))


def test_a_program_made_for_any_process_is_fitted_to_one() -> None:
    for machine in seccomp.ARCHITECTURES:
        template = seccomp.program(machine, seccomp.ANY_PROCESS)
        assert seccomp.of_process(template, PID) == seccomp.program(machine, PID)
