"""Number parts: a scalar, vector or matrix that was typed."""

from __future__ import annotations

from grader.key import PartKey, QuestionKey
from grader.numbers import NumberError, read_numbers
from grader.observation import Observation, Sample, shorten, unanswered, unreadable
from grader.submission import Response
from grader.wording import array


def observe(question: QuestionKey, part: PartKey, response: Response | None) -> Observation:
    """Read what was typed as numbers."""
    if response is None or response.value is None or response.value == "":
        return unanswered()
    try:
        typed = read_numbers(response.value)
    except NumberError as error:
        return unreadable(
            f"cannot be read: {error}" + (f" ({response.place})" if response.place else ""),
            shorten(str(response.value)),
        )
    return Observation(samples=(Sample(question.case, {part.quantity: typed}),), yours=array(typed.values))
