"""When two answers are equal: can it be read → right shape → finite → every entry agrees. One `compare` for every kind.

The response is the student's, the answer the key's; the tolerance is scaled by the answer, never by the response. NaN, ±∞, an
empty array, a missing entry or a shape that would only broadcast agree with nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

FLOOR = 1e-9
"""No entry is asked for more exactly than this share of the answer's largest entry, so that a zero can be marked."""
ZERO = 1e-12
"""How near to zero an answer that is zero everywhere must be met: a computed zero is rarely exact."""


@dataclass(frozen=True)
class Tolerance:
    """How exactly a number must agree.

    A number agrees within max(atol, rtol·|answer|), or when the answer rounds to what was typed and enough was typed: at
    least `digits` significant digits, or at least `decimals` decimals where the author asks for those.
    """

    rtol: float = 1e-3
    atol: float = 0.0
    digits: int | None = None
    decimals: int | None = None

    @property
    def significant(self) -> int | None:
        """The significant digits that suffice; 3 where the author says neither digits nor decimals."""
        return 3 if self.digits is None and self.decimals is None else self.digits


@dataclass(frozen=True)
class Typed:
    """Numbers as they were typed: values, and for each the last decimal place and the significant digits written.

    Shapes: all three arrays have the shape of the response. An entry that could not be read is NaN. `place` is the size of
    one unit in the last place written (0.01 for `0.73`, 0 for an exact `1/13`); `digits` counts significant digits.
    """

    values: Array
    place: Array
    digits: Array

    @classmethod
    def exact(cls, values: Any) -> Typed:
        """Wrap numbers that were computed, not typed: no rounding is forgiven."""
        array = np.asarray(values, dtype=float)
        return cls(array, np.zeros(array.shape), np.zeros(array.shape, dtype=int))

    def reshape(self, shape: tuple[int, ...]) -> Typed:
        """Return the same numbers in another shape."""
        return Typed(self.values.reshape(shape), self.place.reshape(shape), self.digits.reshape(shape))

    @property
    def transposed(self) -> Typed:
        """The same numbers with rows and columns exchanged."""
        return Typed(self.values.T, self.place.T, self.digits.T)


@dataclass(frozen=True)
class Agreement:
    """What a comparison found. `fault` is empty, `shape`, `empty` or `nonfinite`; then no entry agrees."""

    entries: Array
    """Which entries of the answer are met; shape of the answer, dtype bool."""
    fault: str = ""
    flattened: bool = False
    """A row or a column was taken for a vector."""
    short: Array | None = None
    """Entries that are right as far as they go, but were typed with too few digits."""

    @property
    def share(self) -> float:
        """The share of entries that agree, in [0, 1]."""
        return float(self.entries.mean()) if self.entries.size and not self.fault else 0.0

    @property
    def full(self) -> bool:
        """Whether every entry agrees."""
        return not self.fault and bool(self.entries.size) and bool(self.entries.all())


def measure(text: str) -> tuple[float, int]:
    """Return (size of the last place written, significant digits written) of a decimal number's text.

    >>> measure("-0.730")
    (0.001, 3)
    >>> measure("2.5e-3")
    (0.0001, 2)
    >>> measure("100")
    (1.0, 3)
    """
    mantissa, _, exponent = text.strip().lstrip("+-−").lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = len((whole + fraction).lstrip("0"))
    power = (int(exponent) if exponent else 0) - len(fraction)
    return (10.0**power if -400 < power < 300 else math.inf), digits


def compare(
    response: Typed, answer: Array, tolerance: Tolerance, base: Array | None = None, forgive_vector: bool = True
) -> Agreement:
    """Hold a response against one answer, entry by entry.

    With `base` (the old weights) both are compared as steps from it: `response − base` with `answer − base`, because a new
    weight is nearly the old one whatever its gradient was.

    Errors: none; whatever is wrong with the response is in the result.
    """
    answer = np.asarray(answer, dtype=float)
    if response.values.size == 0 and answer.size:
        return _none(answer, "empty")
    flattened = False
    if response.values.shape != answer.shape:
        if not (forgive_vector and _same_vector(response.values.shape, answer.shape)):
            return _none(answer, "shape")
        response, flattened = response.reshape(answer.shape), True
    shift = 0.0 if base is None else np.asarray(base, dtype=float)
    wanted = answer if base is None else answer - shift
    with np.errstate(all="ignore"):
        error = np.abs(response.values - answer)
        allowed = np.maximum(tolerance.atol, tolerance.rtol * np.abs(wanted))
    # An infinite answer would allow an infinite error; NaN is neither less nor more than anything.
    within = (error <= allowed) & (error < np.inf)
    if within.all():
        # Most answers are right; then neither rounding nor the floor has a say.
        return Agreement(within, "", flattened)
    if not np.isfinite(response.values).all():
        # A NaN says that the computation broke: the entries beside it are no evidence of a right method.
        return _none(answer, "nonfinite", flattened)
    if not np.isfinite(answer).all():
        return _none(answer, "", flattened)
    largest = float(np.max(np.abs(wanted), initial=0.0))
    # After subtracting the old weight, its own rounding is in the step: the floor must not lie below that.
    rounding = 1e-15 * float(np.max(np.abs(shift), initial=0.0))
    allowed = np.maximum(allowed, max(FLOOR * largest if largest else ZERO, rounding))
    rounds = _rounds(response, error)
    resolved = np.ones(answer.shape, dtype=bool)
    if base is not None:
        # Rounded digits show a step only if the old weight itself would have been written differently.
        resolved = (wanted == 0) | (np.abs(response.values - shift) > 0.5 * response.place * (1 + 1e-9))
    entries = (error <= allowed) | (rounds & resolved & _enough(response, tolerance))
    if tolerance.decimals is not None and base is None:
        entries |= np.isclose(response.values, np.round(answer, tolerance.decimals), rtol=1e-12, atol=1e-15)
    short = rounds & ~entries & (response.digits > 0)
    return Agreement(entries, "", flattened, short if short.any() else None)


def _none(answer: Array, fault: str, flattened: bool = False) -> Agreement:
    return Agreement(np.zeros(answer.shape, dtype=bool), fault, flattened)


def scaled(answer: Array, rtol: float, atol: float = 0.0) -> Tolerance:
    """Return the tolerance for computed arrays: `rtol` of the answer's largest entry, the same for every entry."""
    largest = float(np.max(np.abs(np.asarray(answer, dtype=float)), initial=0.0))
    return Tolerance(rtol=0.0, atol=max(atol, rtol * largest), digits=0)


def stricter(tolerance: Tolerance, **changes: Any) -> Tolerance:
    """Return the tolerance with some of its fields replaced; fields that are None stay."""
    return replace(tolerance, **{key: value for key, value in changes.items() if value is not None})


def _same_vector(response: tuple[int, ...], answer: tuple[int, ...]) -> bool:
    """Whether the response is the vector written flat, as a row or as a column (and the answer is a vector)."""
    long = [n for n in answer if n != 1]
    if len(answer) > 2 or len(long) > 1 or (len(answer) == 2 and not long):
        return answer in {(1, 1), (1,)} and response in {(), (1,), (1, 1)}
    if answer == ():
        return response in {(1,), (1, 1)}
    size = math.prod(answer)
    return response in {(size,), (1, size), (size, 1)} or (size == 1 and response == ())


def _rounds(response: Typed, error: Array) -> Array:
    """Whether the answer, rounded to the last place typed, is what was typed."""
    return (response.place > 0) & (error <= 0.5 * response.place * (1 + 1e-9))


def _enough(response: Typed, tolerance: Tolerance) -> Array:
    enough = np.zeros(response.values.shape, dtype=bool)
    if tolerance.significant is not None:
        enough |= response.digits >= max(1, tolerance.significant)
    if tolerance.decimals is not None:
        enough |= response.place <= 10.0**-tolerance.decimals * (1 + 1e-9)
    return enough
