"""Formulas of an assignment as quantities: in which order they are read, and what rank each turns out to have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.cases import SampleError, draw, random
from grader.errors import AuthorError, Location
from grader.graph import Quantity
from grader.key import QuestionKey

if TYPE_CHECKING:
    from grader.formula import Formula

_WORD = re.compile(r"[^\W\d_][\w']*")


class Probe:
    """The graph at the givens (drawn ones where none are given), to learn the shapes of its quantities."""

    def __init__(self, key: QuestionKey, id: str) -> None:
        drawn: dict[str, Any] = {}
        if names := [name for name in (*key.samplers, *key.free) if name not in key.values]:
            try:
                drawn = draw(random(id, key.id, "probe"), names, key.given, key.samplers, key.dims, free=True)
            except SampleError:
                drawn = {}
        self.world = key.graph.world({**drawn, **key.values})

    def rank(self, name: str) -> int | None:
        """Return the number of axes of a given or a quantity; None where it cannot be computed."""
        try:
            value = self.world[name]
        except AuthorError:
            return None
        return None if isinstance(value, tuple | dict) else np.ndim(value)


def formula_quantity(name: str, formula: Formula, location: Location | None = None) -> Quantity:
    """Return the quantity that a formula computes from the names in it."""

    def function(**values: Any) -> Any:
        return formula.evaluate(values)

    return Quantity(name, formula.needs, function, str(formula), formula=formula, location=location)


def definition_order(define: Mapping[str, str]) -> list[str]:
    """Return the names, each after those that its formula seems to use; a circle is found by the graph."""
    names = {
        name: {word for word in _WORD.findall(text.replace("_", " ")) if word in define}
        for name, text in define.items()
    }
    for name, text in define.items():
        names[name] |= {word for word in _WORD.findall(text) if word in define}
        names[name].discard(name)
    try:
        return list(TopologicalSorter(names).static_order())
    except CycleError:
        return list(define)
