"""Formula parts: compared with the answer at sampled points, never by computer algebra."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, cast

import numpy as np

from grader.assignment import FormulaPart
from grader.cases import Case
from grader.equality import Tolerance, Typed
from grader.errors import AuthorError
from grader.formula import Formula, FormulaError, parse
from grader.key import PartKey, QuestionKey
from grader.observation import Observation, Sample, shorten, unanswered, unreadable
from grader.points import MOST, enough, points_of
from grader.submission import Response

_TIMES = re.compile(r"×|\\times\b|(?<=[\w)]) x (?=[\w(])")
_IN_SPACE = re.compile(r"^.*(?:\\mathbb\{R\}|ℝ|\bR)\s*\^\s*\{?")
EXACT = Tolerance(rtol=1e-9, atol=1e-12, digits=17)
"""Two formulas are equal at a point within this."""


def observe(assignment: str, question: QuestionKey, part: PartKey, response: Response | None) -> Observation:
    """Read the formula and evaluate it at the question's points."""
    if response is None or response.value in (None, "", []):
        return unanswered()
    text = as_text(response.value)
    # Many students write the same: what a formula amounts to is worked out once.
    known: dict[str, Observation] = question.streams.setdefault(f"formulas {part.address}", {})
    if text not in known:
        if len(known) >= 1000:
            known.clear()
        known[text] = _observe(assignment, question, part, text)
    return known[text]


def _observe(assignment: str, question: QuestionKey, part: PartKey, text: str) -> Observation:
    spec = cast(FormulaPart, part.part)
    answer = question.graph.quantities[part.quantity].formula
    if answer is not None and answer.is_shape:
        text = as_shape(text)
    scope = question.scope(spec.indices)
    try:
        formula = parse(text, scope)
        samples = evaluate(assignment, question, part, formula, spec.sample)
    except FormulaError as error:
        return unreadable(str(error), shorten(text))
    if not _is_shaped(samples[0], question, part):
        # `θ·x` is the scalar product to many; entry by entry it has not the shape of the answer.
        with suppress(FormulaError):
            dotted = parse(text, replace(scope, scalar_products=True))
            again = evaluate(assignment, question, part, dotted, spec.sample) if dotted != formula else samples
            if _is_shaped(again[0], question, part):
                formula, samples = dotted, again
    at = partial(_at, question, part, formula)
    return Observation(samples=samples, tolerance=EXACT, read_as=str(formula), yours=shorten(text), at=at)


def _is_shaped(sample: Sample, question: QuestionKey, part: PartKey) -> bool:
    """Return whether a formula's value at a point has the shape of the answer."""
    expected = np.asarray(question.world(sample.case)[part.quantity])
    return bool(sample.values[part.quantity].values.shape == expected.shape)


def as_shape(text: str) -> str:
    """Return `(d, 1)` for `d × 1`, which is how a sheet writes a shape; other texts as they are."""
    sizes = _IN_SPACE.sub("", text.strip().strip("$"))
    pieces = _TIMES.split(sizes.strip().removesuffix("}"))
    return f"({', '.join(piece.strip() for piece in pieces)})" if len(pieces) > 1 else text


def as_text(value: Any) -> str:
    """Return a formula's text; YAML makes lists of `[a, b]`, which is how vectors and matrices are written."""
    if isinstance(value, list):
        return "[" + ", ".join(as_text(item) for item in value) + "]"
    if isinstance(value, dict):
        # An unquoted `{a}` is a YAML mapping of one key without a value.
        return "{" + ", ".join(f"{k}: {as_text(v)}" if v is not None else str(k) for k, v in value.items()) + "}"
    return str(value)


def evaluate(
    assignment: str, question: QuestionKey, part: PartKey, formula: Formula, extra: dict[str, Any]
) -> tuple[Sample, ...]:
    """Return the formula's values at enough points: where the answer is finite, on both sides of each kink."""
    points = points_of(assignment, question, extra)
    needed = used(formula)
    indices = cast(FormulaPart, part.part).indices
    answer = question.graph.quantities[part.quantity].formula
    seen: dict[Any, set[int]] = {}
    samples: list[Sample] = []
    for index in range(MOST):
        case = points[index]
        world = question.world(case)
        expected = np.asarray(world[part.quantity])
        if not np.isfinite(expected.astype(complex)).all():
            continue
        values = {name: world[name] for name in needed}
        sizes = dict(zip(indices, expected.shape, strict=False))
        value = _note_kinks(formula, values, sizes, seen, "response")
        if answer is not None:
            _note_kinks(answer, {n: world[n] for n in used(answer)}, sizes, seen, "answer")
        samples.append(Sample(case, {part.quantity: Typed.exact(np.real(_as_asked(formula, value, expected)))}))
        if enough(len(samples), seen):
            break
    if not samples:
        raise AuthorError([])
    return tuple(samples)


def _at(question: QuestionKey, part: PartKey, formula: Formula, case: Case) -> Sample | None:
    """Return the formula's value at one more point."""
    world = question.world(case)
    expected = np.asarray(world[part.quantity])
    sizes = dict(zip(cast(FormulaPart, part.part).indices, expected.shape, strict=False))
    try:
        value = formula.evaluate({name: world[name] for name in used(formula)}, sizes)
    except FormulaError:
        return None
    return Sample(case, {part.quantity: Typed.exact(np.real(_as_asked(formula, value, expected)))})


def _as_asked(formula: Formula, value: Any, expected: Any) -> Any:
    """Return the value in the answer's own form, where two ways of writing mean the same.

    In `(y_k − t_k) x` no letter runs over the second axis, the vector does; and `(d,)` is how NumPy writes the shape `(d, 1)`.
    """
    if value.ndim == expected.ndim + len(formula.idle_axes) and formula.idle_axes:
        for axis in reversed(formula.idle_axes):
            value = np.take(value, 0, axis)
    if formula.shape_of_vector and expected.shape == (2,) and expected[1] == 1:
        value = np.append(value, 1.0)
    return value


def used(formula: Formula) -> list[str]:
    """Return the names and the sizes that a formula needs values of."""
    return sorted(formula.names | formula.sizes)


def _note_kinks(
    formula: Formula, values: dict[str, Any], sizes: dict[str, int], seen: dict[Any, set[int]], whose: str
) -> Any:
    value, kinks = formula.evaluate_with_kinks(values, sizes)
    for site, signs in kinks.items():
        found = seen.setdefault((whose, site), set())
        found.update(int(s) for s in np.unique(np.sign(np.real(signs))) if s)
    return value
