"""A formula that was read: it can be evaluated, printed, and asked what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from grader.formula.evaluate import Evaluation
from grader.formula.parser import read
from grader.formula.printing import to_latex, to_text
from grader.formula.scope import Scope
from grader.formula.tree import (
    RANK_OF_KIND,
    Binary,
    Call,
    Entry,
    Name,
    Negate,
    Node,
    Number,
    Sum,
    Tuple,
    is_elementary,
    walk,
)


@dataclass(frozen=True)
class Formula:
    """One formula, as it was written and as it was read."""

    text: str = field(compare=False)
    """As its writer wrote it."""
    tree: Node
    """As it was read."""
    axes: tuple[str, ...] = ()
    """The indices along which its value may run: the answer's, or the one that was left free."""
    scope: Scope = field(default_factory=lambda: Scope({}), compare=False, repr=False)
    """What it was read with."""

    @cached_property
    def names(self) -> frozenset[str]:
        """The declared names it uses."""
        return frozenset(n.name for n in walk(self.tree) if isinstance(n, Name) and n.name in self.scope.ranks)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The names and sizes it needs values of, in the order in which they are first written."""
        first: dict[str, int] = {}
        for node in walk(self.tree):
            if isinstance(node, Name):
                first[node.name] = min(node.span[0], first.get(node.name, node.span[0]))
        order = sorted(first, key=first.__getitem__)
        used = self.names | self.sizes
        return (*(n for n in order if n in used), *sorted(used - set(order)))

    @cached_property
    def sizes(self) -> frozenset[str]:
        """The names of sizes it uses, as scalars or as limits of sums."""
        used = {n.name for n in walk(self.tree) if isinstance(n, Name) and n.name not in self.scope.ranks}
        used |= {n.upper for n in walk(self.tree) if isinstance(n, Sum) and isinstance(n.upper, str)}
        return frozenset(name for name in used if name in self.scope.dims)

    @cached_property
    def decimals(self) -> bool:
        """Whether it has constants with a decimal point or an exponent, which may have been rounded."""
        return any(isinstance(n, Number) and not n.text.isdigit() for n in walk(self.tree))

    @cached_property
    def operations(self) -> tuple[Node, ...]:
        """The nodes that compute something, each before its operands."""
        return tuple(n for n in walk(self.tree) if isinstance(n, Binary | Call | Negate | Sum))

    @cached_property
    def elementary(self) -> bool:
        """Whether it is a single operation of names and constants; a dot or matrix product counts as one."""
        return is_elementary(self.tree)

    @cached_property
    def indexed(self) -> bool:
        """Whether it is written in index notation."""
        return any(isinstance(n, Entry) and any(isinstance(i, str) for i in n.indices) for n in walk(self.tree))

    @cached_property
    def idle_axes(self) -> tuple[int, ...]:
        """The axes of the answer that its index notation does not speak of: in `(y_k − t_k) x` the vector x runs over i."""
        letters = {i for n in walk(self.tree) if isinstance(n, Entry) for i in n.indices if isinstance(i, str)}
        return tuple(place for place, axis in enumerate(self.axes) if axis not in letters) if letters else ()

    @cached_property
    def is_shape(self) -> bool:
        """Whether it is a shape, `(d, 1)`."""
        return isinstance(self.tree, Tuple)

    @cached_property
    def shape_of_vector(self) -> bool:
        """Whether it is a shape with one size, `(d,)`."""
        return isinstance(self.tree, Tuple) and len(self.tree.items) == 1

    @property
    def rank(self) -> int | None:
        """The rank of its value as far as the declared ranks tell: 0 scalar, 1 vector, 2 matrix (or row)."""
        return None if self.axes and self.indexed else RANK_OF_KIND[self.tree.kind]

    def evaluate(self, values: Mapping[str, Any], sizes: Mapping[str, int] | None = None) -> np.ndarray:
        """Return its value: a column as a 1-D array, a row as (1, n), indices as axes in the order of `axes`.

        `sizes` tells how long the answer's axes are, so that `h_j` fills an answer with axes k and j.
        Raises FormulaError for shapes that do not fit; what is not finite is returned as it is.
        """
        return Evaluation(self.text, self.scope, values).run(self.tree, self.axes, sizes)

    def evaluate_with_kinks(
        self, values: Mapping[str, Any], sizes: Mapping[str, int] | None = None
    ) -> tuple[np.ndarray, Mapping[tuple[int, int], np.ndarray]]:
        """Return its value, and by the column of each call of relu, abs, max, … and its argument the signs of that."""
        kinks: dict[tuple[int, int], np.ndarray] = {}
        value = Evaluation(self.text, self.scope, values, kinks).run(self.tree, self.axes, sizes)
        return value, kinks

    def read_as(self, values: Mapping[str, Any] | None = None) -> str:
        """Return how it was read; with values, every `*` is shown as the product that the shapes allow."""
        if values is None:
            return str(self)
        evaluation = Evaluation(self.text, self.scope, values)
        evaluation.run(self.tree, self.axes, None)
        return to_text(self.tree, self.scope, evaluation.products)

    def __str__(self) -> str:
        """Return it in plain signs with few brackets; read again, it gives the same tree."""
        return to_text(self.tree, self.scope)

    def latex(self) -> str:
        """Return it as LaTeX."""
        return to_latex(self.tree)


def parse(text: str, scope: Scope) -> Formula:
    """Read one formula. Raises FormulaError."""
    tree, axes = read(text, scope)
    return Formula(text, tree, axes, scope)


_NUMBERS = Scope({})


def parse_number(text: str) -> Formula:
    """Read a number, or a list of numbers, without names: `1/sqrt(13)`, `-.5`, `[1, 2e-3]`. Raises FormulaError."""
    return parse(text, _NUMBERS)
