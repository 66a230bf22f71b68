"""Lint of an assignment: an answer key that cannot be wrong.

Every gradient of a reference is held against complex-step differentiation of what it claims to differentiate, at the givens
and at sampled points; every part must have a finite answer, every case must be drawable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.assignment import FormulaPart, FunctionPart, GraphPart, NumberPart
from grader.calling import call_form, expected_names
from grader.cases import SampleError, draw, random
from grader.drawing import cases_of
from grader.errors import AuthorError, Problem
from grader.graph import LOSSES, Quantity, jacobian
from grader.key import Key, PartKey, QuestionKey
from grader.mutants import mutants, trials
from grader.points import points_of
from grader.wording import number, place, shape

POINTS = 4
"""Sampled points at which gradients are checked, beside the givens."""
RTOL = 1e-7
"""Complex steps are exact to rounding; this leaves room for the reference's own rounding."""


def check(key: Key) -> list[Problem]:
    """Return everything that is wrong or doubtful in an assignment that can be opened."""
    problems: dict[tuple[str, str], Problem] = {}
    for question in key.questions.values():
        found = [
            *_gradients(key, question),
            *_unclaimed(key, question),
            *_answers(key, question),
            *_data(key, question),
        ]
        if not any(problem.severity == "error" for problem in found):
            # A key that has no answers yet cannot be tried.
            found += [*trials(key, question), *mutants(key, question)]
        for problem in found:
            problems.setdefault((str(problem.location), problem.message), problem)
    return list(problems.values())


def _gradients(key: Key, question: QuestionKey) -> Iterator[Problem]:
    failed: set[str] = set()
    for where, given in _worlds(key, question):
        for quantity in question.graph.quantities.values():
            if quantity.gradient and quantity.name not in failed:
                problem = _gradient(question, quantity, given, where)
                if problem:
                    failed.add(quantity.name)
                    yield problem


def _unclaimed(key: Key, question: QuestionKey) -> Iterator[Problem]:
    """Doubt a `dw` of `define:`, which claims nothing but by its name, where it is ∂L/∂w but for a sign or a factor 2."""
    graph, given = question.graph, question.values
    losses = [name for name in graph.quantities if name.casefold() in LOSSES]
    for name in question.question.define:
        wrt = name[1:] if name.startswith("d") else ""
        if len(losses) != 1 or wrt not in graph.ancestors(losses[0]):
            continue
        try:
            stated, true = np.asarray(graph.world(given)[name]), jacobian(graph, given, losses[0], wrt)
        except (AuthorError, TypeError, ValueError):
            continue
        if stated.shape != true.shape or not true.any():
            continue
        for factor, words in ((-1, "its sign"), (2, "a factor 2"), (0.5, "a factor ½"), (-2, "a factor −2")):
            if np.allclose(stated, factor * true, rtol=RTOL, atol=0):
                location = key.document.locate(("questions", list(key.questions).index(question.id), "define", name))
                message = f"'{name}' is ∂{losses[0]}/∂{wrt} but for {words} (at the given values)"
                yield key.document.problem(message, location, severity="warning")


def _worlds(key: Key, question: QuestionKey) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Go through the givens and some sampled points; what has no sampler is scaled a little, targets stay."""
    if question.given:
        yield "at the given values", question.values
    rng = random(key.id, question.id, "check")
    names = [*question.given, *(n for n in question.samplers if n not in question.given), *question.free]
    for index in range(POINTS):
        try:
            values = draw(rng, names, question.given, question.samplers, question.dims, free=False)
        except SampleError:
            return
        for name, value in values.items():
            whole = np.equal(np.asarray(value, dtype=float), np.round(np.asarray(value, dtype=float))).all()
            if name not in question.samplers and not whole:
                values[name] = value * rng.uniform(0.5, 1.5, np.shape(value))
        if not question.samplers and index:
            return
        yield f"at sampled point {index + 1}", {**question.dims, **values}


def _gradient(question: QuestionKey, quantity: Quantity, given: Mapping[str, Any], where: str) -> Problem | None:
    claim = quantity.gradient
    assert claim is not None
    if any(name not in given for name in question.graph.inputs([quantity.name, claim.of])):
        return None
    what = f"'{quantity.name}' claims to be ∂{claim.of}/∂{claim.wrt}"
    try:
        stated = np.asarray(question.graph.world(given)[quantity.name])
        true = jacobian(question.graph, given, claim.of, claim.wrt)
    except AuthorError as error:
        return Problem(f"{what}, which cannot be checked: {error.problems[0].message}", quantity.location)
    except (TypeError, ValueError) as error:
        return Problem(f"{what}, which cannot be checked with complex numbers: {error}", quantity.location)
    if stated.shape != true.shape:
        message = f"{what}, but has shape {shape(stated.shape)} where the derivative has {shape(true.shape)} ({where})"
        return Problem(message, quantity.location)
    if not np.isfinite(true).all() or not np.isfinite(stated).all():
        return Problem(f"{what}, but is not finite {where}", quantity.location)
    largest = float(np.max(np.abs(true), initial=0.0))
    off = np.abs(stated - true)
    if (off <= RTOL * max(largest, 1e-9)).all():
        return None
    if _on_a_kink(question, given, claim.of, claim.wrt):
        message = f"'{claim.of}' has a kink {where}: its derivative by {claim.wrt} differs from side to side there"
        return Problem(message, quantity.location, hint="move the data off the kink", severity="warning")
    at = np.unravel_index(int(np.argmax(off)), off.shape)
    entry = f"entry {place(int(i) for i in at)} is" if stated.ndim else "it is"
    ratio = ""
    with np.errstate(all="ignore"):
        ratios = (stated / true)[np.abs(true) > 1e-9 * largest]
    if ratios.size and np.allclose(ratios, ratios[0], rtol=1e-6):
        ratio = {-1.0: "; every entry has the wrong sign"}.get(
            round(float(ratios[0]), 6), f"; every entry is {number(ratios[0])} times the derivative"
        )
    message = (
        f"{what}, but {entry} {number(stated[at])} where differentiation gives {number(true[at])} ({where}){ratio}"
    )
    return Problem(message, quantity.location)


def _on_a_kink(question: QuestionKey, given: Mapping[str, Any], of: str, wrt: str) -> bool:
    """Whether small steps to either side give different derivatives."""
    graph = question.graph
    base = np.asarray(graph.world(given)[wrt], dtype=float)
    slopes = []
    for step in (1e-7, -1e-7):
        moved = base + step * np.maximum(1, np.abs(base))
        other = {**given, wrt: moved} if wrt not in graph.quantities else given
        try:
            if wrt in graph.quantities:
                return False
            slopes.append(jacobian(graph, other, of, wrt))
        except AuthorError:
            return False
    return not np.allclose(slopes[0], slopes[1], rtol=1e-3, atol=1e-9)


def _answers(key: Key, question: QuestionKey) -> Iterator[Problem]:
    for part in question.parts.values():
        try:
            yield from _answer(key, question, part)
        except AuthorError as error:
            yield from (
                p if p.location else Problem(f"{part.address}: {p.message}", part.location, hint=p.hint)
                for p in error.problems
            )


def _answer(key: Key, question: QuestionKey, part: PartKey) -> Iterator[Problem]:
    spec = part.part
    if isinstance(spec, NumberPart):
        value = question.truth[part.quantity]
        if isinstance(value, tuple | dict) or value.dtype.kind not in "biuf":
            yield Problem(f"the answer of {part.address} is not one array of numbers", part.location)
            return
        if not np.isfinite(np.asarray(value, dtype=float)).all():
            yield Problem(f"the answer of {part.address} is not finite at the given values", part.location)
        if spec.step_from and np.shape(question.values[spec.step_from]) != np.shape(value):
            yield Problem(f"{part.address} is no step from '{spec.step_from}': the shapes differ", part.location)
    elif isinstance(spec, FormulaPart | GraphPart):
        points = points_of(key.id, question, spec.sample)
        finite = sum(
            bool(np.isfinite(np.asarray(question.world(points[i])[part.quantity], dtype=float)).all())
            for i in range(24)
        )
        if finite < 12:
            message = f"the answer of {part.address} is finite at {finite} of 24 sampled points"
            yield Problem(message, part.location, hint="narrow its inputs with sample:, as in {o: (0, 1)}")
    elif isinstance(spec, FunctionPart):
        for case in cases_of(key, question, part):
            for name in [*expected_names(part), *spec.changes.values()]:
                value = question.world(case)[name]
                if not np.isfinite(np.asarray(value, dtype=float)).all():
                    yield Problem(f"{part.address}: {name} is not finite in the case '{case.name}'", part.location)
        drawn = [c for c in cases_of(key, question, part) if c.seed]
        if drawn and not question.samplers and not any(not isinstance(c, str) and c.others for c in spec.cases):
            yield Problem(
                f"the drawn cases of {part.address} are all alike: the question has no sample:",
                part.location,
                severity="warning",
            )


def _data(key: Key, question: QuestionKey) -> Iterator[Problem]:
    """Givens that nothing uses, and sizes that hide a transposed matrix."""
    asked = [p.quantity for p in question.parts.values() if p.quantity]
    for part in question.parts.values():
        if isinstance(part.part, FunctionPart):
            asked += [*expected_names(part), *part.part.changes.values(), *call_form(question, part).names]
    used = {a for name in asked for a in (*question.graph.ancestors(name), name)}
    document = key.document
    index = list(key.questions).index(question.id)
    for name in question.given:
        if name not in used:
            location = document.locate_key(("questions", index, "given", name))
            yield document.problem(
                f"'{name}' is given, but nothing that is asked depends on it", location, severity="warning"
            )
    functions = [part.part for part in question.parts.values() if isinstance(part.part, FunctionPart)]
    drawn = [case for part in functions for case in part.cases if not isinstance(case, str)]
    # A sheet's own matrix may be square; what matters is that no case is drawn so.
    dims = {n: size for n, size in question.dims.items() if not drawn or not all(n in case.others for case in drawn)}
    sizes = list(dims.values())
    for name, value in dims.items():
        if value == 1 or sizes.count(value) > 1:
            location = document.locate(("questions", index, "dims", name))
            message = (
                f"the size {name} = {value} hides a transposed or a missing axis"
                if value == 1
                else f"two sizes are {value}: that hides a transposed matrix"
            )
            yield document.problem(message, location, "give every size a number of its own, at least 2", "warning")
