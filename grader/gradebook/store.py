"""The gradebook of a class: one SQLite file, one row a submission, written as soon as it is graded.

It is the truth of the results folder; the table and the reports are made from it. `parts` repeats what the reports hold, a row
each, for whoever asks in SQL where a class went wrong.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from grader.errors import MachineError
from grader.gradebook.classwork import Graded

_OURS = 0x42504742  # "BPGB", in the header of every gradebook
_VERSION = 1
_TABLES = """
CREATE TABLE about (assignment TEXT NOT NULL);
CREATE TABLE submissions (
    student TEXT PRIMARY KEY, status TEXT NOT NULL, points REAL NOT NULL, possible REAL NOT NULL,
    fingerprint TEXT NOT NULL, file TEXT NOT NULL, feedback TEXT NOT NULL, report TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE parts (
    student TEXT NOT NULL REFERENCES submissions ON DELETE CASCADE, part TEXT NOT NULL, outcome TEXT NOT NULL,
    points REAL NOT NULL, possible REAL NOT NULL, misconception TEXT, PRIMARY KEY (student, part)
) WITHOUT ROWID;
"""


class GradebookError(MachineError):
    """This file cannot be the gradebook; the sentence says why."""


class Entered(NamedTuple):
    """What the gradebook knows of a submission without opening its report."""

    fingerprint: str
    """Of everything that its marks depend on; empty where we failed on it, so that it is graded again."""
    file: str
    """The name of its report, without the folder."""
    feedback: str
    """How much that report tells."""


class Gradebook:
    """An open gradebook. Each submission is entered whole or not at all, whenever the process is stopped."""

    def __init__(self, path: Path, assignment: str = "") -> None:
        """Open or begin the gradebook in `path`; without an assignment, open the one that is there, to be read.

        Errors: GradebookError, where the file is no gradebook of this assignment, or cannot be used.
        """
        self._path = path
        self.assignment = assignment
        with self._sentences():
            self._db = sqlite3.connect(path, timeout=5.0) if assignment else _readable(path)
            try:
                self._begin()
            except BaseException:
                self._db.close()
                raise

    def _begin(self) -> None:
        (ours,) = self._db.execute("PRAGMA application_id").fetchone()
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if ours != _OURS and (tables or not self.assignment):
            raise GradebookError(f"{self._path} is no gradebook of this grader; it is left as it is")
        if not tables:
            with self._db:
                self._db.executescript(f"BEGIN;{_TABLES}PRAGMA application_id={_OURS};PRAGMA user_version={_VERSION};")
                self._db.execute("INSERT INTO about VALUES (?)", (self.assignment,))
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            raise GradebookError(
                f"{self._path} was written by another version of the grader; grade into another folder"
            )
        (holds,) = self._db.execute("SELECT assignment FROM about").fetchone()
        if self.assignment not in ("", holds):
            raise GradebookError(f"{self._path} holds {holds}, not {self.assignment}; --output names another folder")
        if self.assignment:
            # A commit then waits for no disk, and a process that is killed loses nothing that was committed.
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA foreign_keys = ON")
        self.assignment = holds

    def close(self) -> None:
        """Close the file; it is one file then, to be copied or sent."""
        with suppress(sqlite3.DatabaseError):
            self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def entered(self) -> dict[str, Entered]:
        """Return what is known of each student's submission."""
        with self._sentences():
            rows = self._db.execute("SELECT student, fingerprint, file, feedback FROM submissions")
            return {student: Entered(*rest) for student, *rest in rows}

    def enter(self, graded: Graded, fingerprint: str, file: str, feedback: str) -> None:
        """Enter what became of a submission, in the place of what was known of it."""
        report = graded.report
        parts = [
            (graded.student, f"{q['id']}.{p['id']}", p["outcome"], p["points"], p["possible"], p["misconception"])
            for q in report["questions"]
            for p in q["parts"]
        ]
        row = (graded.student, graded.status, report["points"], report["possible"], fingerprint, file, feedback)
        with self._sentences(), self._db:
            self._db.execute("DELETE FROM submissions WHERE student = ?", (graded.student,))
            self._db.execute("INSERT INTO submissions VALUES (?,?,?,?,?,?,?,?)", (*row, json.dumps(report)))
            self._db.executemany("INSERT INTO parts VALUES (?,?,?,?,?,?)", parts)

    def written(self, student: str, file: str, feedback: str) -> None:
        """Note that a report was written again, elsewhere or at another level."""
        with self._sentences(), self._db:
            self._db.execute(
                "UPDATE submissions SET file = ?, feedback = ? WHERE student = ?", (file, feedback, student)
            )

    def forget(self, students: Iterable[str]) -> None:
        """Take out students whose submissions are there no longer."""
        with self._sentences(), self._db:
            self._db.executemany("DELETE FROM submissions WHERE student = ?", ((student,) for student in students))

    def graded(self, student: str | None = None) -> Iterator[Graded]:
        """Go through the submissions by student, or give one student's."""
        where, values = ("WHERE student = ?", (student,)) if student is not None else ("", ())
        with self._sentences():
            rows = self._db.execute(f"SELECT student, report, status FROM submissions {where} ORDER BY student", values)
            for name, report, status in rows:
                yield Graded(name, json.loads(report), status)

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Say what is wrong with the file in one sentence."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            why = "another grading writes to it" if "locked" in str(error) else str(error)
            raise GradebookError(f"{self._path} cannot be used as a gradebook: {why}") from error


def _readable(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
