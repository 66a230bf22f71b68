"""`grade batch`: a class."""

from __future__ import annotations

import os
import re
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader.cli.common import AuthorError, StudentError, complain, open_assignment, read_reviews, warn
from grader.course import display, find_assignment, find_course
from grader.document import printable
from grader.drawing import draw_all
from grader.errors import MachineError
from grader.gradebook.classwork import Graded, grade_class
from grader.gradebook.discover import discover
from grader.gradebook.table import to_csv
from grader.report import Report, dump


def batch(
    assignment: str,
    folder: Path,
    course: str | None,
    output: Path | None,
    jobs: int | None,
    only: str | None,
    feedback: str | None,
    reviews: Path | None,
    isolation: str,
) -> int:
    """Grade a class and write its results; 3 where we failed on a submission."""
    try:
        path = find_assignment(find_course(Path.cwd(), course), assignment)
        key = open_assignment(assignment, course)
        draw_all(key)
        marks = read_reviews(reviews, key)
    except (AuthorError, StudentError) as error:
        complain(error.problems)
        return 2
    entries = [e for e in discover(folder) if only is None or e.student == only]
    if not entries:
        who = f"of '{only}' " if only else ""
        warn(f"there is no submission {who}in {folder}: one file or folder a student is expected")
        return 2
    results = output or folder.with_name(folder.name + "-results")
    (results / "reports").mkdir(parents=True, exist_ok=True)
    # A class is never graded with less than was asked for: `auto` means strict here.
    wanted = "strict" if isolation == "auto" else isolation
    done: list[Graded] = []
    names = _file_names([entry.student for entry in entries])
    level = feedback or key.assignment.feedback
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task(key.id, total=len(entries))
            for graded in grade_class(path, entries, wanted, marks, jobs or os.cpu_count() or 1):
                done.append(graded)
                _write_report(results / "reports" / f"{names[graded.student]}.json", graded, level)
                if graded.status == "grader_error":
                    progress.console.print(
                        printable(f"our error on {graded.student}: see the report"), style="red", markup=False
                    )
                progress.advance(task)
    except MachineError as error:
        warn(f"{error}\n`--isolation limited` grades all the same, with less between student code and this machine")
        return 2
    addresses = [part.address for _, part in key.parts()]
    (results / "gradebook.csv").write_text(to_csv(done, addresses), encoding="utf-8")
    _summary(done, results)
    return 3 if any(graded.status == "grader_error" for graded in done) else 0


def _write_report(path: Path, graded: Graded, level: str) -> None:
    data = graded.report
    if level != "full" and data["questions"]:
        data = Report.from_json(data).at(level).to_json()
    temporary = path.with_suffix(".tmp")
    temporary.write_text(dump(data) + "\n", encoding="utf-8")
    temporary.replace(path)


def _file_names(students: list[str]) -> dict[str, str]:
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


def _summary(done: list[Graded], results: Path) -> None:
    shares = sorted(100 * g.report["points"] / g.report["possible"] for g in done if g.report["possible"])
    middle = f", median {shares[len(shares) // 2]:.0f} %" if shares else ""
    other: dict[str, int] = {}
    for graded in done:
        if graded.status != "graded":
            other[graded.status.replace("_", " ")] = other.get(graded.status.replace("_", " "), 0) + 1
    tail = "".join(f", {count} {what}" for what, count in sorted(other.items()))
    warn(f"{len(done)} submissions graded{middle}{tail}: {display(results / 'gradebook.csv')}")
