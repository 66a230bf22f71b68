"""Generic slips: what a response has to do with the right answer, whatever the homework.

A *fact* is true whatever its cause: the response is the negative of the answer, twice the answer, its transpose. A *cause* is
one way to come to the response: a factor left out, another quantity given. Facts are said as they are; a cause is said only
where no other cause gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.cases import Case, random
from grader.equality import Array, Typed
from grader.errors import AuthorError
from grader.graph import World
from grader.key import QuestionKey
from grader.wording import listed, number, place

Make = Callable[[Array, World, Array], Any]
"""(answer, world, response) → what the slip gives; None where it gives nothing. The response only says in which order or
with which terms the slip was made, never how large it is."""


Glance = Callable[[Array, World, tuple[int, ...]], "float | None"]


@dataclass(frozen=True)
class Slip:
    """A way to be wrong."""

    id: str
    says: str
    """What follows "looks like"."""
    make: Make
    hint: str | None = None
    """What may be said where an expected value may not; None: the same."""
    fact: bool = False
    digits: int = 3
    """How many significant digits, over all entries, must have been typed before this is said."""
    glance: Glance | None = None
    """(answer, world, place) → what the slip gives at one entry, so that most slips can be ruled out at a glance."""
    single: bool = True
    """Whether it is said of one quantity alone, not of several that one function returned."""


_CONSTANT = "a constant factor that was kept or dropped: look at each 2, ½ and 1/n"


def facts(question: QuestionKey) -> list[Slip]:
    """Return what can be said of a response without naming a cause, the simplest first."""
    if "facts" not in question.streams:
        question.streams["facts"] = list(_facts(question))
    found: list[Slip] = question.streams["facts"]
    return found


def _facts(question: QuestionKey) -> Iterator[Slip]:
    yield Slip(
        "negated", "the negative of the answer: check the signs", lambda a, w, r: -a,
        "a sign that is turned round", True, 1, _times(lambda w: -1.0), single=False,
    )  # fmt: skip
    table = (
        ("2", 2.0, "twice the answer: a factor 2 is kept that a ½ cancels, or counted twice"),
        ("1/2", 0.5, "half the answer: a factor 2 was dropped"),
        ("-2", -2.0, "minus twice the answer: look at the sign and at each factor 2"),
        ("-1/2", -0.5, "minus half the answer: look at the sign and at each factor 2"),
    )
    for id, value, says in table:
        yield _constant(f"ratio:{id}", says, value)
    for name, sizes in _sizes(question).items():
        yield _size(f"ratio:{name}", f"{sizes} times the answer: a sum stands where a mean belongs", name)
        yield _size(f"ratio:1/{name}", f"the answer divided by {sizes}: a mean stands where a sum belongs", name, True)
    for power in (-3, -2, -1, 1, 2, 3):
        says = f"10^{power} times the answer: the decimal point has slipped".replace("^-", "^−")
        yield _constant(f"ratio:10^{power}", says, 10.0**power, "the answer with its decimal point in another place")
    yield Slip("transposed", "the transpose of the answer", _transposed, fact=True, single=False)
    yield Slip(
        "swapped", "the right numbers in the wrong places", _swapped,
        "the right numbers in the wrong places", fact=True,
    )  # fmt: skip
    yield Slip("reversed", "the answer in reverse order", _reversed, "the right values in another order", fact=True)
    yield Slip("not_summed", "the single terms: the sum over them is missing", _not_summed, fact=True)
    yield Slip("summed", "the sum over the entries that were asked for one by one", _summed(np.sum), fact=True)
    yield Slip("averaged", "the mean of the entries that were asked for one by one", _summed(np.mean), fact=True)
    yield Slip(
        "diagonal", "the diagonal of the answer: an entry-by-entry product stands where an outer product belongs",
        lambda a, w, r: np.diag(a) if a.ndim == 2 and a.shape[0] == a.shape[1] > 1 else None,
        "an entry-by-entry product where an outer product belongs", True,
    )  # fmt: skip
    yield Slip(
        "signs", "the answer with a wrong sign in some entries", _signs,
        "a sign that is wrong in some entries", True, 4, single=False,
    )  # fmt: skip


def value_of(world: World, name: str) -> Array | None:
    """Return a quantity as real numbers; None where it is none, or cannot be computed here."""
    if ("value", name) not in world.memo:
        world.memo["value", name] = _value_of(world, name)
    found: Array | None = world.memo["value", name]
    return found


def _value_of(world: World, name: str) -> Array | None:
    try:
        value = np.asarray(world[name])
    except (AuthorError, TypeError, ValueError):
        return None
    return value.astype(float) if value.dtype.kind in "fiub" else None


def _constant(id: str, says: str, value: float, hint: str = _CONSTANT) -> Slip:
    return Slip(id, says, lambda a, w, r: a * value, hint, True, glance=_times(lambda w: value), single=False)


def _size(id: str, says: str, name: str, inverse: bool = False) -> Slip:
    def size(world: World) -> float | None:
        found = _sizes_in(world).get(name)
        return None if found is None else (1.0 / found if inverse else float(found))

    def make(answer: Array, world: World, response: Array) -> Any:
        found = size(world)
        return None if found is None else answer * found

    return Slip(id, says, make, _CONSTANT, True, glance=_times(size), single=False)


def _times(factor: Callable[[World], float | None]) -> Glance:
    def glance(answer: Array, world: World, at: tuple[int, ...]) -> float | None:
        value = factor(world)
        return None if value is None else value * float(answer[at])

    return glance


def _sizes(question: QuestionKey) -> dict[str, str]:
    """Return the sizes that a sum or a mean can go over, each under its name and as a sentence shows it."""
    known = _sizes_in(question.truth)
    out: dict[str, str] = {}
    seen: set[int] = set()
    for name in [*question.dims, *(n for n in known if n not in question.dims)]:
        size = known.get(name, 0)
        if size > 2 and size not in seen:
            seen.add(size)
            out[name] = f"{name} = {size}" if name in question.dims else f"{size}, the {name},"
    return out


def _sizes_in(world: World) -> dict[str, int]:
    """Return the named sizes of one case, and the numbers of rows of its arrays."""
    if "sizes" not in world.memo:
        world.memo["sizes"] = _count_rows(world.given)
    found: dict[str, int] = world.memo["sizes"]
    return found


def _count_rows(given: Mapping[str, Any]) -> dict[str, int]:
    out = {n: int(v) for n, v in given.items() if np.ndim(v) == 0 and np.asarray(v).dtype.kind == "i"}
    for name, value in given.items():
        if np.ndim(value):
            out[f"number of rows of {name}" if np.ndim(value) > 1 else f"number of entries of {name}"] = len(value)
    return out


def _transposed(answer: Array, world: World, response: Array) -> Any:
    return answer.T if answer.ndim == 2 and min(answer.shape) > 1 else None


def _swapped(answer: Array, world: World, response: Array) -> Any:
    if response.shape != answer.shape or not 2 <= answer.size <= 400:
        return None
    out = np.empty(answer.size)
    out[np.argsort(response, axis=None, kind="stable")] = np.sort(answer, axis=None)
    return out.reshape(answer.shape)


def _reversed(answer: Array, world: World, response: Array) -> Any:
    return answer[::-1] if answer.ndim and len(answer) > 1 else None


def _not_summed(answer: Array, world: World, response: Array) -> Any:
    if response.ndim != answer.ndim + 1 or not answer.any():
        return None
    for axis in range(response.ndim):
        total = response.sum(axis=axis)
        if total.shape == answer.shape and response.shape[axis] > 1 and np.allclose(total, answer, rtol=2e-3, atol=0):
            return response
    return None


def _summed(how: Callable[..., Any]) -> Make:
    def make(answer: Array, world: World, response: Array) -> Any:
        if answer.ndim != response.ndim + 1:
            return None
        for axis in range(answer.ndim):
            out = how(answer, axis=axis)
            # A sum of one entry is that entry: there a dimension was dropped, and nothing summed.
            if answer.shape[axis] < 2:
                continue
            if np.shape(out) == response.shape and np.allclose(out, response, rtol=2e-3, atol=0):
                return out
        return None

    return make


def _signs(answer: Array, world: World, response: Array) -> Any:
    if response.shape != answer.shape or not answer.size > 1:
        return None
    return np.where(np.sign(response) == -np.sign(answer), -answer, answer)


def exchanged(answer: Array, response: Array) -> str:
    """Return which entries stand in each other's places, where they are two."""
    wrong = np.argwhere(~np.isclose(answer, response, rtol=5e-3, atol=0))
    return listed(place(i) for i in wrong) if len(wrong) == 2 else ""


def weight(response: Typed, base: Array | None) -> int:
    """Return how many significant digits a response holds, counting equal entries once; computed values hold many."""
    steps = np.abs(response.values - (0 if base is None else base)).ravel()
    places = response.place.ravel()
    total = 0
    for step, unit in {(float(s), float(p)) for s, p in zip(steps, places, strict=True) if s and np.isfinite(s)}:
        total += 9 if unit <= 0 else max(0, min(9, int(np.floor(np.log10(step / unit) + 1e-9)) + 1))
    return total


def elsewhere(question: QuestionKey) -> Case | None:
    """Return the question's data moved a little, where numbers that are equal by chance are equal no longer."""
    if "elsewhere" not in question.streams:
        rng = random(question.id, "elsewhere")
        given: dict[str, Any] = dict(question.dims)
        for name, value in question.given.items():
            array = np.asarray(value)
            # Labels and one-hot targets stay what they are: moved, they would be no targets.
            kept = name in question.samplers and question.samplers[name].kind in {"one_hot", "integers", "choice"}
            moved = array.dtype.kind == "f" and not kept
            given[name] = array * rng.uniform(0.7, 1.3, array.shape) + 0.05 if moved else value
        question.streams["elsewhere"] = Case(given, "elsewhere")
    found = question.streams["elsewhere"]
    return found if isinstance(found, Case) else None


def ratio_sentence(ratio: float) -> str:
    """Return the sentence about a constant ratio that has no name."""
    return f"every entry is {number(ratio)} times the answer"
