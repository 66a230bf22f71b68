"""The worked solution of a question: every quantity in the order of the chain, with its formula, value and gradient.

Beside it, for a TA, what one student answered, so that it shows where the chain broke.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.assignment import ChoicePart, FunctionPart, WrittenPart
from grader.calling import asked_of
from grader.cases import draw, random
from grader.errors import AuthorError, Problem, did_you_mean
from grader.graph import LOSSES, jacobian
from grader.key import Key, PartKey, QuestionKey
from grader.report import Outcome, PartResult, Report
from grader.wording import array, listed

_BROKEN = {Outcome.INCORRECT, Outcome.PARTIAL}


@dataclass(frozen=True)
class Response:
    """What a student answered to one part, and what became of it."""

    part: str
    yours: str
    outcome: Outcome


@dataclass(frozen=True)
class Line:
    """One quantity or given."""

    name: str
    formula: str
    """What it is: the author's words for a function, the formula itself where that defines it; `given` for a given."""
    value: str
    gradient: str
    """The derivative of the question's loss by it; empty where there is none."""
    responses: tuple[Response, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """The worked solution of one question."""

    question: str
    title: str
    where: str
    """At which data the values are taken."""
    of: str
    """The scalar that the gradients are of; empty where the question has none."""
    lines: tuple[Line, ...]
    others: tuple[str, ...] = ()
    """The answers of parts that ask for no quantity, a sentence each."""
    student: str = ""
    broke: str = ""
    """Where the student's chain broke first, in words."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "question": self.question, "title": self.title, "at": self.where, "gradients_of": self.of or None,
            "quantities": [
                {
                    "name": line.name, "formula": line.formula, "value": line.value, "gradient": line.gradient or None,
                    "responses": [{"part": r.part, "yours": r.yours, "outcome": str(r.outcome)} for r in line.responses],
                }
                for line in self.lines
            ],
            "other_parts": list(self.others), "student": self.student or None, "broke": self.broke or None,
        }  # fmt: skip


def explain(key: Key, address: str = "", report: Report | None = None) -> list[Explanation]:
    """Return the worked solution of a question (`q1`), of what one part needs (`q1.dw`), or of all questions.

    With a `report`, the student's answers stand beside it.

    Errors: AuthorError, where the address names nothing.
    """
    id, _, part = address.partition(".")
    if id and id not in key.questions:
        hint = did_you_mean(id, key.questions) or f"its questions: {', '.join(key.questions)}"
        raise AuthorError(Problem(f"{key.id} has no question '{id}'", hint=hint))
    questions = [key.questions[id]] if id else list(key.questions.values())
    if part and part not in questions[0].parts:
        known = questions[0].parts
        hint = did_you_mean(part, known) or f"its parts: {', '.join(known)}"
        raise AuthorError(Problem(f"{id} has no part '{part}'", hint=hint))
    results = {(q.id, p.id): p for q, p in report.parts()} if report else {}
    student = report.student if report else ""
    return [_question(key, question, part, results, student) for question in questions]


def _question(
    key: Key, question: QuestionKey, part: str, results: Mapping[tuple[str, str], PartResult], student: str
) -> Explanation:
    parts = [question.parts[part]] if part else list(question.parts.values())
    asked = list(dict.fromkeys(name for bound in parts for name in _quantities(bound)))
    order = question.graph.order(asked)
    inputs = [name for name in question.graph.inputs(asked) if name not in question.dims]
    given, where = _data(key, question, inputs)
    world = question.graph.world(given)
    whole = question.graph.order(dict.fromkeys(n for bound in question.parts.values() for n in _quantities(bound)))
    of = _loss(question, [n for n in whole if all(i in given for i in question.graph.inputs([n]))], world)
    responses = _responses(list(question.parts.values()), question, results)
    lines = []
    for name in [*inputs, *order]:
        quantity = question.graph.quantities.get(name)
        formula = "given" if quantity is None else quantity.doc or "computed"
        value = _shown(world, name)
        lines.append(Line(name, formula, value, _gradient(question, given, of, name), tuple(responses.get(name, ()))))
    others = [sentence for bound in parts if (sentence := _other(bound))]
    return Explanation(
        question.id, question.question.title, where if lines else "", of, tuple(lines), tuple(others), student,
        _broke(lines) if student else "",
    )  # fmt: skip


def _quantities(bound: PartKey) -> list[str]:
    names = [bound.quantity] if bound.quantity else []
    if isinstance(bound.part, FunctionPart):
        names += asked_of(bound)
    return names


def _data(key: Key, question: QuestionKey, inputs: list[str]) -> tuple[Mapping[str, Any], str]:
    """Return the question's own data; what it does not give is drawn."""
    missing = [name for name in inputs if name not in question.values]
    if not missing:
        return question.values, "at the given values"
    rng = random(key.id, question.id, "explain")
    drawn = draw(rng, missing, {}, question.samplers, question.dims, magnitudes=True, free=True)
    given = any(name in question.given for name in inputs)
    where = "at the given values, and sampled ones of the rest" if given else "at sampled values, since none are given"
    return {**question.values, **drawn}, where


def _loss(question: QuestionKey, order: list[str], world: Mapping[str, Any]) -> str:
    """Return the scalar that the gradients of a question are of: what they claim, else a loss by its name, else the last."""
    quantities = question.graph.quantities
    claimed = Counter(g.of for name in order if (g := quantities[name].gradient))
    for name, _ in claimed.most_common():
        if _scalar(world, name):
            return name
    if claimed:
        return ""
    scalars = [name for name in order if _scalar(world, name)]
    # After the loss there may come gradients and new weights, scalars too.
    scalars = [name for name in scalars if name.casefold() in LOSSES] or scalars
    return scalars[-1] if scalars and len(order) > 1 else ""


def _scalar(world: Mapping[str, Any], name: str) -> bool:
    try:
        return np.ndim(world[name]) == 0
    except AuthorError:
        return False


def _gradient(question: QuestionKey, given: Mapping[str, Any], of: str, name: str) -> str:
    if not of or name not in question.graph.ancestors(of):
        return ""
    try:
        if np.asarray(question.graph.world(given)[name]).dtype.kind != "f":
            return ""
        value = jacobian(question.graph, given, of, name)
        # What cancels to rounding is zero.
        return array(np.where(np.abs(value) < 1e-14 * np.max(np.abs(value), initial=0), 0, value))
    except (AuthorError, TypeError, ValueError):
        return ""


def _shown(world: Mapping[str, Any], name: str) -> str:
    try:
        return array(world[name])
    except (AuthorError, TypeError, ValueError):
        return ""


def _responses(
    parts: list[PartKey], question: QuestionKey, results: Mapping[tuple[str, str], PartResult]
) -> dict[str, list[Response]]:
    out: dict[str, list[Response]] = {}
    for bound in parts:
        result = results.get((question.id, bound.part.id))
        if result is not None and result.outcome is not Outcome.UNANSWERED:
            names = _quantities(bound)
            for name in names[-1:]:
                out.setdefault(name, []).append(Response(result.id, result.read_as or result.yours, result.outcome))
    return out


def _other(bound: PartKey) -> str:
    part = bound.part
    if isinstance(part, ChoicePart):
        return f"{part.id}: {listed(f'{k} ({part.choices[k]})' for k in part.answer)}"
    if isinstance(part, WrittenPart):
        return f"{part.id}: {'; '.join(item.text or item.id for item in part.rubric)}"
    if isinstance(part, FunctionPart):
        returned = listed(asked_of(bound)) or bound.quantity
        return f"{part.id}: {part.call or part.id} gives {returned}"
    return ""


def _broke(lines: list[Line]) -> str:
    """Return where the chain broke: the first answer, in the order of computation, that follows from nothing before it."""
    found = [r.part for line in lines for r in line.responses]
    broken = [r.part for line in lines for r in line.responses if r.outcome in _BROKEN]
    if not found:
        return "nothing was answered here"
    if not broken:
        return "every answer is right, or follows from the one before it"
    later = f"; after it {listed(broken[1:])} {'is' if len(broken) == 2 else 'are'} wrong as well" if broken[1:] else ""
    return f"the chain breaks at {broken[0]}{later}"
