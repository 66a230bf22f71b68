"""What became different between two gradings of a class: whose points, in which part, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from grader.gradebook.classwork import Graded


class Change(NamedTuple):
    """One part of one student that is worth something else now."""

    student: str
    part: str
    before: tuple[float, str] | None
    """Points and outcome; None where there was no such part."""
    after: tuple[float, str] | None


class Difference(NamedTuple):
    """All of it."""

    changes: tuple[Change, ...]
    totals: tuple[tuple[str, float | None, float | None], ...]
    """Student, points before, points after, only where they differ; None where there was no such student."""
    same: int
    """Students of whom nothing changed."""


def difference(old: Iterable[Graded], new: Iterable[Graded]) -> Difference:
    """Return what is different in `new`, by student, in the parts' order."""
    before, after = ({one.student: one for one in side} for side in (old, new))
    changes: list[Change] = []
    totals: list[tuple[str, float | None, float | None]] = []
    students = sorted(before.keys() | after.keys())
    for student in students:
        points = [side[student].report["points"] if student in side else None for side in (before, after)]
        if points[0] != points[1]:
            totals.append((student, points[0], points[1]))
        if None in points:
            continue  # of whom there is nothing to compare
        was, is_ = (_parts(side[student]) for side in (before, after))
        changes += [
            Change(student, part, was.get(part), is_.get(part))
            for part in dict.fromkeys([*is_, *was])
            if was.get(part) != is_.get(part)
        ]
    touched = {change.student for change in changes} | {student for student, *_ in totals}
    return Difference(tuple(changes), tuple(totals), len(students) - len(touched))


def _parts(one: Graded) -> dict[str, tuple[float, str]]:
    return {f"{q['id']}.{p['id']}": (p["points"], p["outcome"]) for q in one.report["questions"] for p in q["parts"]}
