"""A class at a glance: how its points are spread, which parts went wrong, and by which slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


def overview(graded: Sequence[Graded], files: Mapping[str, str], id: str, title: str, parts: Sequence[str]) -> Overview:
    """Return a class at a glance; `files` names each student's report, `parts` are the addresses in their order."""
    rows = {one.student: _row(one, files[one.student]) for one in graded}
    shares = sorted(row.percent for row in rows.values() if row.possible)
    middle = len(shares) // 2
    median = (shares[middle] + shares[-middle - 1]) / 2 if shares else None
    columns = Counter(min(BINS - 1, int(share * BINS / 100)) for share in shares)
    return Overview(
        id, title, tuple(rows.values()), tuple(columns[i] for i in range(BINS)),
        sum(shares) / len(shares) if shares else None, median,
        tuple(_part(address, graded) for address in parts), tuple(_slips(graded, rows, parts)),
    )  # fmt: skip


def _row(one: Graded, file: str) -> Row:
    points, possible = one.report["points"], one.report["possible"]
    status = "provisional" if one.status == "graded" and one.report["provisional"] else one.status
    return Row(one.student, file, points, possible, 100 * points / possible if possible else 0.0, status)


def _answers(graded: Iterable[Graded], address: str) -> Iterable[tuple[str, dict[str, Any]]]:
    for one in graded:
        for question in one.report["questions"]:
            for part in question["parts"]:
                if f"{question['id']}.{part['id']}" == address:
                    yield one.student, part


def _part(address: str, graded: Sequence[Graded]) -> PartSummary:
    answers = [part for _, part in _answers(graded, address)]
    outcomes = Counter(part["outcome"] for part in answers)
    marked = [part["credit"] for part in answers if part["outcome"] not in {"needs_review", "grader_error"}]
    return PartSummary(address, tuple(outcomes.most_common()), sum(marked) / len(marked) if marked else 0.0)


def _slips(graded: Sequence[Graded], rows: Mapping[str, Row], parts: Sequence[str]) -> list[SlipSummary]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for address in parts:
        for student, part in _answers(graded, address):
            if part["misconception"]:
                said = next((s for s in part["feedback"] if s.startswith("looks like")), "")
                found.setdefault((address, part["misconception"]), []).append((student, said))
    slips = []
    for (address, id), cases in found.items():
        [(says, _)] = Counter(said for _, said in cases).most_common(1)
        slips.append(SlipSummary(address, id, says or id, tuple(rows[student] for student, _ in cases)))
    return sorted(slips, key=lambda slip: -len(slip.students))
