"""From an exception to what the grader may say of it: a status, the student's own line, and a few bounded texts.

The sentences are made by the grader (`grader.sandbox.words`); here only facts are collected, and whatever a hostile
exception does while it is looked at ends in the plain status `raised`.
"""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any, NamedTuple

from . import wire
from .standins import WELL_KNOWN, MissingPackage
from .watch import InputCalled, Refused, TooMuchOutput


class Fault(Exception):
    """Something wrong that we found ourselves, with its facts."""

    def __init__(self, kind: str, **facts: str) -> None:
        super().__init__(kind)
        self.kind, self.facts = kind, facts


class Described(NamedTuple):
    """What is sent of a fault."""

    status: int
    line: int
    facts: dict[str, str]


# Whose frames in the traceback tell what an error of the system was about, when the exception does not.
_OWNERS = {
    "multiprocessing": "refused_process", "subprocess": "refused_process", "threading": "refused_process",
    "concurrent": "refused_process", "asyncio": "refused_network", "socket": "refused_network",
    "urllib": "refused_network", "http": "refused_network", "ssl": "refused_network", "tempfile": "refused_write",
}  # fmt: skip


def describe(error: BaseException, texts: dict[str, list[str]], loading: bool) -> Described:
    """Return the facts of an exception; `texts` are the student's files as tracebacks name them."""
    try:
        place = _place(error, texts)
        kind, facts = _kind(error, loading)
        if place is not None:
            facts.setdefault("file", place[0])
            lines = texts.get(place[0], [])
            if 0 < place[1] <= len(lines):
                facts.setdefault("code", lines[place[1] - 1].strip())
        return Described(wire.STATUS_OF[kind], place[1] if place else 0, facts)
    except BaseException:  # an exception whose own methods raise
        return Described(wire.STATUS_OF["load_failed" if loading else "raised"], 0, {"type": "an exception"})


def _kind(error: BaseException, loading: bool) -> tuple[str, dict[str, str]]:
    facts: dict[str, str] = {}
    if isinstance(error, Fault):
        return error.kind, dict(error.facts)
    if isinstance(error, MissingPackage):
        return "import_missing", {"package": str(error.name), "why": "" if error.name in WELL_KNOWN else "unknown"}
    if isinstance(error, NotImplementedError):
        return "not_implemented", {"why": "raised"}
    if isinstance(error, MemoryError):
        return "out_of_memory", facts
    if isinstance(error, InputCalled):
        return "input_called", facts
    if isinstance(error, TooMuchOutput):
        return "too_much_output", facts
    if isinstance(error, SystemExit):
        return "exited", facts
    facts = {"type": type(error).__name__, "message": _message(error)}
    owners = _owners(error)
    if isinstance(error, Refused) and error.refused != "read":
        return error.refused, {"what": str(error.filename or ""), "by": next(iter(owners), "")}
    if isinstance(error, OSError | RuntimeError) and not isinstance(error, NotImplementedError | RecursionError):
        for owner in owners:
            return _OWNERS[owner], {"what": "", "by": owner}
    if isinstance(error, SyntaxError):
        return ("load_failed" if loading else "raised"), {**facts, **_syntax(error)}
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError | NotADirectoryError):
        name = error.filename
        if name is None and facts["message"].endswith(" not found."):  # as NumPy's text readers say it
            name = facts["message"].removesuffix(" not found.")
        if name is not None:
            facts |= {"why": "file", "what": os.fsdecode(name) if isinstance(name, str | bytes) else ""}
    return ("load_failed" if loading else "raised"), facts


def _message(error: BaseException) -> str:
    try:
        return str(error)[:1000]
    except BaseException:
        return ""


def _syntax(error: SyntaxError) -> dict[str, str]:
    """Say what kind of syntax error it is: Python 2 is the most frequent."""
    message, text = str(error.msg), str(error.text or "").strip()
    facts = {"why": "syntax", "message": message, "code": text, "file": str(error.filename or "")}
    old = (
        "Missing parentheses in call to" in message
        or "multiple exception types must be parenthesized" in message
        or "leading zeros in decimal integer literals" in message
        or ("invalid syntax" in message and ("<>" in text or text.startswith(("raise ", "except ", "exec ", "print "))))
        or ("invalid decimal literal" in message and text.rstrip(")").endswith("L"))
    )
    if old:
        facts["why"] = "python2"
    elif "codec can't decode" in message or "encoding" in message:
        facts["why"] = "encoding"
    return facts


def _place(error: BaseException, texts: dict[str, list[str]]) -> tuple[str, int] | None:
    """Return the student's file and line in which it happened: the innermost of their own frames."""
    if isinstance(error, SyntaxError) and error.lineno and not _own_lines(error.__traceback__, texts):
        return str(error.filename or ""), int(error.lineno)
    lines = _own_lines(error.__traceback__, texts)
    return lines[-1] if lines else None


def _own_lines(traceback: TracebackType | None, texts: dict[str, list[str]]) -> list[tuple[str, int]]:
    found = []
    steps = 0
    while traceback is not None and steps < 100_000:
        name = traceback.tb_frame.f_code.co_filename
        if name in texts:
            found.append((name, traceback.tb_lineno))
        traceback, steps = traceback.tb_next, steps + 1
    return found


def _owners(error: BaseException) -> list[str]:
    """Return which of the library's modules that need a machine are in the traceback, outermost first."""
    found: list[str] = []
    traceback = error.__traceback__
    while traceback is not None:
        module = str(traceback.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        if module in _OWNERS and module not in found:
            found.append(module)
        traceback = traceback.tb_next
    return found


def running_line(frame: Any, texts: dict[str, list[str]]) -> Described:
    """Return the student's loop that a call was in when its time ran out; without a loop, the line.

    The outermost loop: where in it the code was at that moment would be another line in every run.
    """
    found: list[tuple[str, int]] = []
    while frame is not None:
        name, line = frame.f_code.co_filename, frame.f_lineno
        if name in texts and 0 < line <= len(texts[name]):
            found.insert(0, (name, line))
        frame = frame.f_back
    loops = [(name, loop) for name, line in found if (loop := _loop_around(texts[name], line))]
    for name, line in (loops or found[-1:])[:1]:
        return Described(wire.STATUS_OF["timed_out"], line, {"file": name, "code": texts[name][line - 1].strip()})
    return Described(wire.STATUS_OF["timed_out"], 0, {})


def _loop_around(lines: list[str], line: int) -> int:
    """Return the line of the outermost `while` or `for` around a line of the same function, by indentation; 0 for none."""
    loop, depth = 0, 10**6
    for number in range(line, 0, -1):
        text = lines[number - 1]
        indent = len(text) - len(text.lstrip())
        if not text.strip() or text.lstrip().startswith("#") or (indent >= depth and number != line):
            continue
        depth = indent
        if text.lstrip().startswith(("while ", "while(", "for ")):
            loop = number
        elif text.lstrip().startswith(("def ", "class ", "async def ")):
            break
    return loop
