"""`grade explain`: the worked solution, for authors and TAs."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.common import AuthorError, StudentError, complain, open_assignment
from grader.explanation import explain as worked


def explain(assignment: str, address: str, student: Path | None, course: str | None, form: str, isolation: str) -> int:
    """Print the worked solution; 2 where the assignment, the address or the submission cannot be read."""
    try:
        key = open_assignment(assignment, course)
        report = None
        if student is not None:
            from grader.grading import Grader
            from grader.submission import open_submission

            with Grader(key, isolation) as grader:
                report = grader.grade(open_submission([student], key.id, grader.parts))
        found = worked(key, address, report)
    except (AuthorError, StudentError) as error:
        complain(error.problems)
        return 2
    if form == "json":
        from grader.report import dump

        click.echo(dump([one.to_json() for one in found]))
        return 0
    from grader.render import worked as render

    click.echo(render.markdown(found) if form == "markdown" else render.render(found), nl=False)
    return 0
