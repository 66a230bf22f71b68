"""Written parts: an answer in words, which a person marks along a rubric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from grader.assignment import WrittenPart
from grader.key import PartKey
from grader.observation import Observation, shorten, unanswered
from grader.report import Outcome, Remark, text
from grader.submission import Response


@dataclass(frozen=True)
class Review:
    """A person's marks for one written part: points by rubric item, and words."""

    points: Mapping[str, Fraction] = field(default_factory=dict)
    comment: str = ""


def observe(part: PartKey, response: Response | None, review: Review | None = None) -> Observation:
    """Hold the answer ready for review, or count a review's points."""
    spec = cast(WrittenPart, part.part)
    answer = _words(response)
    if not answer and review is None:
        return unanswered()
    if review is None:
        asked = ", ".join(f"{item.id} ({text(item.points)})" for item in spec.rubric)
        return Observation(
            outcome=Outcome.NEEDS_REVIEW,
            yours=shorten(answer),
            remarks=(Remark.open(f"a person reads this answer, for: {asked}"),),
        )
    earned = sum((min(review.points.get(item.id, Fraction(0)), item.points) for item in spec.rubric), Fraction(0))
    credit = earned / part.part.points if part.part.points else Fraction(1)
    remarks = [
        Remark(f"{item.text}: {text(review.points.get(item.id, Fraction(0)))} of {text(item.points)}")
        for item in spec.rubric
    ]
    if review.comment:
        remarks.append(Remark.open(review.comment))
    outcome = Outcome.CORRECT if credit == 1 else Outcome.PARTIAL if credit else Outcome.INCORRECT
    return Observation(outcome=outcome, credit=credit, yours=shorten(answer), remarks=tuple(remarks))


def _words(response: Response | None) -> str:
    if response is None or response.value is None:
        return ""
    value = response.value
    return " ".join(str(v) for v in value) if isinstance(value, list) else str(value).strip()
