"""An answer key is tried out before a student meets it: on itself, and on every slip that is known.

The key's own answers must earn everything. A *mutant* is a wrong answer: a misconception of the reference, or a generic slip.
One that is taken for right although its values differ shows a tolerance that is too wide: an error. One whose values are those
of the answer shows data that hide it (x = 1 hides a missing x): a warning with the given to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from grader.assignment import FormulaPart, FunctionPart, NumberPart
from grader.calling import asked_of
from grader.cases import Case
from grader.causes import causes
from grader.drawing import cases_of
from grader.equality import Array, Typed
from grader.errors import AuthorError, Problem
from grader.graph import Misconception, World
from grader.key import Key, PartKey, QuestionKey
from grader.kinds import formula, number
from grader.marking import Marker
from grader.observation import Observation, Sample
from grader.points import points_of
from grader.slips import facts, value_of
from grader.submission import Response
from grader.wording import array, listed

POINTS = 60
"""Sampled points at which a misconception of a formula must show."""
_GENERIC = ("negated", "ratio:", "transposed", "missing:", "extra:", "other:")
_NAMED = 3
"""Hidden slips that a warning names; of more it says how many."""


@dataclass(frozen=True)
class _Mutant:
    """A wrong answer to a part: what it is called, and its values in each case."""

    id: str
    says: str
    values: Callable[[Case], Mapping[str, Any]]
    authored: Misconception | None = None


def _always(values: Mapping[str, Any], case: Case) -> Mapping[str, Any]:
    return values


def trials(key: Key, question: QuestionKey) -> Iterator[Problem]:
    """Give the key's own answers as responses: each must be right; zeros everywhere must not."""
    for part in question.parts.values():
        for observation in _own(key, question, part):
            if observation.outcome is not None:
                said = observation.remarks[0].text if observation.remarks else str(observation.outcome)
                yield Problem(f"the key's own answer to {part.address} is not read as one: {said}", part.location)
                continue
            fit = Marker(question, part, observation, {}).fit()
            if fit is None or not fit.full or observation.faults:
                share = "" if fit is None else f" (it gets {float(fit.credit):.0%} of the credit)"
                yield Problem(f"the key's own answer to {part.address} is not taken for right{share}", part.location)


def _own(key: Key, question: QuestionKey, part: PartKey) -> Iterator[Observation]:
    spec = part.part
    if isinstance(spec, NumberPart):
        exact = np.asarray(question.truth[part.quantity], dtype=float)
        for digits in (17, 6):
            yield number.observe(question, part, Response(_text(exact, digits)))
    elif isinstance(spec, FormulaPart):
        own = question.graph.quantities[part.quantity].formula
        if spec.answer and own is not None:
            yield formula.observe(key.id, question, part, Response(spec.answer))
    elif isinstance(spec, FunctionPart):
        cases = cases_of(key, question, part)
        names = asked_of(part)
        yield _cases(cases, [{n: question.world(case)[n] for n in names} for case in cases])


def mutants(key: Key, question: QuestionKey) -> Iterator[Problem]:
    """Give every known slip as a response; say which of them pass, and why."""
    hidden: dict[tuple[str, ...], list[tuple[PartKey, _Mutant]]] = {}
    for part in question.parts.values():
        wide: list[str] = []
        for cases, mutant in _mutants(key, question, part):
            try:
                found = _tried(question, part, cases, mutant)
            except AuthorError as error:
                # A wrong answer of this very part that cannot be computed would never be recognised. One of the reference
                # may be there for other sizes: W for Wᵀ is a slip only where W is square.
                if mutant.id in _written(part):
                    yield from error.problems
                continue
            if found == "hidden" and mutant.authored:
                hidden.setdefault(_hiding(question, part, mutant.authored), []).append((part, mutant))
            elif found == "accepted":
                wide.append(mutant.says)
        if wide:
            more = f" (and {len(wide) - 1} more)" if len(wide) > 1 else ""
            message = f"the tolerance of {part.address} takes a wrong answer for right: {wide[0]}{more}"
            yield Problem(message, part.location, hint="make rtol or atol smaller, or ask for more digits")
    yield from _warnings(key, question, hidden)


def _mutants(key: Key, question: QuestionKey, part: PartKey) -> Iterator[tuple[list[Case], _Mutant]]:
    spec = part.part
    if isinstance(spec, NumberPart):
        cases = [question.case]
        names = [part.quantity]
    elif isinstance(spec, FormulaPart):
        points = points_of(key.id, question, spec.sample)
        cases = [points[i] for i in range(POINTS)]
        names = [part.quantity]
        cases = [case for case in cases if _finite(question.world(case), names)]
    elif isinstance(spec, FunctionPart):
        cases = cases_of(key, question, part)
        names = asked_of(part)
    else:
        return
    known = dict.fromkeys(m for name in names for m in question.graph.misconceptions.values() if m.of == name)
    for wrong in known:
        says = f"'{wrong.id}' ({wrong.hint})"
        yield cases, _Mutant(wrong.id, says, _exchanged(question, names, wrong), wrong)
    if isinstance(spec, NumberPart):
        yield from ((cases, mutant) for mutant in _generic(question, part))


def _written(part: PartKey) -> set[str]:
    """Return the ids of the wrong answers that the assignment itself lists for a part."""
    return {text if isinstance(spec, str) else spec.id or text for text, spec in part.part.wrong.items()}


def _exchanged(question: QuestionKey, names: list[str], wrong: Misconception) -> Callable[[Case], Mapping[str, Any]]:
    def values(case: Case) -> Mapping[str, Any]:
        # A world of its own: those of the question are kept for submissions.
        world = question.graph.world(case.given, case.fixed, wrong)
        return {name: world[name] for name in names}

    return values


def _tried(question: QuestionKey, part: PartKey, cases: list[Case], mutant: _Mutant) -> str:
    """Return whether a mutant is `seen` to be wrong, `hidden` by the data, or `accepted` by the tolerance."""
    made: list[Mapping[str, Any]] = []
    hidden = True
    for case in cases:
        try:
            values = mutant.values(case)
        except AuthorError:
            if case is not cases[-1] or made:
                # W for Wᵀ can be computed where W is square: at other sizes it cannot be mistaken for the answer.
                return _computable(cases, mutant)
            raise
        truth = question.world(case)
        if any(_far(truth[name], value, part) for name, value in values.items()):
            return "seen"
        hidden = hidden and all(_equal(truth[name], value) for name, value in values.items())
        made.append(values)
    if hidden:
        return "hidden"
    return "accepted" if _accepted(question, part, cases, made) else "seen"


def _computable(cases: list[Case], mutant: _Mutant) -> str:
    """Return `seen` if some case can be computed; else the error of the last one is raised."""
    for case in cases[:-1]:
        try:
            mutant.values(case)
        except AuthorError:
            continue
        return "seen"
    mutant.values(cases[-1])
    return "seen"


def _far(truth: Any, value: Any, part: PartKey) -> bool:
    """Whether a value is so wrong that no comparison is needed."""
    a, b = np.asarray(truth), np.asarray(value)
    if a.shape != b.shape:
        return a.size != b.size
    size = float(np.max(np.abs(a), initial=0.0))
    room = max(part.tolerance.atol, 2 * part.tolerance.rtol * size, 10.0 ** -(part.tolerance.decimals or 9))
    return bool(np.max(np.abs(b - a), initial=0.0) > 2 * room)


def _generic(question: QuestionKey, part: PartKey) -> Iterator[_Mutant]:
    answer = value_of(question.truth, part.quantity)
    if answer is None:
        return
    base = _base(question, part)
    world = question.truth
    shift = np.zeros(()) if base is None else base
    for slip in [*facts(question), *causes(question, part.quantity)]:
        if not slip.id.startswith(_GENERIC) or (base is not None and slip.id.startswith("other:")):
            continue
        with np.errstate(all="ignore"):
            made = slip.make(answer - shift, world, answer)
        fits = made is not None and (base is None or np.shape(made) == answer.shape)
        if fits and np.isfinite(made).all() and np.any(made):
            values = {part.quantity: np.asarray(made, dtype=float) + shift}
            yield _Mutant(slip.id, slip.says, partial(_always, values))


def _base(question: QuestionKey, part: PartKey) -> Array | None:
    step = getattr(part.part, "step_from", None)
    return np.asarray(question.values[step], dtype=float) if step else None


def _accepted(question: QuestionKey, part: PartKey, cases: list[Case], made: list[Mapping[str, Any]]) -> bool:
    if isinstance(part.part, NumberPart):
        value = np.asarray(made[0][part.quantity], dtype=float)
        observation = number.observe(question, part, Response(_text(value, 17)))
    elif isinstance(part.part, FormulaPart):
        observation = Observation(samples=_cases(cases, made).samples, tolerance=formula.EXACT)
    else:
        observation = _cases(cases, made)
    fit = None if observation.outcome else Marker(question, part, observation, {}).fit()
    return fit is not None and fit.full


def _cases(cases: list[Case], values: Any) -> Observation:
    samples = []
    for case, found in zip(cases, values, strict=True):
        typed = {n: Typed.exact(np.real(np.asarray(v))) for n, v in found.items()}
        samples.append(Sample(case, typed))
    return Observation(samples=tuple(samples), by="cases")


def _text(value: Array, digits: int) -> Any:
    return f"{float(value):.{digits}g}" if value.ndim == 0 else [_text(item, digits) for item in value]


def _equal(one: Any, other: Any) -> bool:
    a, b = np.asarray(one), np.asarray(other)
    if a.shape != b.shape:
        return False
    largest = float(np.max(np.abs(a), initial=0.0))
    return bool(np.allclose(a, b, rtol=1e-9, atol=1e-12 * max(largest, 1e-9)))


def _finite(world: World, names: list[str]) -> bool:
    return all(bool(np.isfinite(np.asarray(world[name], dtype=complex)).all()) for name in names)


# Which given hides a slip.


def _hiding(question: QuestionKey, part: PartKey, wrong: Misconception) -> tuple[str, ...]:
    """Return the given whose own change shows the slip; of several the simplest one, or nothing where none does."""
    if not isinstance(part.part, NumberPart):
        return ()
    rng = np.random.default_rng(0)
    found = []
    names = {*question.graph.inputs([part.quantity]), *wrong.parents}
    for name in question.given:
        value = np.asarray(question.given[name])
        if name not in names and name not in {a for p in wrong.parents for a in question.graph.ancestors(p)}:
            continue
        if value.dtype.kind != "f":
            continue
        moved = {
            **question.values,
            name: value * rng.uniform(0.6, 1.4, value.shape) + rng.uniform(0.1, 0.3, value.shape),
        }
        try:
            truth = question.graph.world(moved)[part.quantity]
            slip = question.graph.world(moved, exchanged=wrong)[part.quantity]
        except AuthorError:
            continue
        if not _equal(truth, slip):
            found.append(name)
    return tuple(found[:1])


def _warnings(
    key: Key, question: QuestionKey, hidden: Mapping[tuple[str, ...], list[tuple[PartKey, _Mutant]]]
) -> Iterator[Problem]:
    index = list(key.questions).index(question.id)
    for names, found in hidden.items():
        told = [f"'{mutant.id}' in {part.address}" for part, mutant in found]
        which = (
            listed(told[:_NAMED])
            if len(told) <= _NAMED
            else f"{', '.join(told[:_NAMED])} and {len(told) - _NAMED} more"
        )
        if names:
            value = np.asarray(question.given[names[0]])
            is_ = f"{names[0]} = {array(value)}" if value.size <= 4 else f"the value of {names[0]}"
            location = key.document.locate_key(("questions", index, "given", names[0]))
            message = f"{is_} hides {_count(told)}: {which}"
            yield key.document.problem(message, location, f"with another {names[0]} they would show", "warning")
        else:
            message = f"the data hide {_count(told)}: {which}"
            yield Problem(
                message, found[0][0].location, hint="their values are those of the answer", severity="warning"
            )


def _count(items: list[str]) -> str:
    return f"{len(items)} misconception{'s' * (len(items) != 1)}"
