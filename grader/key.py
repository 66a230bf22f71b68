"""The answer key: each question's graph at its givens, and each part bound to the quantity that it asks for.

Opening a key finds what one field of an assignment alone cannot tell: names that no reference knows, givens that are missing
or no numbers, formulas that cannot be read. All of it at once, each with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.assignment import (
    Assignment,
    ChoicePart,
    FormulaPart,
    FunctionPart,
    GraphPart,
    NumberPart,
    PartBase,
    Question,
    ToleranceSpec,
    WrittenPart,
)
from grader.cases import Case, SampleError, Sampler, draw, random, read_given
from grader.course import display, load_reference
from grader.document import Document, read_yaml
from grader.document import Path as DataPath
from grader.equality import Tolerance
from grader.errors import AuthorError, Location, Problem, did_you_mean
from grader.graph import Graph, Misconception, Quantity, World
from grader.labels import as_indices
from grader.numbers import NumberError
from grader.schema_problems import read_assignment

if TYPE_CHECKING:
    from grader.formula import Formula, FormulaError, Scope

_WORD = re.compile(r"[^\W\d_][\w']*")


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
    """The points at which formulas are compared, kept for all submissions."""
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
        index = (id(case), exchanged.id if exchanged else "")
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


def open_key(path: Path) -> Key:
    """Return the key of the assignment in `path`; its course is the folder around `assignments/`.

    Errors: AuthorError with every problem found.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AuthorError(Problem(f"{display(path)} cannot be read: {error.strerror}")) from error
    except UnicodeDecodeError as error:
        raise AuthorError(Problem(f"{display(path)} is not UTF-8 text (byte {error.start})")) from error
    document = read_yaml(text, display(path))
    assignment = read_assignment(document)
    problems: list[Problem] = []
    questions = {}
    for index, question in enumerate(assignment.questions):
        binder = _Binder(document, assignment, question, ("questions", index), path.stem)
        questions[question.id] = binder.bind(_references(path))
        problems += binder.problems
    errors = [p for p in problems if p.severity == "error"]
    if errors:
        raise AuthorError(errors)
    return Key(path.stem, assignment, document, questions, (path.resolve().parent, _references(path)))


def _references(path: Path) -> Path:
    for folder in path.resolve().parents:
        if (folder / "reference").is_dir():
            return folder / "reference"
    return path.resolve().parent / "reference"


class _Binder:
    """Binds one question, and collects what is wrong with it."""

    def __init__(self, document: Document, assignment: Assignment, question: Question, path: DataPath, id: str) -> None:
        self.document = document
        self.assignment = assignment
        self.question = question
        self.path = path
        self.assignment_id = id
        self.problems: list[Problem] = []

    def bind(self, references: Path) -> QuestionKey:
        question = self.question
        graph = Graph({})
        broken = False
        if question.reference:
            try:
                graph = load_reference(references, question.reference)
            except AuthorError as error:
                broken = True
                self.problems += [
                    p if p.location else self.problem(p.message, "reference", hint=p.hint) for p in error.problems
                ]
        samplers = self._samplers(question.sample, "sample")
        given = self._given(samplers)
        given = as_indices(graph, {**question.dims, **given}, given)
        key = QuestionKey(question.id, question, graph, given, samplers, dict(question.dims))
        for name in question.define:
            if name in given:
                self.add(f"'{name}' is both given and defined", "define", name)
        if not broken:
            self._extend(key)
        for number, part in enumerate(question.parts):
            tolerance = _tolerance(self.assignment.tolerance, question.tolerance, part)
            location = self.document.locate((*self.path, "parts", number))
            key.parts[part.id] = PartKey(f"{question.id}.{part.id}", part, "", tolerance, location)
            if not broken:
                self._bind_part(key, number, part)
        if not broken and not self.problems:
            self._check_given(key)
        return key

    # Problems, each at its place in the document.

    def place(self, *path: str | int) -> Location:
        return self.document.locate((*self.path, *path))

    def problem(self, message: str, *path: str | int, hint: str = "") -> Problem:
        return self.document.problem(message, self.place(*path), hint)

    def add(self, message: str, *path: str | int, hint: str = "") -> None:
        self.problems.append(self.problem(message, *path, hint=hint))

    def add_formula(self, error: FormulaError, text: str, *path: str | int) -> None:
        """Point into the formula itself where it stands plainly in the document."""
        at = self.place(*path)
        line = self.document.line(at)
        start = line.find(text, at.column - 1)
        if start >= 0:
            at = Location(at.file, at.line, start + error.column, error.width)
        self.problems.append(self.document.problem(error.message, at, error.hint))

    # The pieces.

    def _samplers(self, data: Mapping[str, Any], *path: str | int) -> dict[str, Sampler]:
        out = {}
        for name, item in data.items():
            try:
                out[name] = Sampler.read(item)
            except SampleError as error:
                self.add(str(error), *path, name)
        return out

    def _given(self, samplers: Mapping[str, Sampler]) -> dict[str, Any]:
        out = {}
        for name, data in self.question.given.items():
            try:
                out[name] = read_given(data, name in samplers and samplers[name].integral)
            except NumberError as error:
                self.add(f"{name}: {error}", "given", name)
        return out

    def _extend(self, key: QuestionKey) -> None:
        """Add the quantities of `define:`, and learn the rank of every name."""
        names = dict.fromkeys([*key.values, *key.samplers, *key.graph.known(), *self.question.define])
        probe = _Probe(key, self.assignment_id)
        key.ranks = {name: probe.rank(name) for name in names}
        if not self.question.define:
            return
        from grader.formula import FormulaError

        for name in _definition_order(self.question.define):
            text = self.question.define[name]
            try:
                formula = key.read(text)
                quantity = formula_quantity(name, formula, self.place("define", name))
                key.graph = replace(key.graph, quantities={**key.graph.quantities, name: quantity})
            except FormulaError as error:
                self.add_formula(error, text, "define", name)
                continue
            except AuthorError as error:
                self.problems += error.problems
                continue
            self._learn(key, name)

    def _learn(self, key: QuestionKey, name: str) -> None:
        """Note the rank of a new quantity."""
        key.ranks[name] = _Probe(key, self.assignment_id).rank(name)
        key.forget_scopes()

    def _bind_part(self, key: QuestionKey, number: int, part: PartBase) -> None:
        bound = key.parts[part.id]
        here: DataPath = ("parts", number)
        if isinstance(part, ChoicePart | WrittenPart):
            return
        known = list(key.graph.quantities)
        if isinstance(part, GraphPart) and part.of:
            wanted, field_name = part.of, "of"
        else:
            wanted, field_name = part.answer or part.id, "answer"
        if wanted in key.graph.quantities:
            bound.quantity = wanted
        elif (isinstance(part, FunctionPart) and part.returns is not None) or (
            isinstance(part, FunctionPart) and part.changes
        ):
            bound.quantity = ""
        elif part.answer is not None or (isinstance(part, GraphPart) and part.of):
            self._answer_formula(key, bound, wanted, (*here, field_name))
        elif part.id in key.values:
            self.add(f"'{part.id}' is given, so there is nothing to compute", *here, "id")
        else:
            hint = did_you_mean(part.id, known) or "name a quantity of the reference, or write an answer"
            self.add(f"'{part.id}' is no quantity of this question", *here, "id", hint=hint)
        if isinstance(part, NumberPart) and part.step_from and part.step_from not in key.values:
            hint = did_you_mean(part.step_from, key.values)
            self.add(f"step_from names '{part.step_from}', which is not given", *here, "step_from", hint=hint)
        if isinstance(part, FunctionPart):
            self._check_function(key, part, here)
        self._wrong(key, bound, part, here)

    def _answer_formula(self, key: QuestionKey, bound: PartKey, text: str, path: DataPath) -> None:
        """Make a quantity of an answer that is a formula, named after the part."""
        from grader.formula import FormulaError

        part = bound.part
        indices = part.indices if isinstance(part, FormulaPart) else ()
        name = part.id if part.id not in key.graph.known() and part.id not in key.values else f"{part.id} (answer)"
        try:
            formula = key.read(text, indices)
        except FormulaError as error:
            self.add_formula(error, text, *path)
            return
        quantity = formula_quantity(name, formula, self.place(*path))
        key.graph = replace(key.graph, quantities={**key.graph.quantities, name: quantity})
        bound.quantity = name
        self._learn(key, name)

    def _wrong(self, key: QuestionKey, bound: PartKey, part: PartBase, here: DataPath) -> None:
        if not part.wrong:
            return
        from grader.formula import FormulaError

        for text, spec in part.wrong.items():
            says, credit, id = (spec, 0.0, text) if isinstance(spec, str) else (spec.says, spec.credit, spec.id or text)
            if not bound.quantity:
                self.add("wrong answers need a part with one answer", *here, "wrong", text)
                continue
            try:
                indices = part.indices if isinstance(part, FormulaPart) else ()
                formula = key.read(text, indices)
            except FormulaError as error:
                location = self.document.locate_key((*self.path, *here, "wrong", text))
                self.problems.append(self.document.problem(f"{error.message}", location, error.hint))
                continue
            quantity = formula_quantity(bound.quantity, formula, self.place(*here, "wrong", text))
            wrong = Misconception(
                id, bound.quantity, says, quantity.parents, quantity.function, Fraction(str(credit)),
                location=quantity.location,
            )  # fmt: skip
            if id in key.graph.misconceptions:
                self.add(f"there are two misconceptions '{id}'", *here, "wrong", text)
            key.graph = replace(key.graph, misconceptions={**key.graph.misconceptions, id: wrong})

    def _check_function(self, key: QuestionKey, part: FunctionPart, here: DataPath) -> None:
        for name in quantities_of(part.returns):
            if name not in key.graph.quantities:
                hint = did_you_mean(name, key.graph.quantities)
                self.add(f"returns names '{name}', which is no quantity of this question", *here, "returns", hint=hint)
        for argument, name in part.changes.items():
            if name not in key.graph.quantities:
                hint = did_you_mean(name, key.graph.quantities)
                self.add(
                    f"changes names '{name}', which is no quantity of this question",
                    *here,
                    "changes",
                    argument,
                    hint=hint,
                )
        for index, case in enumerate(part.cases):
            if isinstance(case, str):
                continue
            for name, item in (case.model_extra or {}).items():
                if name not in {*key.given, *key.dims, *key.samplers, *key.graph.known()}:
                    known = [*type(case).model_fields, *key.given, *key.dims, *key.samplers]
                    hint = did_you_mean(name, known)
                    location = self.document.locate_key((*self.path, *here, "cases", index, name))
                    message = f"'{name}' is no field of a case, no dim and no given of this question"
                    self.problems.append(self.document.problem(message, location, hint))
                elif isinstance(item, dict):
                    self._samplers({name: item}, *here, "cases", index)

    def _check_given(self, key: QuestionKey) -> None:
        """Everything that the asked quantities need is there, and can be computed."""
        for number, (id, bound) in enumerate(key.parts.items()):
            part = bound.part
            wanted = [bound.quantity] if bound.quantity else []
            if isinstance(part, FunctionPart):
                wanted += [*quantities_of(part.returns), *part.changes.values()]
            needs_values = isinstance(part, NumberPart) or (isinstance(part, FunctionPart) and "given" in part.cases)
            for name in key.graph.inputs(wanted):
                there = name in key.values or (not needs_values and (name in key.samplers or name in key.free))
                if not there:
                    near = did_you_mean(name, [*key.given, *key.samplers, *key.dims])
                    self.add(
                        f"{id} needs '{name}', which is neither given nor computed", "parts", number, "id", hint=near
                    )
        if self.problems:
            return
        probe = _Probe(key, self.assignment_id)
        seen = set()
        for number, bound in enumerate(key.parts.values()):
            for name in [bound.quantity] if bound.quantity else []:
                try:
                    probe.world[name]
                except AuthorError as error:
                    for p in error.problems:
                        if (p.message, p.location) not in seen:
                            seen.add((p.message, p.location))
                            self.problems.append(p if p.location else self.problem(p.message, "parts", number))


class _Probe:
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

    return Quantity(
        name, tuple(sorted(formula.names | formula.sizes)), function, str(formula), formula=formula, location=location
    )


def quantities_of(returns: Any) -> list[str]:
    """Return the quantities that a function part's `returns` names, in their order."""
    if returns is None:
        return []
    if isinstance(returns, str):
        return [returns]
    items: Iterable[Any] = returns.values() if isinstance(returns, dict) else returns
    return [name for item in items for name in quantities_of(item)]


def _definition_order(define: Mapping[str, str]) -> list[str]:
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


def _tolerance(assignment: ToleranceSpec, question: ToleranceSpec, part: PartBase) -> Tolerance:
    """Merge tolerances, nearest first. Only what people type is forgiven by an assignment's default: code is exact."""
    levels = (
        [part.tolerance]
        if isinstance(part, FunctionPart | FormulaPart | GraphPart)
        else [part.tolerance, question, assignment]
    )
    merged: dict[str, Any] = {}
    for level in levels:
        said = level.model_dump(exclude_none=True)
        # A level that speaks of decimals means them instead of digits, not beside an outer level's digits.
        if "digits" in merged or "decimals" in merged:
            said = {k: v for k, v in said.items() if k not in {"digits", "decimals"}}
        merged = {**said, **merged}
    return Tolerance(**merged)
