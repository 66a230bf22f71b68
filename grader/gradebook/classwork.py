"""Grading a class: several processes, each with its own sandbox; one bad submission never stops the rest."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from grader.binding import open_key
from grader.errors import MachineError, StudentError
from grader.gradebook.discover import Entry
from grader.grading import Grader, Reviews, note
from grader.report import Report
from grader.submission import Submission, open_submission

_WORTH_A_PROCESS = 40
"""Submissions a process; fewer are graded sooner than a process has started."""

_grader: Grader | None = None


@dataclass(frozen=True)
class Graded:
    """What became of one student's submission."""

    student: str
    report: dict[str, Any]
    """The report as JSON: it crosses between processes as plain data."""
    status: str
    """`graded`, `provisional` (a part waits for a TA), `unreadable` (nothing could be read), or `grader_error`."""


def grade_class(
    path: Path, entries: Sequence[Entry], isolation: str, reviews: Reviews, jobs: int
) -> Generator[Graded, None, None]:
    """Grade every entry and give each result as soon as it is there, in any order."""
    workers = max(1, min(jobs, len(entries) // _WORTH_A_PROCESS + 1, len(entries)))
    if workers == 1:
        _open(path, isolation, reviews)
        try:
            for entry in entries:
                yield _grade(entry)
        finally:
            _close()
        return
    left, alone = list(entries), 0
    while left:
        now = left[:1] if alone else left
        alone = max(0, alone - 1)
        try:
            for entry, graded in _side_by_side(path, list(now), isolation, reviews, min(workers, len(now))):
                left.remove(entry)
                yield graded
        except BrokenProcessPool as error:
            if len(now) == 1:
                yield _lost(left.pop(0), error)
            else:
                # A process was killed, and all others with it. What it was at is among the first, each tried by itself.
                alone = 2 * workers + 1


def _side_by_side(
    path: Path, entries: Sequence[Entry], isolation: str, reviews: Reviews, workers: int
) -> Generator[tuple[Entry, Graded], None, None]:
    # Spawned, not forked: a copy of this process would hold its threads' locks and its open files.
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (path, isolation, reviews)) as pool:
        waiting = {pool.submit(_grade, entry): entry for entry in entries}
        broken: BrokenProcessPool | None = None
        try:
            for done in as_completed(waiting):
                try:
                    graded = done.result()
                except MachineError:
                    raise
                except BrokenProcessPool as error:
                    broken = error
                    continue
                except Exception as error:
                    graded = _lost(waiting[done], error)
                yield waiting[done], graded
        finally:
            # Where we were stopped, what has not begun is not begun.
            pool.shutdown(cancel_futures=True)
    if broken:
        raise broken


def _start(path: Path, isolation: str, reviews: Reviews) -> None:
    """Make ready a process of the pool. Ctrl-C is for the one that gave it its work, and where that one is gone it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _open(path, isolation, reviews)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # nobody is there to take the result, and the pool's pipe never says so


def _open(path: Path, isolation: str, reviews: Reviews) -> None:
    global _grader
    _grader = Grader(open_key(path), isolation, reviews)


def _close() -> None:
    global _grader
    if _grader is not None:
        _grader.close()
        _grader = None


def _grade(entry: Entry) -> Graded:
    assert _grader is not None
    grader = _grader
    status = "graded"
    try:
        submission = open_submission(entry.paths, grader.key.id, grader.parts, entry.student)
    except StudentError as error:
        submission = Submission(entry.paths[0].name, entry.student, problems=list(error.problems))
        status = "unreadable"
    except Exception as error:
        return _lost(entry, error)
    if not submission.responses and not submission.files and any(p.severity == "error" for p in submission.problems):
        status = "unreadable"
    # The name of the file or folder is the student: what a file says of itself could be another's.
    submission.student = entry.student
    try:
        report = grader.grade(submission)
    except MachineError:
        raise
    except Exception as error:
        return _lost(entry, error)
    if any(part.traceback for _, part in report.parts()):
        status = "grader_error"
    elif report.provisional:
        status = "provisional"
    return Graded(entry.student, report.to_json(), status)


def _lost(entry: Entry, error: Exception) -> Graded:
    """Return a row for a submission on which we failed as a whole: nobody's points are decided by our fault."""
    report = Report(
        "", "", entry.student, entry.paths[0].name, (), notes=("the grader itself failed on this submission",)
    )
    data = report.to_json() | {"provisional": True, "traceback": "".join(traceback.format_exception(error))}
    return Graded(entry.student, data, "grader_error")


Progress = Callable[[Graded], None]

__all__ = ["Graded", "grade_class", "note"]
