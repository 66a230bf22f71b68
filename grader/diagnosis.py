"""What went wrong, in words: the slip that explains a response, or what is known about it.

First the misconceptions that the reference knows, here and further up; then the generic ones (a sign, a factor, a transpose,
another quantity). "Looks like" is said only when exactly one of them fits everywhere and the data can tell it from the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.equality import Agreement, Array
from grader.errors import AuthorError
from grader.marking import Fit, Marker
from grader.report import Remark
from grader.wording import array, listed, number, place, shape


@dataclass(frozen=True)
class Diagnosis:
    """The id of the misconception recognised, if any, and the sentence about it."""

    id: str
    remark: Remark


def diagnose(marker: Marker, best: Fit, recognised: Collection[str] = ()) -> Diagnosis | None:
    """Return the one explanation that fits the whole response, or None.

    Where the data cannot tell two misconceptions apart, the one that was `recognised` in an earlier part is meant, else the
    one nearest to what was asked.
    """
    worlds = ["true", "followed"] if best.world == "true" else ["followed", "true"]
    if marker.fit("followed") is None:
        worlds = ["true"]
    name = marker.part.quantity or next(iter(best.expected[0] if best.expected else {}), "")
    if not any(sample.values for sample in marker.observation.samples):
        return None
    names = list(dict.fromkeys(n for sample in marker.observation.samples for n in sample.values))
    known = list(dict.fromkeys(m for n in names or [name] for m in marker.question.graph.upstream(n)))
    fitting = [fit for fit in marker.fits(known, worlds) if _tells_apart(marker, fit)]
    again = [fit for fit in fitting if fit.misconception and fit.misconception.id in recognised]
    if fitting:
        return _authored((again or fitting)[0], names)
    return _generic(marker, best)


def _authored(fit: Fit, names: list[str]) -> Diagnosis:
    wrong = fit.misconception
    assert wrong is not None
    says = wrong.says if wrong.of in names else f"in {wrong.of}, {wrong.says}"
    follows = f" (computed from your own {listed(fit.used)})" if fit.used else ""
    return Diagnosis(wrong.id, Remark.open(f"looks like: {says}{follows}"))


def _tells_apart(marker: Marker, fit: Fit) -> bool:
    """Whether this wrong answer differs from the right one at the data at hand."""
    right = marker.fit(fit.world)
    if right is None:
        return True
    for one, other in zip(fit.expected, right.expected, strict=True):
        for name in one:
            a, b = np.asarray(one[name]), np.asarray(other.get(name))
            if a.shape != b.shape or not np.allclose(a, b, rtol=1e-9, atol=0):
                return True
    return False


@dataclass(frozen=True)
class _Candidate:
    id: str
    says: str
    make: Callable[[Array, int], Any]
    """Answer and number of the sample → what this slip would give."""


def _generic(marker: Marker, best: Fit) -> Diagnosis | None:
    right = marker.fit("true")
    worlds = [best] if best.world == "true" or right is None else [best, right]
    for world in worlds:
        for group in _groups(marker, world):
            fitting = [c for c in group if _explains(marker, world, c)]
            if len(fitting) == 1:
                follows = f" (of what follows from your own {listed(world.used)})" if world.used else ""
                return Diagnosis(fitting[0].id, Remark.open(f"looks like {fitting[0].says}{follows}"))
            if fitting:
                break
    return None


def _explains(marker: Marker, fit: Fit, candidate: _Candidate) -> bool:
    """Whether the slip gives what was answered, in every sample, and nothing like the truth."""
    told = False
    for index, sample in enumerate(marker.observation.samples):
        for name, response in sample.values.items():
            answer = np.asarray(fit.expected[index][name], dtype=float)
            with np.errstate(all="ignore"):
                slip = candidate.make(answer, index)
            if slip is None:
                return False
            slip = np.asarray(slip, dtype=float)
            if slip.shape != response.values.shape or not marker.plausible(sample, name, slip):
                return False
            if not np.isfinite(slip).all() or not slip.any():
                return False
            if not marker.compare(sample, name, slip).full:
                return False
            told = told or not marker.compare(sample, name, answer).full
    return told


def _groups(marker: Marker, fit: Fit) -> Iterator[list[_Candidate]]:
    yield [_Candidate("negated", "the negative of the answer: check the signs", lambda a, i: -a)]
    yield list(_ratios(marker))
    yield [_Candidate("transposed", "the transpose of the answer", lambda a, i: a.T if a.ndim == 2 else None)]
    if not fit.used:
        yield list(_others(marker))
        yield list(_factors(marker))


def _ratios(marker: Marker) -> Iterator[_Candidate]:
    def scaled(factor: float) -> Callable[[Array, int], Any]:
        return lambda a, i: a * factor

    fixed = {
        "2": (2.0, "twice the answer: a factor 2 is kept that a ½ cancels, or counted twice"),
        "1/2": (0.5, "half the answer: a factor 2 was dropped"),
        "-2": (-2.0, "minus twice the answer"),
        "-1/2": (-0.5, "minus half the answer"),
    }
    for id, (factor, says) in fixed.items():
        yield _Candidate(f"ratio:{id}", says, scaled(factor))
    for power in (-3, -2, -1, 1, 2, 3):
        says = f"10^{power} times the answer: the decimal point has slipped".replace("^-", "^−")
        yield _Candidate(f"ratio:10^{power}", says, scaled(10.0**power))
    question = marker.question
    constants = {n: float(v) for n, v in question.dims.items() if v > 2}
    if marker.observation.by == "entries":
        constants |= {
            n: float(v) for n, v in question.given.items() if np.ndim(v) == 0 and abs(float(v)) not in {0, 1, 2, 0.5}
        }
    for name, value in constants.items():
        if value and not any(np.isclose(abs(np.log10(abs(value))), p) for p in (1, 2, 3)):
            yield _Candidate(f"ratio:{name}", f"{name} times the answer ({name} = {number(value)})", scaled(value))
            yield _Candidate(
                f"ratio:1/{name}", f"the answer divided by {name} ({name} = {number(value)})", scaled(1 / value)
            )


def _others(marker: Marker) -> Iterator[_Candidate]:
    """Another quantity of the same graph, or a given, of the shape that was answered."""
    samples = marker.observation.samples
    asked = {name for sample in samples for name in sample.values}

    def other(name: str) -> Callable[[Array, int], Any]:
        def make(answer: Array, index: int) -> Any:
            try:
                value = np.asarray(marker.question.world(samples[index].case)[name])
            except (AuthorError, TypeError):
                return None
            return value if value.dtype.kind in "fiub" else None

        return make

    if len(asked) != 1:
        return
    wanted = next(iter(asked))
    for name in [*marker.question.graph.quantities, *marker.question.given]:
        if name not in asked and not name.endswith("(answer)"):
            yield _Candidate(f"other:{name}", f"{name}; {wanted} was asked", other(name))


def _factors(marker: Marker) -> Iterator[_Candidate]:
    """A quantity of the graph as a factor that is missing or too many, entry by entry."""
    samples = marker.observation.samples

    def factor(name: str, missing: bool) -> Callable[[Array, int], Any]:
        def make(answer: Array, index: int) -> Any:
            try:
                value = np.asarray(marker.question.world(samples[index].case)[name], dtype=float)
            except (AuthorError, TypeError, ValueError):
                return None
            if value.shape not in {(), answer.shape} or not value.all() or np.allclose(np.abs(value), 1):
                return None
            return answer / value if missing else answer * value

        return make

    asked = {name for sample in samples for name in sample.values}
    for name in [*marker.question.graph.quantities, *marker.question.given]:
        if name in asked or name.endswith("(answer)"):
            continue
        yield _Candidate(f"missing:{name}", f"the factor {name} is missing", factor(name, True))
        yield _Candidate(f"extra:{name}", f"a factor {name} too many", factor(name, False))


def describe(marker: Marker, fit: Fit, diagnosis: Diagnosis | None) -> list[Remark]:
    """Return what is known about a response that is not fully right: shape, numbers that are none, entries."""
    samples = marker.observation.samples
    found = fit.agreement
    sample = samples[0]
    name = next(iter(sample.values))
    answer = np.asarray(fit.expected[0][name], dtype=float)
    given = sample.values[name].values
    if found.fault == "shape":
        return [Remark.open(_shape_sentence(marker, name, given.shape, answer.shape))]
    if found.fault == "empty":
        return [Remark.open("the list is empty")]
    if found.fault == "nonfinite":
        bad = place(np.argwhere(~np.isfinite(given))[0]) if given.ndim else ""
        where = f"entry {bad} is" if bad else "this is"
        return [Remark.open(f"{where} not a finite number, so nothing here can be right")]
    if len(samples) > 1:
        return _points(marker, fit, found, diagnosis)
    return _entries(marker, fit, found, given, answer, diagnosis)


def _shape_sentence(marker: Marker, name: str, given: tuple[int, ...], expected: tuple[int, ...]) -> str:
    quantity = marker.question.graph.quantities.get(name)
    sentence = f"yours has shape {shape(given)}, expected is {shape(expected)}"
    if quantity and quantity.gradient:
        wrt = quantity.gradient.wrt
        values = marker.question.truth
        try:
            if np.shape(values[wrt]) == expected and expected:
                sentence = (
                    f"your {name} has shape {shape(given)}, but {wrt} has shape {shape(expected)}: "
                    "a gradient has the shape of the thing it is the gradient of"
                )
        except AuthorError:
            pass
    return sentence


def _points(marker: Marker, fit: Fit, found: Agreement, diagnosis: Diagnosis | None) -> list[Remark]:
    """Return where a formula differs: which entries, or one point with both values."""
    right, total = int(found.entries.sum()), int(found.entries.size)
    if right:
        wrong = [place(i) for i in np.argwhere(~found.entries)[:4]]
        return [Remark.open(f"{right} of {total} entries are right; wrong: {', '.join(wrong)}")]
    if diagnosis:
        return []
    at = next(i for i, sample in enumerate(fit.agreements) if not all(one.full for one in sample.values()))
    sample = marker.observation.samples[at]
    name = next(iter(sample.values))
    said = "not equal to the answer"
    scalars = {n: v for n, v in sample.case.given.items() if np.ndim(v) == 0 and n not in marker.question.dims}
    if np.ndim(fit.expected[at][name]) or len(scalars) > 4 or not scalars:
        return [Remark.open(said)]
    point = ", ".join(f"{n} = {number(v)}" for n, v in scalars.items())
    yours, answer = number(sample.values[name].values), number(fit.expected[at][name])
    return [Remark(f"{said}: at {point} yours is {yours}, the answer {answer}", said)]


def _entries(
    marker: Marker, fit: Fit, found: Agreement, given: Array, answer: Array, diagnosis: Diagnosis | None
) -> list[Remark]:
    out = []
    source = f" follow from your own {listed(fit.used)}" if fit.used else " are right"
    right, total = int(found.entries.sum()), int(found.entries.size)
    short = found.short if found.short is not None else np.zeros(found.entries.shape, dtype=bool)
    if short.any() and (short | found.entries).all():
        digits = marker.observation.samples[0].values[next(iter(marker.observation.samples[0].values))].digits
        figures = int(np.asarray(digits).reshape(found.entries.shape)[short].min())
        out.append(Remark.open(f"right to {figures} figure{'s' * (figures != 1)}; {_asked(marker)}"))
        return out
    wrong = np.argwhere(~found.entries)
    values = given.reshape(answer.shape)
    few = 1 if diagnosis else 2
    pairs = [
        f"entry {place(i)} is {number(values[tuple(i)])}, expected {number(answer[tuple(i)])}" for i in wrong[:few]
    ]
    more = f" (and {len(wrong) - few} more)" if len(wrong) > few else ""
    if total == 1:
        if not diagnosis:
            out.append(Remark(f"expected {number(answer.reshape(-1)[0])}", None))
    elif right:
        which = f"wrong: {listed(place(i) for i in wrong[:4])}" + (" …" if len(wrong) > 4 else "")
        out.append(
            Remark(
                f"{right} of {total} entries{source}; {'; '.join(pairs)}{more}",
                f"{right} of {total} entries{source}; {which}",
            )
        )
    elif not diagnosis:
        out.append(
            Remark(
                f"none of the {total} entries is right; expected {array(answer)}",
                f"none of the {total} entries is right",
            )
        )
    return out


def where_it_broke(marker: Marker, followed: Fit | None, sound: Set[str]) -> Remark | None:
    """Say whether the slip lies in this step or before it; `sound` are the earlier quantities that were answered rightly."""
    name = marker.part.quantity
    parents = [p for p in marker.question.graph.parents(name) if p in marker.earlier]
    if parents and all(parent in sound for parent in parents):
        verb = "is" if len(parents) == 1 else "are"
        return Remark.open(f"{listed(parents)}, from which it is computed, {verb} right: the slip is in this step")
    if followed is not None and len(marker.observation.samples) == 1:
        value = np.asarray(followed.expected[0][name])
        if value.size <= 4:
            own = listed(followed.used)
            sentence = f"from your own {own} it would be {array(value)}"
            return Remark(sentence, f"it does not follow from your own {own} either")
    return None


def _asked(marker: Marker) -> str:
    tolerance = marker.part.tolerance
    if marker.base is not None:
        return "give more, so that the step away from the old weight can be seen"
    enough = []
    if tolerance.significant is not None:
        enough.append(f"{tolerance.significant}")
    if tolerance.decimals is not None:
        enough.append(f"{tolerance.decimals} decimals")
    return f"give at least {listed(enough, 'or')}"
