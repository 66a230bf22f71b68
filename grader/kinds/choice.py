"""Choice parts: one or several of the listed choices."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from grader.assignment import ChoicePart
from grader.errors import did_you_mean
from grader.key import PartKey
from grader.observation import Observation, unanswered, unreadable
from grader.report import Outcome, Remark
from grader.submission import Response
from grader.wording import listed


def observe(part: PartKey, response: Response | None) -> Observation:
    """Judge the choices made: the exact set, or with `partial: each` every decision for itself."""
    spec = cast(ChoicePart, part.part)
    if response is None or response.value in (None, "", []):
        return unanswered()
    raw = response.value if isinstance(response.value, list) else [response.value]
    if len(raw) == 1 and isinstance(raw[0], str) and raw[0].strip() not in spec.choices:
        raw = raw[0].replace(",", " ").split() if _all_known(raw[0], spec) else raw
    chosen: list[str] = []
    for item in raw:
        key = _find(str(item).strip(), spec.choices)
        if key is None:
            hint = did_you_mean(str(item), spec.choices)
            known = ", ".join(spec.choices)
            return unreadable(f"'{item}' is none of the choices {known}" + (f"; {hint}" if hint else ""), str(item))
        if key not in chosen:
            chosen.append(key)
    right, made = set(spec.answer), set(chosen)
    yours = ", ".join(chosen)
    if made == right:
        return Observation(outcome=Outcome.CORRECT, credit=Fraction(1), yours=yours)
    if len(right) == 1 and len(made) > 1:
        return Observation(outcome=Outcome.INCORRECT, yours=yours, remarks=(Remark.open("one choice is asked for"),))
    said = Remark(f"the answer is {listed(f'{k} ({spec.choices[k]})' for k in spec.answer)}")
    credit = Fraction(0)
    if spec.partial == "each" and len(right) > 1:
        # Ticking everything must not pay: each wrong tick takes back what a right one earned.
        credit = max(Fraction(0), Fraction(len(made & right) - len(made - right), len(right)))
    outcome = Outcome.PARTIAL if credit else Outcome.INCORRECT
    return Observation(outcome=outcome, credit=credit, yours=yours, remarks=(said,))


def _all_known(text: str, spec: ChoicePart) -> bool:
    return all(_find(piece, spec.choices) is not None for piece in text.replace(",", " ").split())


def _find(text: str, choices: dict[str, str]) -> str | None:
    """Return the choice that is meant: by its key, or by its whole text."""
    for key, words in choices.items():
        if text.casefold() in {key.casefold(), words.strip().casefold()}:
            return key
    return None
