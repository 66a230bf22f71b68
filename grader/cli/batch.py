"""`grade batch`: a class."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader.cli.common import AuthorError, StudentError, complain, open_assignment, read_reviews, warn
from grader.course import display, find_assignment, find_course
from grader.drawing import draw_all
from grader.errors import MachineError
from grader.gradebook.classwork import Graded, grade_class
from grader.gradebook.discover import discover
from grader.gradebook.fingerprint import of_key, of_submission
from grader.gradebook.overview import Overview, overview
from grader.gradebook.results import Results
from grader.gradebook.store import GradebookError
from grader.render import html


def batch(
    assignment: str,
    folder: Path,
    course: str | None,
    output: Path | None,
    jobs: int | None,
    only: str | None,
    force: bool,
    feedback: str | None,
    reviews: Path | None,
    isolation: str,
) -> int:
    """Grade what is new or changed in a class, and write its results; 3 where we failed on a submission."""
    try:
        path = find_assignment(find_course(Path.cwd(), course), assignment)
        key = open_assignment(assignment, course)
        draw_all(key)
        marks = read_reviews(reviews, key)
    except (AuthorError, StudentError) as error:
        complain(error.problems)
        return 2
    whole = folder.resolve()
    results = (output or whole.with_name(whole.name + "-results")).resolve()
    if results == whole:
        warn(f"{folder} holds the submissions: --output names another folder, which may lie in it")
        return 2
    everyone = [e for e in discover(folder) if results not in (path.resolve() for path in e.paths)]
    entries = [e for e in everyone if only is None or e.student == only]
    if not entries:
        who = f"of '{only}' " if only else ""
        warn(f"there is no submission {who}in {folder}: one file or folder a student is expected")
        return 2
    for student in sorted({student for student, *_ in marks} - {entry.student for entry in everyone}):
        warn(f"{reviews}: marks for '{student}', of whom there is no submission in {folder}")
    level = feedback or key.assignment.feedback
    # A class is never graded with less than was asked for: `auto` means strict here.
    wanted = "strict" if isolation == "auto" else isolation
    basis = of_key(key, wanted)
    prints = {entry.student: of_submission(entry.paths, entry.student, basis, marks) for entry in entries}
    try:
        with Results(results, key.id, [entry.student for entry in everyone], level, lambda r: html.render([r])) as desk:
            todo = [e for e in entries if force or desk.known(e.student) != prints[e.student]]
            if only is None:
                desk.clear()
            with closing(grade_class(path, todo, wanted, marks, jobs or os.cpu_count() or 1)) as graded:
                stopped = _lay_down(desk, graded, prints, key.id, len(todo))
            addresses = [part.address for _, part in key.parts()]
            done = desk.finish(addresses, {entry.student for entry in entries})
            seen = overview(done, desk.files(), key.id, addresses)
            desk.write("index.html", html.class_page(seen))
    except GradebookError as error:
        warn(str(error))
        return 2
    except MachineError as error:
        warn(f"{error}\n`--isolation limited` grades all the same, with less between student code and this machine")
        return 2
    except OSError as error:
        warn(f"the results cannot be written to {display(results)}: {error.strerror or error}")
        return 2
    if stopped:
        warn(f"stopped: {len(done)} of {len(everyone)} are graded; the same command goes on from here")
        return 130
    _summary(seen, len(entries) - len(todo) if only is None else None, results)
    return 3 if any(one.status == "grader_error" for one in done) else 0


def _lay_down(desk: Results, results: Iterable[Graded], prints: dict[str, str], title: str, total: int) -> bool:
    """Lay down results as they come, and show how far it is; return whether somebody pressed Ctrl-C."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal or not total) as progress:
        task = progress.add_task(title, total=total)
        try:
            for graded in results:
                desk.enter(graded, prints[graded.student])
                if graded.status == "grader_error":
                    progress.console.print(f"our error on {graded.student}: see the report", style="red", markup=False)
                progress.advance(task)
        except KeyboardInterrupt:
            return True
    return False


def _summary(seen: Overview, kept: int | None, results: Path) -> None:
    """Say what there is now; `kept` of them were not graded again, None where one student alone was asked for."""
    count = len(seen.rows)
    middle = f", median {seen.median:.1f} %" if seen.median is not None else ""
    other = Counter(row.status.replace("_", " ") for row in seen.rows if row.status != "graded")
    tail = "".join(f", {number} {what}" for what, number in sorted(other.items()))
    before = f" ({kept} of them before, and unchanged since)" if kept else ""
    if kept is None:
        before = " (the others as they were)" if count > 1 else ""
    warn(f"{count} submission{'s' * (count != 1)} graded{before}{middle}{tail}: {display(results / 'gradebook.csv')}")
