"""The reference graph: named quantities, each computed from the quantities that its parameters name.

Everything else follows from it: the truth is the graph evaluated at the given values; follow-through is the graph with the
student's own values put in; a misconception is the graph with one function exchanged.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from grader.equality import Array
from grader.errors import AuthorError, Location, Problem, did_you_mean

F = TypeVar("F", bound=Callable[..., Any])
LOSSES = {"loss", "cost", "error", "l", "e", "j", "c"}
"""What a loss is called, in small letters."""
_TAIL = re.compile(r"[:;]\s")


@dataclass(frozen=True)
class Gradient:
    """What a quantity claims to be the derivative of, and by what."""

    of: str
    wrt: str


@dataclass(frozen=True)
class Quantity:
    """A node of the graph."""

    name: str
    parents: tuple[str, ...]
    function: Callable[..., Any]
    doc: str = ""
    """What it is, in the author's words; for a formula, the formula as it is read."""
    optional: frozenset[str] = frozenset()
    """Parents that have a default and need not be given."""
    gradient: Gradient | None = None
    formula: Any = None
    """The formula that defines it, where no function does."""
    location: Location | None = None


@dataclass(frozen=True)
class Misconception:
    """A wrong way to compute one quantity; what it does to the quantities after it follows from the graph."""

    id: str
    of: str
    says: str
    parents: tuple[str, ...]
    function: Callable[..., Any]
    credit: Fraction = Fraction(0)
    optional: frozenset[str] = frozenset()
    location: Location | None = None

    @property
    def hint(self) -> str:
        """What was done, without what would be right: the sentence up to its first colon or semicolon."""
        return _TAIL.split(self.says, maxsplit=1)[0]


def gradient(of: str, wrt: str) -> Callable[[F], F]:
    """Say that the decorated quantity is the derivative of `of` by `wrt`; `grade check` holds it to that.

    A scalar's gradient has the shape of `wrt`; the Jacobian of a vector has a row for each entry of `of`.
    """

    def mark(function: F) -> F:
        function.__gradient__ = Gradient(of, wrt)  # type: ignore[attr-defined]  # read again by from_module
        return function

    return mark


def misconception(of: str, says: str, credit: float | str = 0) -> Callable[[F], F]:
    """Say that the decorated function computes the quantity `of` wrongly, and what a student who does so has done."""

    def mark(function: F) -> F:
        function.__misconception__ = (of, says, Fraction(str(credit)))  # type: ignore[attr-defined]
        return function

    return mark


@dataclass(frozen=True)
class Graph:
    """Named quantities, and the misconceptions about them."""

    quantities: Mapping[str, Quantity]
    misconceptions: Mapping[str, Misconception] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """Functions that formulas may call by these names, beside the formula language's own."""

    def __post_init__(self) -> None:
        self._check()

    def parents(self, name: str) -> tuple[str, ...]:
        """Return the names that `name` is computed from; none for a given."""
        return self.quantities[name].parents if name in self.quantities else ()

    @cached_property
    def _lineages(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def rank(self) -> dict[str, int]:
        """The place of each quantity in the order of computation."""
        return {name: i for i, name in enumerate(self.order())}

    def ancestors(self, name: str) -> list[str]:
        """Return everything that `name` is computed from, givens included, each after what it needs."""
        if name in self._lineages:
            return self._lineages[name]
        out: dict[str, None] = {}

        def visit(current: str) -> None:
            for parent in self.parents(current):
                if parent not in out:
                    visit(parent)
                    out[parent] = None

        visit(name)
        self._lineages[name] = list(out)
        return self._lineages[name]

    def order(self, names: Iterable[str] | None = None) -> list[str]:
        """Return the quantities (of `names` and all they need; else all), each after what it is computed from."""
        out: dict[str, None] = {}
        for name in self.quantities if names is None else names:
            for earlier in (*self.ancestors(name), name):
                if earlier in self.quantities:
                    out[earlier] = None
        return list(out)

    def inputs(self, names: Iterable[str] | None = None) -> list[str]:
        """Return the names that must be given so that `names` (else everything) can be computed."""
        needed: dict[str, None] = {}
        optional: set[str] = set()
        for name in self.order(names):
            quantity = self.quantities[name]
            for parent in quantity.parents:
                if parent not in self.quantities:
                    if parent in quantity.optional:
                        optional.add(parent)
                    else:
                        needed[parent] = None
        return list(needed)

    def known(self) -> list[str]:
        """Return every name that occurs: quantities, and what they are computed from."""
        return list(dict.fromkeys([*self.quantities, *(p for q in self.quantities.values() for p in q.parents)]))

    def world(
        self,
        given: Mapping[str, Any],
        overrides: Mapping[str, Any] | None = None,
        exchanged: Misconception | None = None,
    ) -> World:
        """Return the values of all quantities at `given`, computed when they are asked for.

        `overrides` stand in for what the graph would compute; `exchanged` computes its quantity in the graph's stead.
        """
        return World(self, given, overrides or {}, exchanged)

    def upstream(self, name: str) -> list[Misconception]:
        """Return the misconceptions about `name` itself, then those about what it is computed from, nearest first."""
        near = [m for m in self.misconceptions.values() if m.of == name]
        far = [m for other in reversed(self.ancestors(name)) for m in self.misconceptions.values() if m.of == other]
        return near + far

    def _check(self) -> None:
        problems = []
        for wrong in self.misconceptions.values():
            if wrong.of not in self.quantities:
                message = (
                    f"the misconception '{wrong.id}' is about '{wrong.of}', which is no quantity of this reference"
                )
                problems.append(Problem(message, wrong.location, hint=did_you_mean(wrong.of, self.quantities)))
        for quantity in self.quantities.values():
            if quantity.gradient:
                for end in (quantity.gradient.of, quantity.gradient.wrt):
                    if end not in self.known():
                        message = (
                            f"'{quantity.name}' is a gradient of or by '{end}', which this reference does not know"
                        )
                        problems.append(Problem(message, quantity.location, hint=did_you_mean(end, self.known())))
        cycle = _cycle(self.quantities)
        if cycle:
            chain = " ← ".join([*cycle, cycle[0]])
            problems.append(
                Problem(f"these quantities are computed from each other: {chain}", self.quantities[cycle[0]].location)
            )
        if problems:
            raise AuthorError(problems)


class World(Mapping[str, Any]):
    """The values of a graph's quantities at one set of givens; each is computed once, when it is first asked for."""

    def __init__(
        self, graph: Graph, given: Mapping[str, Any], overrides: Mapping[str, Any], exchanged: Misconception | None
    ) -> None:
        self.graph = graph
        self.given = given
        self.overrides = overrides
        self.exchanged = exchanged
        self.used: set[str] = set()
        """The overrides that some value asked for so far really came from."""
        self.memo: dict[Any, Any] = {}
        """What was worked out from these values elsewhere, and is kept with them."""
        self._values: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Return the value of a quantity or a given.

        Errors: AuthorError where a given is missing, or where a function of the reference raises.
        """
        if name in self._values:
            return self._values[name]
        quantity = self.graph.quantities.get(name)
        if quantity is None:
            if name not in self.given:
                known = [*self.given, *self.graph.quantities]
                raise AuthorError(Problem(f"'{name}' is neither given nor computed", hint=did_you_mean(name, known)))
            return self.given[name]
        if name in self.overrides:
            self.used.add(name)
            value = self.overrides[name]
        else:
            value = self._compute(quantity)
        self._values[name] = value
        return value

    def compute(self, name: str) -> Any:
        """Return `name` computed from its parents even where an override stands in for it."""
        quantity = self.graph.quantities.get(name)
        return self._compute(quantity) if quantity and name in self.overrides else self[name]

    def _compute(self, quantity: Quantity) -> Any:
        wrong = self.exchanged if self.exchanged and self.exchanged.of == quantity.name else None
        source = wrong or quantity
        arguments = {p: _lent(self[p]) for p in source.parents if p not in source.optional or self._has(p)}
        what = f"the misconception '{wrong.id}'" if wrong else f"the quantity '{quantity.name}'"
        try:
            with np.errstate(all="ignore"):
                value = source.function(**arguments)
            if value is None:
                raise AuthorError(Problem(f"{what} returns nothing", source.location))
            return value if isinstance(value, tuple | dict) else np.asarray(value)
        except AuthorError:
            raise
        except (Exception, SystemExit) as error:
            if isinstance(source, Quantity) and source.formula is not None and hasattr(error, "message"):
                # A formula's own error has its words and its hint.
                message = f"{what} cannot be computed: {error.message}"
                raise AuthorError(Problem(message, source.location, hint=getattr(error, "hint", ""))) from error
            shapes = ", ".join(f"{k} {np.shape(v)}" for k, v in arguments.items())
            message = f"{what} cannot be computed: {type(error).__name__}: {error} (shapes: {shapes})"
            raise AuthorError(Problem(message, source.location, hint=_advice(str(error)))) from error

    def _has(self, name: str) -> bool:
        return name in self.graph.quantities or name in self.given

    def __iter__(self) -> Iterator[str]:
        return iter([*self.given, *self.graph.quantities])

    def __len__(self) -> int:
        return len(self.given) + len(self.graph.quantities)


def jacobian(graph: Graph, given: Mapping[str, Any], of: str, wrt: str) -> Array:
    """Return the derivative of `of` by `wrt` by complex-step differentiation, exact to rounding.

    Shapes: for a scalar `of`, the shape of `wrt`; else that of `of` followed by that of `wrt`.
    Errors: AuthorError, where the reference cannot be computed with complex numbers.

    Source: Squire & Trapp 1998, "Using complex variables to estimate derivatives of real functions".
    """
    point = np.asarray(graph.world(given)[wrt], dtype=complex)
    columns = []
    step = 1e-30
    for index in np.ndindex(point.shape):
        moved = point.copy()
        moved[index] += 1j * step
        inner = wrt in graph.quantities
        world = graph.world(given, {wrt: moved}) if inner else graph.world({**given, wrt: moved})
        columns.append(np.imag(world[of]) / step)
    shape = np.shape(graph.world(given)[of])
    if not columns:
        return np.zeros(shape + point.shape)
    return np.moveaxis(np.array(columns), 0, -1).reshape(shape + point.shape)


def parameters(function: Callable[..., Any]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the names of a function's parameters, and those of them that have a default."""
    found = inspect.signature(function).parameters.values()
    return tuple(p.name for p in found), frozenset(p.name for p in found if p.default is not p.empty)


def _lent(value: Any) -> Any:
    """Return an argument as a function of the reference gets it: an array that it cannot write into."""
    if not isinstance(value, np.ndarray):
        return value
    view = value.view()
    view.flags.writeable = False
    return view


def _advice(said: str) -> str:
    if "read-only" in said:
        return "a quantity must not change what it is computed from; work on a copy"
    if "must be of integer" in said or "only integers" in said or "valid indices" in said:
        return "a given that is used as an index needs a sampler of integers, as in sample: {y: {integers: [0, k], shape: [n]}}"
    return ""


def _cycle(quantities: Mapping[str, Quantity]) -> list[str]:
    done: set[str] = set()
    path: list[str] = []

    def visit(name: str) -> list[str]:
        if name in path:
            return path[path.index(name) :]
        if name in done or name not in quantities:
            return []
        path.append(name)
        for parent in quantities[name].parents:
            if found := visit(parent):
                return found
        done.add(path.pop())
        return []

    for name in quantities:
        if found := visit(name):
            return found
    return []
