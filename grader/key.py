"""The answer key: each question's graph at its givens, and each part bound to the quantity that it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.assignment import (
    Assignment,
    PartBase,
    Question,
)
from grader.cases import Case, Sampler
from grader.document import Document
from grader.equality import Tolerance
from grader.errors import Location
from grader.graph import Graph, Misconception, World

if TYPE_CHECKING:
    from grader.formula import Formula, Scope


@dataclass
class PartKey:
    """A part, and the quantity of its question's graph that it asks for."""

    address: str
    part: PartBase
    quantity: str
    """Empty for choice and written parts, and where the key could not be bound."""
    tolerance: Tolerance
    location: Location


@dataclass
class QuestionKey:
    """A question with its graph and its givens."""

    id: str
    question: Question
    graph: Graph
    given: dict[str, Any]
    samplers: dict[str, Sampler]
    dims: dict[str, int]
    parts: dict[str, PartKey] = field(default_factory=dict)
    ranks: dict[str, int | None] = field(default_factory=dict)
    """For each name a formula may use: 0 scalar, 1 vector, 2 matrix."""
    free: dict[str, None] = field(default_factory=dict)
    """Unknown scalars of a question that gives no values: the names that its formulas use and nobody defines."""

    streams: dict[str, Any] = field(default_factory=dict)
    """What is worked out once and kept for all submissions: points, call forms, what a formula amounts to."""
    _scopes: dict[tuple[tuple[str, ...], int], Scope] = field(default_factory=dict)
    _worlds: dict[tuple[int, str], tuple[Case, World]] = field(default_factory=dict)

    @cached_property
    def case(self) -> Case:
        """The question's own data."""
        return Case(self.values)

    @property
    def truth(self) -> World:
        """The graph at the question's own givens."""
        return self.world(self.case)

    def world(self, case: Case, exchanged: Misconception | None = None) -> World:
        """Return the graph at a case, computed once for all submissions; with one function exchanged, if asked."""
        index = (id(case), f"{exchanged.of}: {exchanged.id}" if exchanged else "")
        if index not in self._worlds:
            if len(self._worlds) > 4096:
                self._worlds.clear()
            # The case is kept beside its world, so that no other case can get its identity.
            self._worlds[index] = (case, self.graph.world(case.given, case.fixed, exchanged))
        return self._worlds[index][1]

    @property
    def values(self) -> dict[str, Any]:
        """The givens, and the sizes that have a name."""
        return {**self.dims, **self.given}

    def scope(self, indices: Iterable[str] = ()) -> Scope:
        """Return what a formula may use: every given, size and quantity, under all their spellings."""
        from grader.formula import Scope

        index = (tuple(indices), len(self.ranks))
        if index not in self._scopes:
            self._scopes[index] = Scope(
                ranks=dict(self.ranks),
                functions=self.graph.functions,
                spellings=self.question.spellings,
                indices=index[0],
                dims=self.dims,
            )
        return self._scopes[index]

    def forget_scopes(self) -> None:
        """Make scopes anew: a name was learnt."""
        self._scopes.clear()

    def read(self, text: str, indices: Iterable[str] = ()) -> Formula:
        """Read an author's formula. Where the question gives no values, it may bring in unknown scalars.

        Errors: FormulaError.
        """
        from grader.formula import FormulaError, parse

        symbolic = not (self.given or self.dims or self.question.reference)
        while True:
            try:
                return parse(text, self.scope(indices))
            except FormulaError as error:
                if not symbolic or not error.undeclared or len(self.free) >= 50 or error.undeclared in self.ranks:
                    raise
                self.free[error.undeclared] = None
                self.ranks[error.undeclared] = 0


@dataclass
class Key:
    """An assignment that can be graded."""

    id: str
    assignment: Assignment
    document: Document
    questions: dict[str, QuestionKey]
    folders: tuple[Path, ...] = ()
    """Where the assignment and its references lie."""

    def parts(self) -> Iterator[tuple[QuestionKey, PartKey]]:
        """Go through all parts in their order."""
        for question in self.questions.values():
            for part in question.parts.values():
                yield question, part


def quantities_of(returns: Any) -> list[str]:
    """Return the quantities that a function part's `returns` names, in their order."""
    if returns is None:
        return []
    if isinstance(returns, str):
        return [returns]
    items: Iterable[Any] = returns.values() if isinstance(returns, dict) else returns
    return [name for item in items for name in quantities_of(item)]
