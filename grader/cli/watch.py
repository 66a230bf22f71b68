"""`grade watch`: grades again whenever a file of the submission, or of the assignment, is saved."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from grader.cli.common import AuthorError, complain, warn
from grader.cli.run import found_here, run
from grader.course import display, find_assignment, find_course

_PAUSE = 0.3
"""Seconds between two looks."""
_MOST = 500

Stamp = dict[Path, tuple[int, int]]


def watch(
    assignment: str, submissions: tuple[Path, ...], course: str | None, feedback: str | None, isolation: str
) -> int:
    """Grade at once and after each change, until Ctrl-C."""
    try:
        path = find_assignment(find_course(Path.cwd(), course), assignment)
    except AuthorError as error:
        complain(error.problems)
        return 2
    seen: Stamp | None = None
    try:
        while True:
            now = _stamp(
                [path, *(path.parent.parent / "reference").glob("*.py"), *(submissions or found_here(path.stem))]
            )
            if now != seen:
                seen = now
                if sys.stdout.isatty():
                    click.clear()
                run(assignment, submissions, course, "terminal", None, feedback, None, None, None, None, isolation)
                sys.stdout.flush()
                warn(f"watching {_named(submissions, path.stem)}; Ctrl-C ends")
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        warn("")
        return 0


def _named(submissions: Sequence[Path], id: str) -> str:
    return ", ".join(display(path) for path in submissions or found_here(id)) or f"for {id}.yaml or {id}.py"


def _stamp(paths: Sequence[Path]) -> Stamp:
    """Return when each file was written, and its size; an editor that saves twice a second is seen all the same."""
    out: Stamp = {}
    for path in _files(paths):
        try:
            found = path.stat()
        except OSError:
            continue
        out[path] = (found.st_mtime_ns, found.st_size)
        if len(out) >= _MOST:
            break
    return out


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file() and "__pycache__" not in p.parts)
        else:
            yield path
