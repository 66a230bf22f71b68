"""What several commands share: opening a key, reading reviews, saying what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from grader.assignment import WrittenPart
from grader.binding import open_key
from grader.course import find_assignment, find_course
from grader.document import printable, read_yaml
from grader.errors import AuthorError, Location, Problem, StudentError
from grader.grading import Reviews
from grader.key import Key
from grader.kinds.written import Review


def open_assignment(name: str, course: str | None) -> Key:
    """Return the key of an assignment given by id or path.

    Errors: AuthorError.
    """
    return open_key(find_assignment(find_course(Path.cwd(), course), name))


def warn(text: str) -> None:
    """Print on standard error what may hold a student's own words or file names: no control character acts there."""
    click.echo(printable(text), err=True)


def complain(problems: Iterable[Problem]) -> None:
    """Print problems on standard error, one after the other."""
    for problem in problems:
        warn(str(with_line(problem)))


def with_line(problem: Problem) -> Problem:
    """Return the problem with its author's own line, where it has a place and nobody kept the line: a reference's."""
    at = problem.location
    if at is None or problem.source:
        return problem
    try:
        lines = Path(at.file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return problem
    return replace(problem, source=lines[at.line - 1] if at.line <= len(lines) else "")


def read_reviews(path: Path | None, key: Key) -> Reviews:
    """Read a TA's marks: YAML as student → part → rubric item, or CSV with these as columns.

    Errors: StudentError with the place of what names nothing.
    """
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StudentError(Problem(f"{path}: cannot be read: {error}")) from None
    problems: list[Problem] = []
    known = {part.address: part.part for _, part in key.parts() if isinstance(part.part, WrittenPart)}
    out: dict[tuple[str, str, str], Review] = {}
    for student, address, marks, comment, location in _rows(path, text, problems):
        if address not in known:
            problems.append(
                Problem(
                    f"'{address}' is no written part of {key.id}", location, hint=f"written parts: {', '.join(known)}"
                )
            )
            continue
        items = {item.id: item.points for item in known[address].rubric}
        points = {}
        for item, mark in marks.items():
            try:
                points[item] = Fraction(str(mark).strip())
            except (ValueError, ZeroDivisionError):
                problems.append(Problem(f"'{mark}' is no number of points", location))
                continue
            if item not in items:
                problems.append(
                    Problem(
                        f"the rubric of {address} has no item '{item}'", location, hint=f"its items: {', '.join(items)}"
                    )
                )
            elif not 0 <= points[item] <= items[item]:
                problems.append(Problem(f"{item} takes 0 to {items[item]} points, not {mark}", location))
        question, _, part = address.partition(".")
        before = out.get((student, question, part), Review())
        out[(student, question, part)] = Review({**before.points, **points}, comment or before.comment)
    if problems:
        raise StudentError(problems)
    return out


def _rows(path: Path, text: str, problems: list[Problem]) -> list[tuple[str, str, dict[str, Any], str, Location]]:
    if path.suffix == ".csv":
        out = []
        for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
            missing = [c for c in ("student", "part", "item", "points") if c not in row]
            if missing:
                problems.append(
                    Problem(
                        f"the columns are student, part, item, points, comment; missing: {', '.join(missing)}",
                        Location(str(path), 1),
                    )
                )
                return []
            marks = {row["item"]: row["points"]} if row["item"] else {}
            out.append((row["student"], row["part"], marks, row.get("comment") or "", Location(str(path), number)))
        return out
    document = read_yaml(text, str(path))
    problems += document.problems
    rows = []
    for student, parts in (document.data or {}).items() if isinstance(document.data, dict) else ():
        for address, marks in parts.items() if isinstance(parts, dict) else ():
            location = document.locate_key((student, address))
            if not isinstance(marks, dict):
                problems.append(document.problem("marks are a mapping: rubric item → points, and a comment", location))
                continue
            comment = str(marks.get("comment") or "")
            rows.append(
                (
                    student,
                    address,
                    {k: v for k, v in marks.items() if k != "comment" and v is not None},
                    comment,
                    location,
                )
            )
    return rows


__all__ = ["AuthorError", "StudentError", "complain", "open_assignment", "read_reviews", "warn", "with_line"]
