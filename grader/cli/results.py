"""`grade report` and `grade diff`: what was graded before."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from grader.cli.common import warn
from grader.cli.run import write
from grader.gradebook.changes import difference
from grader.gradebook.classwork import Graded
from grader.gradebook.overview import overview
from grader.gradebook.store import Gradebook, GradebookError
from grader.report import Report


def report(results: Path, student: str | None, form: str, output: Path | None) -> int:
    """Show a class at a glance, or one of its reports again; in any format but the terminal's, a class is all its reports."""
    try:
        if results.suffix == ".json":
            found = [_report(results)]
            if student not in (None, found[0].student):
                raise GradebookError(f"{results} is the report of '{found[0].student}', not of '{student}'")
        else:
            with Gradebook(_gradebook(results)) as book:
                if student is None and form == "terminal":
                    _class(book, output)
                    return 0
                found = [Report.from_json(one.report) for one in book.graded(student)]
                if not found and student is None:
                    raise GradebookError(f"{results} holds no report yet")
                if not found:
                    known = ", ".join(sorted(book.entered())[:20])
                    raise GradebookError(f"{results} has no report of '{student}'; it has: {known}")
        write(found, form, output, single=student is not None or results.suffix == ".json")
    except GradebookError as error:
        warn(str(error))
        return 2
    except OSError as error:
        warn(f"{output or results}: {(error.strerror or str(error)).lower()}")
        return 2
    return 0


def diff(old: Path, new: Path) -> int:
    """Show whose points became different, and in which parts."""
    from grader.render.classroom import render_difference

    try:
        with Gradebook(_gradebook(old)) as before, Gradebook(_gradebook(new)) as after:
            if before.assignment != after.assignment:
                raise GradebookError(f"{old} holds {before.assignment}, {new} holds {after.assignment}")
            sys.stdout.write(render_difference(difference(before.graded(), after.graded())))
    except GradebookError as error:
        warn(str(error))
        return 2
    return 0


def _gradebook(results: Path) -> Path:
    """Return the gradebook of a results folder, or the file itself."""
    path = results / "gradebook.db" if results.is_dir() else results
    if not path.is_file():
        raise GradebookError(f"there is no gradebook in {results}: `grade batch` writes one into its results")
    return path


def _class(book: Gradebook, output: Path | None) -> None:
    from grader.render.classroom import render

    files = {student: entered.file for student, entered in book.entered().items()}
    text = render(overview(list[Graded](book.graded()), files, book.assignment), color=False if output else None)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def _report(path: Path) -> Report:
    try:
        return Report.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GradebookError(f"{path} is no report of this grader: {error}") from None
