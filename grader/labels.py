"""Which givens are labels, counts or sizes: whole numbers that a reference uses as an index, compares or cuts off.

`y: [0, 2, 1]` is typed like any vector. What it is, the reference knows: moved by a quarter, a label selects nothing or is
refused as an index, while a measurement changes the result a little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.equality import Array
from grader.errors import AuthorError
from grader.graph import Graph


def is_whole(value: Any) -> bool:
    """Whether a value is floating-point numbers without a fraction."""
    if isinstance(value, tuple | dict | str):
        return False
    array = np.asarray(value)
    return array.dtype.kind == "f" and array.size > 0 and bool(np.equal(array, np.round(array)).all())


def whole(value: Any) -> Array:
    """Return the same numbers as int64, as an index must be."""
    return np.asarray(value).astype(np.int64)


def labels(graph: Graph, values: Mapping[str, Any], candidates: Iterable[str], wanted: Sequence[str]) -> set[str]:
    """Return which of the candidates the reference takes for whole numbers when it computes `wanted`."""
    names = [name for name in candidates if name in values and is_whole(values[name])]
    if not names:
        return set()
    base = {**values, **{name: whole(values[name]) for name in names}}
    if _at(graph, base, wanted) is None:
        base = dict(values)
    return {name for name in names if _is_label(graph, base, values[name], name, wanted)}


def _is_label(graph: Graph, base: Mapping[str, Any], value: Any, name: str, wanted: Sequence[str]) -> bool:
    def moved(by: float) -> list[Any] | None:
        return _at(graph, {**base, name: np.asarray(value) + by}, wanted)

    quarter, more = moved(0.25), moved(0.375)
    if quarter is None or more is None:
        return _at(graph, {**base, name: whole(value)}, wanted) is not None
    if not _same(quarter, more):
        return False
    if np.ndim(value) == 0:
        return True
    # A mask such as x > 0 is blind to a fraction too, and x is no label: but it does not change from 1 to 2 either.
    one, beyond = moved(1.0), moved(1.25)
    return not (_same(quarter, beyond) and _same(quarter, one))


def _at(graph: Graph, values: Mapping[str, Any], wanted: Sequence[str]) -> list[Any] | None:
    world = graph.world(values)
    try:
        return [world[name] for name in wanted]
    except AuthorError:
        return None


def _same(one: list[Any] | None, other: list[Any] | None) -> bool:
    if one is None or other is None:
        return False
    return all(_equal(a, b) for a, b in zip(one, other, strict=True))


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, dict):
        return all(_equal(a[k], b.get(k)) for k in a)
    if isinstance(a, tuple):
        return all(_equal(x, y) for x, y in zip(a, b, strict=True))
    return bool(np.array_equal(a, b))


def as_indices(graph: Graph, values: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the givens, those as int64 without which some quantity cannot be computed at all."""
    candidates = [name for name, value in given.items() if is_whole(value)]
    if not candidates or not graph.quantities:
        return dict(given)
    world = graph.world(values)
    broken = []
    for name in graph.order():
        if all(needed in values for needed in graph.inputs([name])):
            try:
                world[name]
            except AuthorError as error:
                if isinstance(error.__cause__, IndexError | TypeError):
                    broken.append(name)
    if not broken:
        return dict(given)
    found = labels(graph, values, candidates, broken[:1]) | labels(graph, values, candidates, broken)
    return {name: whole(value) if name in found else value for name, value in given.items()}
