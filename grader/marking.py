"""Answers × worlds: for each case, in some world, does the response come close to what this answer expects?

*Answers* of a part, in order: the right one (credit 1), then its misconceptions. *Worlds*: the true one, and the followed one,
in which the student's own earlier values stand in for the quantities this one is computed from. The highest credit wins, ties
go to the true world and the earlier answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from grader.assignment import FunctionPart
from grader.cases import Case
from grader.equality import ZERO, Agreement, Array, Tolerance, Typed, compare, scaled, stricter
from grader.errors import AuthorError
from grader.graph import Misconception, World
from grader.key import PartKey, QuestionKey
from grader.observation import Observation, Sample

FORMULA = Tolerance(rtol=1e-9, atol=1e-12, digits=17)
"""Two formulas are equal at a point within this."""
CODE_RTOL = 1e-6
"""Code is compared within this share of the largest entry …"""
SINGLE_RTOL = 1e-4
"""… or this, where single precision came back or went in."""


@dataclass(frozen=True)
class Fit:
    """How well a response meets one answer in one world."""

    credit: Fraction
    """The share of entries, or the weight of cases, in [0, 1]; not yet multiplied by what the answer is worth."""
    misconception: Misconception | None
    world: str
    """`true` or `followed`."""
    used: tuple[str, ...]
    """The student's own earlier values that the answer was computed from."""
    agreements: tuple[Mapping[str, Agreement], ...]
    """For each sample, for each quantity."""
    expected: tuple[Mapping[str, Any], ...]

    @property
    def full(self) -> bool:
        """Whether the response meets the answer everywhere."""
        return self.credit == 1

    @property
    def agreement(self) -> Agreement:
        """The agreement of the only quantity, over all samples."""
        found = [a for sample in self.agreements for a in sample.values()]
        for one in found:
            if one.fault:
                return one
        first = found[0]
        return Agreement(_everywhere(found), "", first.flattened, first.short)


class Marker:
    """Marks one part of one submission."""

    def __init__(
        self, question: QuestionKey, part: PartKey, observation: Observation, earlier: Mapping[str, Observation]
    ) -> None:
        self.question = question
        self.part = part
        self.observation = observation
        spec = part.part
        self.layout: str = getattr(spec, "layout", "fixed")
        self.strict = isinstance(spec, FunctionPart) and spec.strict_shape
        base = getattr(spec, "step_from", None)
        self.base: Array | None = question.values[base] if base else None
        names = self._names()
        lineage = {a for name in names for a in question.graph.ancestors(name)} - set(names)
        self.earlier = {
            name: {id(sample.case): sample for sample in before.samples}
            for name, before in earlier.items()
            if name in lineage
        }
        """The student's own values by quantity and case."""
        self._at = {name: before.at for name, before in earlier.items() if before.at}
        self._own: dict[int, dict[str, Array]] = {}
        # In the true world a response is worth what it is; in the followed one it depends on what was answered before.
        self._right: dict[str, dict[str, Fit | None]] = {"true": observation.memo, "followed": {}}

    def _names(self) -> list[str]:
        return list(dict.fromkeys(name for sample in self.observation.samples for name in sample.values)) or [
            self.part.quantity
        ]

    def fit(self, world: str = "true", misconception: Misconception | None = None, whole: bool = False) -> Fit | None:
        """Hold the response against one answer in one world; None where that answer cannot be computed there.

        With `whole`, None also as soon as some sample shows that the response cannot meet the answer everywhere.
        """
        if misconception is None and not whole:
            known = self._right[world]
            if world not in known:
                known[world] = self._fit(world, None, False)
            return known[world]
        return self._fit(world, misconception, whole)

    def _fit(self, world: str, misconception: Misconception | None, whole: bool) -> Fit | None:
        used: dict[str, None] = {}
        agreements: list[dict[str, Agreement]] = []
        expected: list[dict[str, Any]] = []
        for sample in self.observation.samples:
            if not sample.values:
                agreements.append({name: _nothing() for name in self._names()})
                expected.append({})
                continue
            try:
                found = self._expected(sample, world, misconception)
            except AuthorError:
                if world == "true" and misconception is None:
                    raise
                return None
            if found is None:
                return None
            values, names = found
            if whole and not all(self.plausible(sample, name, value) for name, value in values.items()):
                return None
            used.update(dict.fromkeys(names))
            expected.append(values)
            agreements.append({name: self.compare(sample, name, values[name]) for name in sample.values})
        if world == "followed" and not used:
            return None
        credit = self._credit(agreements)
        return Fit(credit, misconception, world, tuple(used), tuple(agreements), tuple(expected))

    def fits(self, misconceptions: Iterable[Misconception], worlds: Iterable[str]) -> Iterator[Fit]:
        """Go through the answers × worlds that the response meets everywhere, one answer after the other."""
        worlds = tuple(worlds)
        for misconception in misconceptions:
            for world in worlds:
                found = self.fit(world, misconception, whole=True)
                if found and found.full:
                    yield found

    def plausible(self, sample: Sample, name: str, value: Any) -> bool:
        """Say cheaply that a value cannot be what was answered: one look at the response's largest entry."""
        response = sample.values[name].values
        answer = np.asarray(value)
        if answer.size != response.size or not answer.size:
            return False
        at = int(np.argmax(np.abs(response))) if response.size > 1 else 0
        typed, wanted = float(response.flat[at]), float(answer.flat[at].real)
        if self.layout == "either" and answer.ndim == 2:
            return True
        place = float(sample.values[name].place.flat[at])
        base = abs(float(np.asarray(self.base).flat[at])) if self.base is not None else 0.0
        loosest = max(self.part.tolerance.rtol, self.part.tolerance.atol, 1e-3) * (abs(wanted) + base + abs(typed))
        return abs(typed - wanted) <= max(place, loosest, ZERO)

    def own(self, case: Case) -> dict[str, Array]:
        """Return the student's own earlier values that can stand in for true ones, in one case."""
        if id(case) not in self._own:
            truth = self.question.world(case)
            there = {name: self._sample(name, case) for name in self.earlier}
            self._own[id(case)] = {
                name: own
                for name, sample in there.items()
                if sample and (own := _usable(sample, name, truth)) is not None
            }
        return self._own[id(case)]

    def _sample(self, name: str, case: Case) -> Sample | None:
        """Return what was answered earlier, in one case: two formulas may have been compared at different points."""
        found = self.earlier[name].get(id(case))
        return self._at[name](case) if found is None and name in self._at else found

    def world(self, case: Case, world: str = "true", misconception: Misconception | None = None) -> World:
        """Return the true or the followed world in one case, with one function exchanged, if asked."""
        if world == "true":
            return self.question.world(case, misconception)
        return self.question.graph.world(case.given, self.own(case), misconception)

    def _expected(
        self, sample: Sample, world: str, misconception: Misconception | None
    ) -> tuple[dict[str, Any], list[str]] | None:
        """Return the values that the answer expects of a sample, and the student's own values they came from."""
        values = self.world(sample.case, world, misconception)
        if world == "true":
            return {name: values[name] for name in sample.values}, []
        overrides = self.own(sample.case)
        if misconception is not None and misconception.of in overrides and misconception.of not in sample.values:
            return None  # the student's own value stands where the slip would have been made
        truth = self.question.world(sample.case)
        out = {name: values.compute(name) for name in sample.values}
        used = [name for name in values.used if not np.array_equal(overrides[name], truth[name])]
        for name, value in out.items():
            if _collapsed(value, truth[name], self.base) and any(_zeroed(overrides[u], truth[u]) for u in used):
                # A zero carried on makes everything after it zero: that is no computation to follow.
                return None
        return out, sorted(used, key=self.question.graph.rank.__getitem__)

    def compare(self, sample: Sample, name: str, expected: Any) -> Agreement:
        """Hold the response of one sample against any value for one quantity."""
        response = sample.values[name]
        answer = np.asarray(expected)
        if np.iscomplexobj(answer):
            answer = answer.real
        tolerance = self._tolerance(sample, response, answer)
        forgive = not self.strict or answer.ndim == 0
        found = compare(response, answer, tolerance, self.base, forgive)
        if self.layout == "either" and not found.full and answer.ndim == 2:
            turned = compare(
                response, answer.T, tolerance, None if self.base is None else np.asarray(self.base).T, forgive
            )
            if turned.share > found.share:
                return turned
        if not found.full and not found.fault and answer.any() and not response.values.any():
            # Zeros everywhere are the absence of an answer, even where some entries happen to be zero.
            return Agreement(np.zeros(answer.shape, dtype=bool), "", found.flattened)
        return found

    def _tolerance(self, sample: Sample, response: Typed, answer: Array) -> Tolerance:
        if self.observation.tolerance is not None:
            return self.observation.tolerance
        if self.observation.by == "entries":
            return self.part.tolerance
        own = self.part.part.tolerance
        single = response.values.dtype == np.float32 or sample.case.single
        rtol = sample.case.rtol if sample.case.rtol is not None else own.rtol
        if rtol is None:
            rtol = SINGLE_RTOL if single else CODE_RTOL
        return stricter(scaled(answer, rtol, own.atol or 0.0))

    def _credit(self, agreements: Sequence[Mapping[str, Agreement]]) -> Fraction:
        samples = self.observation.samples
        if self.observation.by == "cases":
            total = sum((s.case.weight for s in samples), Fraction(0))
            passed = sum(
                (s.case.weight for s, found in zip(samples, agreements, strict=True) if passes(s, found)), Fraction(0)
            )
            return (
                passed / total
                if total
                else Fraction(int(all(passes(s, f) for s, f in zip(samples, agreements, strict=True))))
            )
        found = [one for sample in agreements for one in sample.values()]
        if not found or any(one.fault or not one.entries.size for one in found):
            return Fraction(0)
        entries = _everywhere(found)
        return Fraction(int(entries.sum()), int(entries.size))


def passes(sample: Sample, found: Mapping[str, Agreement]) -> bool:
    """Whether a case is passed: every value asked for is right, and nothing else was disturbed."""
    return bool(found) and not sample.failure and not sample.remarks and all(one.full for one in found.values())


def _everywhere(found: Sequence[Agreement]) -> Array:
    """Return which entries agree in every sample; one verdict for all where the samples have different sizes."""
    if len({one.entries.shape for one in found}) == 1:
        return np.asarray(np.logical_and.reduce([one.entries for one in found]))
    return np.asarray(all(one.full for one in found))


def _nothing() -> Agreement:
    return Agreement(np.zeros(1, dtype=bool), "empty")


def _usable(sample: Sample, name: str, truth: World) -> Array | None:
    """Return the student's own value, where something can be computed from it."""
    typed = sample.values.get(name)
    if typed is None or not typed.values.size or not np.isfinite(typed.values).all():
        return None
    answer = np.asarray(truth[name])
    if typed.values.shape != answer.shape:
        if typed.values.size != answer.size or (answer.ndim > 1 and min(answer.shape) > 1):
            return None
        return typed.values.reshape(answer.shape)
    return typed.values


def _collapsed(value: Any, truth: Any, base: Array | None) -> bool:
    """Whether nothing is left of a value (of the step to it, where it is compared as one) that is not zero in truth."""
    old = 0 if base is None else base
    return bool(np.all(value == old) and np.any(truth != old))


def _zeroed(value: Any, truth: Any) -> bool:
    return bool(np.any((np.asarray(value) == 0) & (np.asarray(truth) != 0)))
