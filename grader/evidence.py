"""A response beside the right answer of one world, and whether a slip leads from the one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from grader.equality import Array, Typed
from grader.errors import AuthorError
from grader.graph import World
from grader.marking import Fit, Marker
from grader.observation import Sample
from grader.slips import Glance, Slip, elsewhere, weight


@dataclass(frozen=True)
class Pair:
    """One value that was answered, beside the right one of some world."""

    index: int
    sample: Sample
    name: str
    response: Typed
    answer: Array
    world: World


@dataclass
class Evidence:
    """All values of a response that are not right, in one world."""

    marker: Marker
    fit: Fit
    pairs: tuple[Pair, ...]
    weight: int
    names: tuple[str, ...]
    """The quantities that are wrong."""
    place: tuple[int, ...] | None = None

    @classmethod
    def of(cls, marker: Marker, world: str) -> Evidence | None:
        """Gather it; None where there is nothing to go by."""
        fit = marker.fit(world)
        assert fit is not None
        names = {n for found in fit.agreements for n, one in found.items() if not one.full}
        pairs = []
        for index, sample in enumerate(marker.observation.samples):
            for name, response in sample.values.items():
                if name in names:
                    answer = np.asarray(fit.expected[index][name])
                    if answer.dtype.kind not in "fiub" or not np.isfinite(response.values).all():
                        return None
                    answer = answer.astype(float)
                    if answer.size == response.values.size and answer.ndim < 2:
                        response = response.reshape(answer.shape)
                    pairs.append(Pair(index, sample, name, response, answer, marker.world(sample.case, world)))
        if not pairs or not any(pair.response.values.any() for pair in pairs):
            return None
        wrong = tuple(dict.fromkeys(pair.name for pair in pairs))
        held = max(weight(pair.response, marker.base) or weight(pair.response, None) for pair in pairs[:3])
        return cls(marker, fit, tuple(pairs), held, wrong)

    def fitting(self, slips: Iterable[Slip]) -> Iterator[Slip]:
        """Go through the slips that give what was answered, everywhere."""
        several = len(self.names) > 1
        for slip in slips:
            if self.weight >= slip.digits and not (several and slip.single) and self._explains(slip):
                yield slip

    def _explains(self, slip: Slip) -> bool:
        whole = self.marker.base is None or slip.id.startswith("other:")
        for number, pair in enumerate(self.pairs):
            answer, response = pair.answer, pair.response.values
            shift = 0.0 if whole else np.asarray(self.marker.base, dtype=float)
            if not whole:
                if response.shape != answer.shape:
                    return False
                answer, response = answer - shift, response - shift
            if slip.glance is not None and number == 0 and not self._at_a_glance(slip.glance, pair, answer, response):
                return False
            with np.errstate(all="ignore"):
                made = slip.make(answer, pair.world, response)
            if made is None:
                return False
            made = np.asarray(made, dtype=float)
            if not whole and made.shape != answer.shape:
                return False
            if not np.isfinite(made).all() or not made.any() or not self._meets(pair, made + shift):
                return False
        return True

    def _at_a_glance(self, glance: Glance, pair: Pair, answer: Array, response: Array) -> bool:
        """Whether the slip can give the largest entry of the response: one multiplication rules most of them out."""
        if response.shape != answer.shape or not answer.size:
            return False
        if self.place is None:
            at = np.unravel_index(int(np.argmax(np.abs(response))), answer.shape) if answer.ndim else ()
            self.place = tuple(int(i) for i in at)
        assert self.place is not None
        wanted = glance(answer, pair.world, self.place)
        return wanted is not None and abs(float(response[self.place]) - wanted) <= 0.01 * abs(wanted) + float(
            pair.response.place[self.place]
        )

    def _meets(self, pair: Pair, made: Array) -> bool:
        values = pair.response.values
        if made.size != values.size or (made.ndim > 1 and made.shape != values.shape):
            return False
        if self.marker.base is None and not self.marker.plausible(pair.sample, pair.name, made):
            return False
        if not self.marker.compare(pair.sample, pair.name, made).full:
            return False
        if self.marker.observation.by == "cases" or self.marker.observation.tolerance is not None:
            return True
        # A tolerance forgives the right answer; a wrong one is recognised by all the digits that were typed.
        largest = np.max(np.abs(made))
        # Sixteen digits, pasted from a program, are less exact than they look: the last ones are its rounding.
        room = np.where(pair.response.place > 0, np.maximum(3 * pair.response.place, 1e-12 * largest), 1e-6 * largest)
        return bool((np.abs(values.reshape(made.shape) - made) <= room.reshape(made.shape)).all())

    def same(self, one: Slip, other: Slip) -> bool:
        """Whether two slips say the same: they do at other data too."""
        if one.id == other.id or self.marker.observation.by == "cases" or self.marker.observation.tolerance is not None:
            return True
        case = elsewhere(self.marker.question)
        if case is None:
            return False
        pair = self.pairs[0]
        try:
            world = self.marker.question.world(case)
            answer = np.asarray(world[pair.name], dtype=float)
            with np.errstate(all="ignore"):
                a, b = (np.asarray(s.make(answer, world, answer), dtype=float) for s in (one, other))
        except (AuthorError, TypeError, ValueError):
            return False
        return a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-12)
