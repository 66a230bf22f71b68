"""What grading found: outcome, credit and words for each part. Data only; points are exact fractions until they are shown."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader import __version__

SCHEMA = 1


class Outcome(StrEnum):
    """What became of one part."""

    CORRECT = "correct"
    FOLLOW_THROUGH = "follow_through"
    PARTIAL = "partial"
    INCORRECT = "incorrect"
    UNANSWERED = "unanswered"
    UNREADABLE = "unreadable"
    NEEDS_REVIEW = "needs_review"
    GRADER_ERROR = "grader_error"


@dataclass(frozen=True)
class Remark:
    """One sentence of feedback."""

    text: str
    hint: str | None = None
    """What of it may be shown where expected values may not: it holds none, and nothing they could be read off from."""

    @classmethod
    def open(cls, text: str) -> Remark:
        """Return a sentence without secrets, the same at both levels."""
        return cls(text, text)


@dataclass(frozen=True)
class Row:
    """One line of a table below a part: a node of a graph with its value, a case of a function with its verdict."""

    cells: tuple[str, ...]
    good: bool | None = None


@dataclass(frozen=True)
class PartResult:
    """What became of one part, and why."""

    id: str
    kind: str
    possible: Fraction
    credit: Fraction
    outcome: Outcome
    misconception: str | None = None
    followed: tuple[str, ...] = ()
    read_as: str | None = None
    yours: str = ""
    """The response in short, for a table."""
    remarks: tuple[Remark, ...] = ()
    heading: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    """A table that belongs to the part, with its heading."""
    traceback: str = ""
    """For us: where our own code failed."""

    @cached_property
    def points(self) -> Fraction:
        """Points earned so far; none while a person or we ourselves have work to do on it."""
        return Fraction(0) if self.open else self.credit * self.possible

    @property
    def open(self) -> bool:
        """Whether the last word is not spoken."""
        return self.outcome in {Outcome.NEEDS_REVIEW, Outcome.GRADER_ERROR}

    @property
    def feedback(self) -> tuple[str, ...]:
        """The sentences."""
        return tuple(remark.text for remark in self.remarks)


@dataclass(frozen=True)
class QuestionResult:
    """The parts of one question."""

    id: str
    title: str
    parts: tuple[PartResult, ...]

    @cached_property
    def points(self) -> Fraction:
        """The sum of its parts' points."""
        return sum((part.points for part in self.parts), Fraction(0))

    @cached_property
    def possible(self) -> Fraction:
        """The points that its parts could earn."""
        return sum((part.possible for part in self.parts), Fraction(0))


@dataclass(frozen=True)
class Report:
    """One submission's outcome."""

    assignment: str
    title: str
    student: str
    submission: str
    questions: tuple[QuestionResult, ...]
    isolation: str = "none needed: no code was run"
    notes: tuple[str, ...] = ()
    """About the submission as a whole: parts nobody asked for, stand-ins used, cells skipped."""
    made_with: str = field(default=__version__)

    @cached_property
    def points(self) -> Fraction:
        """Points earned so far."""
        return sum((question.points for question in self.questions), Fraction(0))

    @cached_property
    def possible(self) -> Fraction:
        """Points that could be earned."""
        return sum((question.possible for question in self.questions), Fraction(0))

    @property
    def provisional(self) -> bool:
        """Whether a part waits for review, or met an error of ours: then the total may still rise."""
        return any(part.open for _, part in self.parts())

    @property
    def percent(self) -> float:
        """Points in percent of the possible ones; 100 where nothing could be earned."""
        return float(100 * self.points / self.possible) if self.possible else 100.0

    def parts(self) -> Iterator[tuple[QuestionResult, PartResult]]:
        """Go through all parts in their order."""
        for question in self.questions:
            for part in question.parts:
                yield question, part

    def at(self, level: str) -> Report:
        """Return what a student may see at a feedback level: `full`, `hints` (no expected value) or `score`."""
        if level == "full":
            return self
        return replace(
            self,
            questions=tuple(replace(q, parts=tuple(_at(part, level) for part in q.parts)) for q in self.questions),
        )

    def only(self, question: str) -> Report:
        """Return the report of one question alone."""
        return replace(self, questions=tuple(q for q in self.questions if q.id == question))

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form; strict JSON, never NaN."""
        return {
            "schema": SCHEMA,
            "assignment": self.assignment,
            "title": self.title,
            "student": self.student,
            "submission": self.submission,
            "points": shown(self.points),
            "possible": shown(self.possible),
            "provisional": self.provisional,
            "isolation": self.isolation,
            "made_with": self.made_with,
            "notes": list(self.notes),
            "questions": [
                {
                    "id": question.id,
                    "title": question.title,
                    "points": shown(question.points),
                    "possible": shown(question.possible),
                    "parts": [_part_json(part) for part in question.parts],
                }
                for question in self.questions
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """Return the report of its JSON form; exact fractions travel as text beside the rounded numbers.

        Errors: KeyError, ValueError where the data is no report of ours.
        """
        if data["schema"] != SCHEMA:
            raise ValueError(f"a report of schema {data['schema']}; this version reads {SCHEMA}")
        questions = tuple(
            QuestionResult(q["id"], q["title"], tuple(_part_from(p) for p in q["parts"])) for q in data["questions"]
        )
        return cls(
            data["assignment"], data["title"], data["student"], data["submission"], questions, data["isolation"],
            tuple(data.get("notes", ())), data["made_with"],
        )  # fmt: skip


def dump(data: Any) -> str:
    """Return strict JSON text, for people: a line for each part, so that another mark is another line; signs as they are."""
    return _laid_out(data, 4 if isinstance(data, dict) else 5, "\n")


def _laid_out(value: Any, levels: int, margin: str) -> str:
    """Open the outer levels over several lines; what holds nothing nested, and all below, stands on one."""
    mapping = isinstance(value, dict)
    inner = value.values() if mapping else value if isinstance(value, list) else ()
    if not levels or not any(isinstance(one, dict | list) and one for one in inner):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    items = [_laid_out(one, levels - 1, margin + " ") for one in inner]
    if mapping:
        items = [f"{json.dumps(key, ensure_ascii=False)}: {item}" for key, item in zip(value, items, strict=True)]
    first, last = "{}" if mapping else "[]"
    return f"{first}{margin} {f',{margin} '.join(items)}{margin}{last}"


def shown(points: Fraction) -> int | float:
    """Round once, for showing: at most four decimals, a whole number as one."""
    if points.denominator == 1:
        return points.numerator
    return float(round(points, 4))


def text(points: Fraction) -> str:
    """Return points as people write them: 2, 2.5, 1.67."""
    number = float(round(points, 2))
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _at(part: PartResult, level: str) -> PartResult:
    if level == "score":
        return replace(part, remarks=(), rows=(), heading=(), misconception=None, read_as=None, followed=(), yours="")
    # `ratio:2` beside one's own number is the answer; that it is a ratio is the kind of slip.
    kind = "ratio" if (part.misconception or "").startswith("ratio:") else part.misconception
    hints = tuple(Remark.open(r.hint) for r in part.remarks if r.hint)
    return replace(part, remarks=hints, rows=(), heading=(), misconception=kind)


def _part_json(part: PartResult) -> dict[str, Any]:
    credit = float(part.credit)
    out: dict[str, Any] = {
        "id": part.id,
        "kind": part.kind,
        "points": shown(part.points),
        "possible": shown(part.possible),
        "credit": round(credit, 6) if math.isfinite(credit) else 0.0,
        "outcome": str(part.outcome),
        "misconception": part.misconception,
        "followed": list(part.followed),
        "read_as": part.read_as,
        "feedback": list(part.feedback),
        "yours": part.yours,
        "exact": [str(part.credit), str(part.possible)],
    }
    if any(remark.hint for remark in part.remarks):
        out["hints"] = [remark.hint for remark in part.remarks]
    if part.rows:
        out["table"] = {
            "heading": list(part.heading),
            "rows": [{"cells": list(row.cells), "good": row.good} for row in part.rows],
        }
    if part.traceback:
        out["traceback"] = part.traceback
    return out


def _part_from(data: dict[str, Any]) -> PartResult:
    hints = data.get("hints") or [None] * len(data["feedback"])
    credit, possible = (Fraction(x) for x in data["exact"])
    table = data.get("table", {"heading": (), "rows": ()})
    return PartResult(
        data["id"], data["kind"], possible, credit, Outcome(data["outcome"]), data["misconception"],
        tuple(data["followed"]), data["read_as"], data["yours"],
        tuple(Remark(sentence, hint) for sentence, hint in zip(data["feedback"], hints, strict=True)),
        tuple(table["heading"]), tuple(Row(tuple(r["cells"]), r["good"]) for r in table["rows"]), data.get("traceback", ""),
    )  # fmt: skip
