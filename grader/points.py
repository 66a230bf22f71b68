"""The points at which formulas are compared: drawn for a question, one stream that all of its formulas share.

Each point is followed by its sign-flipped twin. Magnitudes lie in [¼, 3]: far from the zeros and overflows that hide or invent
differences. Where no array is given, each pair has sizes of its own, all distinct and at least two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.cases import Case, Sampler, draw, random
from grader.key import QuestionKey

FEWEST = 12
"""Points at which every formula is compared."""
MOST = 400
"""Points that are tried until both sides of every kink were seen."""
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
        for given in (values, {name: self._flipped(name, value) for name, value in values.items()}):
            self._cases.append(Case({**dims, **given}, name=f"point {len(self._cases) + 1}", dims=dims))

    def _flipped(self, name: str, value: Any) -> Any:
        """Return the twin's value: with the other sign where the sign is free, else the same."""
        sampler = self.samplers.get(name)
        free = sampler is None or (sampler.kind in {"normal", "nonzero"} and sampler.offset == 0)
        return -value if free else value


def points_of(assignment: str, question: QuestionKey, extra: Mapping[str, Any]) -> Points:
    """Return the question's points; a stream apart for a part with samplers of its own."""
    samplers = {**question.samplers, **{name: Sampler.read(item) for name, item in extra.items()}}
    seed = ",".join(sorted(extra))
    if seed not in question.streams:
        question.streams[seed] = Points(assignment, question, samplers, seed)
    found: Points = question.streams[seed]
    return found
