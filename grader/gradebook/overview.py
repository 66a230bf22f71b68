"""A class at a glance: how its points are spread, which parts went wrong, and by which slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from grader.gradebook.classwork import Graded

BINS = 10


class Row(NamedTuple):
    """One student."""

    student: str
    file: str
    """The name of the report, without folder and ending."""
    points: float
    possible: float
    percent: float
    status: str


class PartSummary(NamedTuple):
    """What the class made of one part."""

    address: str
    outcomes: tuple[tuple[str, int], ...]
    credit: float
    """The mean share of its points, over all who could be marked, in [0, 1]."""


class SlipSummary(NamedTuple):
    """A slip that was recognised, and whose it is."""

    part: str
    misconception: str
    says: str
    """The sentence that most of them were told."""
    students: tuple[Row, ...]


class Overview(NamedTuple):
    """All of it."""

    assignment: str
    title: str
    rows: tuple[Row, ...]
    columns: tuple[int, ...]
    """Students by tenths of the possible points; full marks are in the last."""
    mean: float | None
    median: float | None
    """In percent; None where nobody could be marked."""
    parts: tuple[PartSummary, ...]
    slips: tuple[SlipSummary, ...]
    """The most frequent first."""


def overview(graded: Sequence[Graded], files: Mapping[str, str], id: str, parts: Sequence[str] = ()) -> Overview:
    """Return a class at a glance; `files` names each student's report.

    `parts` are the addresses in the assignment's order; without them, that of the first report.
    """
    title = next((one.report["title"] for one in graded if one.report["title"]), "")
    rows = {one.student: _row(one, files[one.student]) for one in graded}
    shares = sorted(row.percent for row in rows.values() if row.possible)
    middle = len(shares) // 2
    median = (shares[middle] + shares[-middle - 1]) / 2 if shares else None
    columns = Counter(min(BINS - 1, int(share * BINS / 100)) for share in shares)
    answers: dict[str, list[tuple[Row, dict[str, Any]]]] = {address: [] for address in parts}
    for one in graded:
        for question in one.report["questions"]:
            for part in question["parts"]:
                answers.setdefault(f"{question['id']}.{part['id']}", []).append((rows[one.student], part))
    return Overview(
        id, title, tuple(rows.values()), tuple(columns[i] for i in range(BINS)),
        sum(shares) / len(shares) if shares else None, median,
        tuple(_part(address, [part for _, part in those]) for address, those in answers.items()),
        tuple(_slips(answers)),
    )  # fmt: skip


def _row(one: Graded, file: str) -> Row:
    points, possible = one.report["points"], one.report["possible"]
    return Row(one.student, file, points, possible, 100 * points / possible if possible else 0.0, one.status)


def _part(address: str, answers: Sequence[dict[str, Any]]) -> PartSummary:
    outcomes = Counter(part["outcome"] for part in answers)
    marked = [part["credit"] for part in answers if part["outcome"] not in {"needs_review", "grader_error"}]
    return PartSummary(address, tuple(outcomes.most_common()), sum(marked) / len(marked) if marked else 0.0)


def _slips(answers: Mapping[str, Sequence[tuple[Row, dict[str, Any]]]]) -> list[SlipSummary]:
    slips = []
    for address, those in answers.items():
        cases: dict[str, list[tuple[Row, str]]] = {}
        for row, part in those:
            if part["misconception"]:
                said = next((s for s in part["feedback"] if s.startswith("looks like")), "")
                cases.setdefault(part["misconception"], []).append((row, said))
        for id, found in cases.items():
            [(says, _)] = Counter(said for _, said in found).most_common(1)
            slips.append(SlipSummary(address, id, says or id, tuple(row for row, _ in found)))
    return sorted(slips, key=lambda slip: -len(slip.students))
