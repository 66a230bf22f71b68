"""The results folder of a class: gradebook, table and reports, which say the same whenever the process is stopped."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.gradebook.classwork import Graded
from grader.gradebook.store import Gradebook
from grader.gradebook.table import to_csv
from grader.report import Report, dump

Page = Callable[[dict[str, Any]], str]


class Results:
    """An open results folder; each result is laid down as soon as it is there."""

    def __init__(self, folder: Path, assignment: str, students: Sequence[str], feedback: str, page: Page) -> None:
        """Open or begin the folder for these students.

        `feedback` is how much their reports tell, `page` makes an HTML page of a report's JSON form.

        Errors: GradebookError, and OSError where the folder cannot be written.
        """
        (folder / "reports").mkdir(parents=True, exist_ok=True)
        self._folder, self._feedback, self._page = folder, feedback, page
        self._files = file_names(students)
        self._book = Gradebook(folder / "gradebook.db", assignment)
        self._entered = self._book.entered()

    def __enter__(self) -> Results:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._book.close()

    def known(self, student: str) -> str:
        """Return the fingerprint under which a student's submission was graded; empty where it must be graded."""
        return self._entered[student].fingerprint if student in self._entered else ""

    def clear(self) -> None:
        """Take out whoever is none of the students any more."""
        gone = self._entered.keys() - self._files.keys()
        self._book.forget(gone)
        for student in gone:
            self._remove(self._entered.pop(student).file)

    def enter(self, graded: Graded, fingerprint: str) -> None:
        """Lay down one result. What we failed on is tried again next time."""
        file = self._files[graded.student]
        self._write(graded, file, self._feedback)
        self._book.enter(graded, "" if graded.status == "grader_error" else fingerprint, file, self._feedback)

    def finish(self, parts: Sequence[str], asked: Container[str]) -> list[Graded]:
        """Write what is missing or no longer right: reports that are gone or told more or less, and the table.

        Whoever was not asked for is told as much as before. Returns all results by student; `parts` are the addresses
        in the assignment's order.
        """
        before = self._book.entered()
        for student, entered in before.items():
            file = self._files.get(student, entered.file)
            level = self._feedback if student in asked else entered.feedback
            there = all(path.exists() for path in self._paths(file))
            if there and (entered.file, entered.feedback) == (file, level):
                continue
            for graded in self._book.graded(student):
                self._write(graded, file, level)
            self._book.written(student, file, level)
        for file in {e.file for e in before.values()} - {e.file for e in self._book.entered().values()}:
            self._remove(file)
        done = list(self._book.graded())
        self.write("gradebook.csv", to_csv(done, parts))
        return done

    def files(self) -> dict[str, str]:
        """Return the name of each student's report, without folder and ending."""
        return {student: entered.file for student, entered in self._book.entered().items()}

    def write(self, name: str, text: str) -> None:
        """Write a file of the folder so that whoever looks sees the old one or the new one, never a part."""
        path = self._folder / name
        temporary = path.with_name(path.name + ".tmp")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)

    def _paths(self, file: str) -> tuple[Path, Path]:
        return (self._folder / "reports" / f"{file}.json", self._folder / "reports" / f"{file}.html")

    def _remove(self, file: str) -> None:
        for path in self._paths(file):
            path.unlink(missing_ok=True)

    def _write(self, graded: Graded, file: str, level: str) -> None:
        data = graded.report
        if level != "full" and data["questions"]:
            data = Report.from_json(data).at(level).to_json()
        self.write(f"reports/{file}.json", dump(data) + "\n")
        self.write(f"reports/{file}.html", self._page(data))


def file_names(students: Iterable[str]) -> dict[str, str]:
    """Return a file name for each student: no separators, no leading dot, no two alike where case does not count."""
    out: dict[str, str] = {}
    taken: set[str] = set()
    for student in students:
        name = re.sub(r"[^\w.@+ -]", "_", student).lstrip(".") or "_"
        unique, number = name[:120], 2
        while unique.casefold() in taken:
            unique, number = f"{name[:110]}-{number}", number + 1
        taken.add(unique.casefold())
        out[student] = unique
    return out
