"""`grade run`: one submission or a few."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.common import AuthorError, StudentError, complain, open_assignment, read_reviews, warn
from grader.errors import MachineError

if TYPE_CHECKING:
    from grader.key import Key
    from grader.report import Report


def run(
    assignment: str,
    submissions: tuple[Path, ...],
    course: str | None,
    form: str,
    output: Path | None,
    feedback: str | None,
    question: str | None,
    case: str | None,
    fail_under: float | None,
    reviews: Path | None,
    isolation: str,
) -> int:
    """Grade, write the report, and return the exit code."""
    from grader.grading import Grader
    from grader.submission import open_submission

    try:
        key = open_assignment(assignment, course)
        marks = read_reviews(reviews, key)
    except (AuthorError, StudentError) as error:
        complain(error.problems)
        return 2
    if question is not None and question not in key.questions:
        warn(f"{key.id} has no question '{question}'; its questions: {', '.join(key.questions)}")
        return 2
    groups = [[path] for path in submissions] or [found_here(key.id)]
    if not groups[0]:
        looked = ", ".join(f"{key.id}{end}" for end in (".yaml", ".json", ".py", ".ipynb", "/"))
        warn(f"there is no submission here: looked for {looked} in {Path.cwd()}")
        warn(f"`grade start {key.id}` writes a template")
        return 2
    level = feedback or key.assignment.feedback
    if case is not None:
        return _again(key, groups, case, level, isolation, output)
    reports: list[Report] = []
    code = 0
    with Grader(key, isolation, marks) as grader:
        for group in groups:
            try:
                submission = open_submission(group, key.id, grader.parts)
                reports.append(grader.grade(submission))
            except StudentError as error:
                complain(error.problems)
                code = 2
            except AuthorError as error:
                complain(error.problems)
                return 2
            except MachineError as error:
                warn(str(error))
                return 2
    for report in reports:
        for found, part in report.parts():
            if part.traceback:
                warn(f"our error in {found.id}.{part.id} of {report.submission}:\n{part.traceback}")
                code = max(code, 3)
    seen = [report.at(level) for report in reports]
    if question:
        seen = [report.only(question) for report in seen]
    if seen:
        try:
            write(seen, form, output, single=len(groups) == 1)
        except OSError as error:
            warn(f"{output or 'the report'} cannot be written: {(error.strerror or str(error)).lower()}")
            return 2
    if code == 0 and fail_under is not None and any(report.percent < fail_under for report in reports):
        return 1
    return code


def _again(key: Key, groups: list[list[Path]], case: str, level: str, isolation: str, output: Path | None) -> int:
    """Run one case of each submission again; its expected values are shown, so only where feedback is full."""
    from grader.render import again
    from grader.rerun import run_again
    from grader.submission import open_submission

    if level != "full":
        warn(f"--case shows expected values; the feedback here is '{level}'")
        return 2
    parts = {question.id: list(question.parts) for question in key.questions.values()}
    shown = []
    try:
        for group in groups:
            shown.append(again.render(run_again(key, open_submission(group, key.id, parts), case, isolation)))
    except (AuthorError, StudentError) as error:
        complain(error.problems)
        return 2
    if output:
        output.write_text("\n".join(shown), encoding="utf-8")
    else:
        sys.stdout.write("\n".join(shown))
    return 0


def found_here(id: str) -> list[Path]:
    """Return what is in the current folder under the assignment's name: all of it is the submission."""
    files = [Path(id + end) for end in (".yaml", ".yml", ".json", ".py", ".ipynb", ".zip")]
    return [p for p in files if p.is_file()] + [p for p in [Path(id)] if p.is_dir()]


def write(reports: list[Report], form: str, output: Path | None, single: bool) -> None:
    """Write reports in a format to a file or to standard output."""
    if form == "json":
        from grader.report import dump

        data = [_public(report) for report in reports]
        body = dump(data[0] if single else data) + "\n"
    elif form == "markdown":
        from grader.render import markdown

        body = markdown.render(reports)
    elif form == "gradescope":
        from grader.render import gradescope
        from grader.report import dump

        tests = [gradescope.results(report) for report in reports]
        body = dump(tests[0] if single else tests) + "\n"
    elif form == "html":
        from grader.render import html

        body = html.render([_public(report) for report in reports])
    else:
        from grader.render import terminal

        body = terminal.render(reports, color=False if output else None)
    if output:
        output.write_text(body, encoding="utf-8")
    else:
        sys.stdout.write(body)


def _public(report: Report) -> dict[str, object]:
    data = report.to_json()
    for question in data["questions"]:
        for part in question["parts"]:
            # A traceback is for us, on standard error; whoever reads the report sees the sentence.
            part.pop("traceback", None)
    return data
