"""`grade list`, `grade start`, `grade check`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from grader.assignment import Assignment
from grader.cli.common import AuthorError, complain, open_assignment, warn, with_line
from grader.course import assignments, display, find_assignment, find_course
from grader.document import read_yaml
from grader.reading import read_assignment
from grader.report import text


def list_assignments(course: str | None) -> int:
    """Print id, title, points and number of parts of each assignment."""
    try:
        folder = find_course(Path.cwd(), course)
    except AuthorError as error:
        complain(error.problems)
        return 2
    rows, code = [], 0
    for id, path in assignments(folder).items():
        try:
            found = _read(path)
        except AuthorError as error:
            complain(error.problems)
            code = 2
            continue
        parts = sum(len(question.parts) for question in found.questions)
        rows.append((id, found.title, f"{text(found.points)} points", f"{parts} part{'s' * (parts != 1)}"))
    if not rows and not code:
        warn(f"no assignments in {display(folder / 'assignments')}")
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(4)]
    for row in rows:
        click.echo(f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]:>{widths[3]}}")
    return code


def _read(path: Path) -> Assignment:
    return read_assignment(read_yaml(path.read_text(encoding="utf-8-sig"), display(path)))


def start(assignment: str, folder: Path, student: str, course: str | None) -> int:
    """Write the templates of an assignment; never over a file that is there."""
    from grader.template import module_template, yaml_template

    try:
        key = open_assignment(assignment, course)
    except AuthorError as error:
        complain(error.problems)
        return 2
    files = {f"{key.id}.yaml": yaml_template(key, student)}
    module = module_template(key)
    if module:
        files[f"{key.id}.py"] = module
    there = [name for name in files if (folder / name).exists()]
    if there:
        warn(f"{display(folder / there[0])} is already there; it is left as it is, and nothing is written")
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
        click.echo(f"wrote {display(folder / name)}")
    click.echo(f"fill in what you have, then: grade --assignment {assignment}")
    return 0


def show(assignment: str, part: str | None, course: str | None) -> int:
    """Print a task as a student sees it: text, data, what is asked; no answer."""
    from grader.render.task import render

    try:
        key = open_assignment(assignment, course)
    except AuthorError as error:
        complain(error.problems)
        return 2
    question, _, id = (part or "").partition(".")
    if question and (question not in key.questions or (id and id not in key.questions[question].parts)):
        known = list(key.questions[question].parts) if question in key.questions else list(key.questions)
        warn(f"{key.id} has no '{part}'; there are: {', '.join(known)}")
        return 2
    click.echo(render(key, question, id), nl=False)
    return 0


def check(assignments: tuple[str, ...], course: str | None, strict: bool) -> int:
    """Check assignments, all of the course where none is named; 1 where one has an error."""
    from grader.binding import open_key
    from grader.check import check as lint

    try:
        folder = find_course(Path.cwd(), course)
        paths = [find_assignment(folder, name) for name in assignments] or list(_all(folder))
    except AuthorError as error:
        complain(error.problems)
        return 2
    code = 0
    for path in paths:
        try:
            key = open_key(path)
            problems = lint(key)
        except AuthorError as error:
            key, problems = None, list(error.problems)
        errors = [p for p in problems if p.severity == "error"]
        warnings = [p for p in problems if p.severity != "error"]
        for problem in (*errors, *warnings):
            click.echo(str(with_line(problem)))
        if errors or (strict and warnings):
            code = 1
        if errors or key is None:
            click.echo(
                f"{display(path)}: {_count(errors, 'error')}" + (f", {_count(warnings, 'warning')}" if warnings else "")
            )
            continue
        gradients = sum(
            q.gradient is not None for question in key.questions.values() for q in question.graph.quantities.values()
        )
        parts = sum(len(question.parts) for question in key.questions.values())
        said = f", {_count(warnings, 'warning')}" if warnings else ""
        click.echo(
            f"{display(path)}: {parts} parts, {gradients} gradients agree with complex-step differentiation{said}"
        )
    return code


def _all(folder: Path) -> list[Path]:
    return list(assignments(folder).values())


def _count(items: Sequence[object], word: str) -> str:
    return f"{len(items)} {word}{'s' * (len(items) != 1)}"
