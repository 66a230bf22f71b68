"""The points at which formulas are compared: drawn for a question, one stream that all of its formulas share.

Each point is followed by its sign-flipped twin. Magnitudes lie in [¼, 3]: far from the zeros and overflows that hide or invent
differences. Where no array is given, each pair has sizes of its own, all distinct and at least two.

A formula with kinks is compared at more points: beyond the first ones, of every three pairs one is close to zero and one has
scalars that are nearly equal, so that `[x > 1]` is not taken for `[x > 0]`, nor `[x > 2y]` for `[x > y]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import numpy as np

from grader.cases import Case, Sampler, draw, random
from grader.key import QuestionKey

FEWEST = 12
"""Points at which every formula is compared …"""
FEWEST_KINKED = 60
"""… and those with kinks, which may differ between two kinks only."""
MOST = 400
"""Points that are tried until both sides of every kink were seen."""
NEAR_ZERO = 3e-3
"""What the magnitudes of a point close to zero are multiplied with."""
NEAR_EACH_OTHER = 0.3
"""The logarithms of nearly equal magnitudes differ by less."""
_SIZES = (2, 3, 4, 5, 6, 7)


class Points:
    """A question's points, drawn when they are asked for and kept: every submission meets the same ones."""

    def __init__(self, assignment: str, question: QuestionKey, samplers: Mapping[str, Sampler], seed: str = "") -> None:
        self.question = question
        self.samplers = samplers
        self._rng = random(assignment, question.id, seed, "points")
        self._cases: list[Case] = []
        self.names = list(dict.fromkeys([*question.given, *samplers, *question.free]))
        # Where the sheet gives arrays, `e^{z_1} + e^{z_2}` is a right answer: the sizes are the sheet's.
        self._vary = bool(question.dims) and not any(np.ndim(value) for value in question.given.values())

    def __getitem__(self, index: int) -> Case:
        while index >= len(self._cases):
            self._draw()
        return self._cases[index]

    def _draw(self) -> None:
        dims = dict(self.question.dims)
        if self._vary and len(dims) <= len(_SIZES):
            dims = dict(zip(dims, (int(n) for n in self._rng.permutation(_SIZES)), strict=False))
        values = draw(self._rng, self.names, self.question.given, self.samplers, dims, magnitudes=True, free=True)
        values = self._moved(values, len(self._cases))
        for given in (values, {name: self._flipped(name, value) for name, value in values.items()}):
            self._cases.append(Case({**dims, **given}, name=f"point {len(self._cases) + 1}", dims=dims))

    def _flipped(self, name: str, value: Any) -> Any:
        """Return the twin's value: with the other sign where the sign is free, else the same."""
        return -value if self._is_free(name, {"normal", "nonzero"}) else value

    def _is_free(self, name: str, kinds: Set[str] = frozenset({"normal"})) -> bool:
        """Return whether a name may have either sign, and with the sampler's plain kind any size."""
        sampler = self.samplers.get(name)
        return name not in self.question.dims and (sampler is None or (sampler.kind in kinds and sampler.offset == 0))

    def _moved(self, values: dict[str, Any], index: int) -> dict[str, Any]:
        """Return the values of a pair: beyond the first ones some close to zero, and some close to each other."""
        way = index // 2 % 3
        if index < FEWEST or not way:
            return values
        free = [name for name in values if self._is_free(name)]
        if way == 1:
            return {**values, **{name: values[name] * NEAR_ZERO for name in free}}
        size = np.exp(self._rng.uniform(np.log(0.25), np.log(3.0))) * self._rng.choice([-1.0, 1.0])
        alike = {
            name: size * np.exp(self._rng.uniform(0, NEAR_EACH_OTHER)) for name in free if np.ndim(values[name]) == 0
        }
        return {**values, **{name: np.asarray(value) for name, value in alike.items()}}


def enough(points: int, kinks: Mapping[Any, Set[int]]) -> bool:
    """Return whether these are enough points for a formula of which these sides of its kinks were seen."""
    fewest = FEWEST_KINKED if kinks else FEWEST
    return points >= fewest and all(len(sides) > 1 for sides in kinks.values())


def points_of(assignment: str, question: QuestionKey, extra: Mapping[str, Any]) -> Points:
    """Return the question's points; a stream apart for a part with samplers of its own."""
    samplers = {**question.samplers, **{name: Sampler.read(item) for name, item in extra.items()}}
    seed = ",".join(sorted(extra))
    if seed not in question.streams:
        question.streams[seed] = Points(assignment, question, samplers, seed)
    found: Points = question.streams[seed]
    return found
