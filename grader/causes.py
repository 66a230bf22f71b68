"""Slips with a cause: the response is another quantity of the graph, or the answer with one as a factor or a term too few or
too many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from grader.equality import Array
from grader.graph import World
from grader.key import QuestionKey
from grader.slips import Glance, Make, Slip, value_of


def causes(question: QuestionKey, asked: str) -> list[Slip]:
    """Return the quantities that the response may be, or lack, or have too many."""
    index = f"causes of {asked}"
    if index not in question.streams:
        question.streams[index] = list(_causes(question, asked))
    found: list[Slip] = question.streams[index]
    return found


def _causes(question: QuestionKey, asked: str) -> Iterator[Slip]:
    names = [n for n in question.graph.known() if n not in {asked, *question.dims} and not n.endswith("(answer)")]
    names += [n for n in question.given if n not in names]
    for name in names:
        yield Slip(f"other:{name}", f"{name}; {asked} was asked", _other(name), glance=_entry_of(name))
    for name, says, value in _multipliers(question, names, asked):
        for rows in (False, True):
            yield _factor(f"missing:{name}", f"the answer without {says}: that factor is missing", value, rows, True)
            yield _factor(f"extra:{name}", f"the answer with {says} as a factor too many", value, rows, False)
    near = set(question.graph.parents(asked))
    for name in names:
        for id, sign, says in (
            ("missing_term", -1, f"the answer without the term {name}"),
            ("extra_term", 1, f"the answer with a term {name} too many"),
        ):
            yield Slip(f"{id}:{name}", says, _term(name, sign, name in near), digits=4, glance=_entry_of(name, sign))
    for name in names:
        yield Slip(f"multiple:{name}", f"the answer plus a multiple of {name}", _multiple(name), digits=8)


def _entry_of(name: str, sign: int = 0) -> Glance:
    """Return the entry of a quantity; with a sign, that of the answer with the quantity added or taken away."""

    def glance(answer: Array, world: World, at: tuple[int, ...]) -> float | None:
        value = value_of(world, name)
        if value is None or value.shape != answer.shape:
            return None
        return float(value[at]) if not sign else float(answer[at] + sign * value[at])

    return glance


def _other(name: str) -> Make:
    def make(answer: Array, world: World, response: Array) -> Any:
        return value_of(world, name)

    return make


def _multipliers(
    question: QuestionKey, names: list[str], asked: str
) -> Iterator[tuple[str, str, Callable[[World], Any]]]:
    """Go through the factors that can be missing: quantities, and the derivative of each activation."""
    for name in names:
        yield name, f"the factor {name}", partial(value_of, name=name)
    graph = question.graph
    for name, quantity in graph.quantities.items():
        if len(quantity.parents) == 1 and quantity.gradient is None and name != asked:
            parent = quantity.parents[0]
            yield f"{name}′({parent})", f"the derivative {name}′({parent})", _slope(name, parent)


def _slope(name: str, parent: str) -> Callable[[World], Any]:
    """Return the derivative of a quantity that is computed entry by entry from its only parent."""

    def slope(world: World) -> Any:
        if ("slope", name) not in world.memo:
            world.memo["slope", name] = compute(world)
        return world.memo["slope", name]

    def compute(world: World) -> Any:
        point = value_of(world, parent)
        if point is None:
            return None
        try:
            with np.errstate(all="ignore"):
                moved = np.asarray(world.graph.quantities[name].function(**{parent: point + 1e-30j}))
        except Exception:
            return None
        return np.imag(moved) / 1e-30 if moved.shape == point.shape and np.iscomplexobj(moved) else None

    return slope


def _factor(id: str, says: str, value: Callable[[World], Any], rows: bool, inverse: bool) -> Slip:
    def shaped(answer: Array, world: World) -> Array | None:
        """Return the factor in a shape that multiplies the answer: whole, by columns, or with `rows` one for each row."""
        found: Array | None = value(world)
        if found is None:
            return None
        if rows:
            fits = found.ndim == 1 and answer.ndim == 2 and len(found) == len(answer)
            return found[:, None] if fits else None
        fits = found.ndim <= answer.ndim and found.shape == answer.shape[answer.ndim - found.ndim :]
        return found if fits else None

    def glance(answer: Array, world: World, at: tuple[int, ...]) -> float | None:
        found = shaped(answer, world)
        if found is None:
            return None
        entry = float(found[at[0], 0] if rows else found[at[len(at) - found.ndim :]])
        if not inverse:
            return float(answer[at]) * entry
        return float(answer[at]) / entry if entry else None

    def spread(answer: Array, world: World) -> Array | None:
        found = shaped(answer, world)
        # Ones change nothing, and a factor that is mostly zero explains anything.
        if (
            found is None
            or (np.abs(np.abs(found) - 1) < 1e-9).all()
            or np.count_nonzero(np.abs(found) > 1e-9) * 2 < found.size
        ):
            return None
        return np.broadcast_to(found, answer.shape)

    def make(answer: Array, world: World, response: Array) -> Any:
        found = spread(answer, world)
        if found is None:
            return None
        if not inverse:
            return answer * found
        if not found.all():
            if response.shape != answer.shape or np.any(answer[found == 0]):
                return None
            return np.where(found == 0, response, answer / np.where(found == 0, 1, found))
        return answer / found

    return Slip(id, says, make, digits=4, glance=glance)


def _term(name: str, sign: int, parent: bool) -> Make:
    def make(answer: Array, world: World, response: Array) -> Any:
        value = value_of(world, name)
        if value is None or value.shape != answer.shape or not value.any() or (answer.size == 1 and not parent):
            return None
        return answer + sign * value

    return make


def _multiple(name: str) -> Make:
    def make(answer: Array, world: World, response: Array) -> Any:
        value = value_of(world, name)
        if (
            value is None
            or value.shape != answer.shape
            or response.shape != answer.shape
            or np.count_nonzero(value) < 3
        ):
            return None
        at = np.unravel_index(int(np.argmax(np.abs(value))), value.shape)
        share = (response[at] - answer[at]) / value[at]
        return answer + share * value if np.ptp(np.abs(value)) > 1e-6 * np.abs(value[at]) else None

    return make
