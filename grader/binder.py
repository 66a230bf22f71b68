"""Binding one question to its graph, and each of its parts to the quantity that it asks for.

Here is found what one field of an assignment alone cannot tell: names that no reference knows, givens that are missing or no
numbers, formulas and calls that cannot be read. All of it at once, each with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

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
from grader.cases import SampleError, Sampler, read_given
from grader.definitions import Probe, definition_order, formula_quantity
from grader.document import Document
from grader.document import Path as DataPath
from grader.equality import Tolerance
from grader.errors import AuthorError, Location, Problem, did_you_mean
from grader.graph import Graph, Misconception
from grader.key import PartKey, QuestionKey, quantities_of
from grader.labels import as_indices
from grader.numbers import NumberError

if TYPE_CHECKING:
    from grader.formula import FormulaError


class Binder:
    """Binds one question, and collects what is wrong with it."""

    def __init__(self, document: Document, assignment: Assignment, question: Question, path: DataPath, id: str) -> None:
        self.document = document
        self.assignment = assignment
        self.question = question
        self.path = path
        self.assignment_id = id
        self.problems: list[Problem] = []

    def bind(self, reference: Callable[[str], Graph]) -> QuestionKey:
        question = self.question
        graph = Graph({})
        broken = False
        if question.reference:
            try:
                graph = reference(question.reference)
            except AuthorError as error:
                broken = True
                self.problems += [
                    p if p.location else self.problem(p.message, "reference", hint=p.hint) for p in error.problems
                ]
        samplers = self._samplers(question.sample, "sample", dims=question.dims)
        given = self._given(samplers)
        given = as_indices(graph, {**question.dims, **given}, given)
        key = QuestionKey(question.id, question, graph, given, samplers, dict(question.dims))
        self._check_names(graph, given)
        if not broken:
            self._extend(key)
        for number, part in enumerate(question.parts):
            if part is None:
                continue
            tolerance = _tolerance(self.assignment.tolerance, question.tolerance, part)
            location = self.document.locate((*self.path, "parts", number))
            key.parts[part.id] = PartKey(f"{question.id}.{part.id}", part, "", tolerance, location)
            if not broken:
                self._bind_part(key, number, part)
        if not broken:
            self._check_spellings(key)
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
        hint = error.hint
        if error.message.endswith("is never closed") and "{" in line[: at.column]:
            hint = "inside { } a comma ends the entry: put quotes around the formula"
        self.problems.append(self.document.problem(error.message, at, hint))

    # The pieces.

    def _samplers(
        self, data: Mapping[str, Any], *path: str | int, dims: Mapping[str, int] | None = None
    ) -> dict[str, Sampler]:
        out = {}
        for name, item in data.items():
            try:
                out[name] = Sampler.read(item)
                if dims is not None:
                    out[name].check(dims)
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

    def _check_names(self, graph: Graph, given: Mapping[str, Any]) -> None:
        """Each name has one meaning: nothing that is given, drawn, sized or computed silently wins over another."""
        question = self.question
        for name in question.define:
            if name in given:
                self.add(f"'{name}' is both given and defined", "define", name)
            elif name in question.dims:
                self.add(f"'{name}' is both a size and defined", "define", name)
            elif name in graph.quantities:
                self.add(f"'{name}' is defined here and computed by the reference", "define", name)
        for name in question.dims:
            if name in given:
                self.add(f"'{name}' is both a size and given", "dims", name)
        for where in ("given", "sample", "dims"):
            for name in getattr(question, where):
                if name in graph.quantities:
                    self.add(f"'{name}' is computed by the reference, so it cannot be set here", where, name)

    def _check_spellings(self, key: QuestionKey) -> None:
        """A spelling of a name that nobody knows would never be read."""
        known = list(dict.fromkeys([*key.ranks, *key.dims, *key.graph.known(), *key.free, *self.question.define]))
        for name in self.question.spellings:
            if name not in known:
                location = self.document.locate_key((*self.path, "spellings", name))
                message = f"'{name}' is spelt here, but is no name of this question"
                self.problems.append(self.document.problem(message, location, did_you_mean(name, known)))

    def _extend(self, key: QuestionKey) -> None:
        """Add the quantities of `define:`, and learn the rank of every name."""
        names = dict.fromkeys([*key.values, *key.samplers, *key.graph.known(), *self.question.define])
        probe = Probe(key, self.assignment_id)
        key.ranks = {name: probe.rank(name) for name in names}
        if not self.question.define:
            return
        from grader.formula import FormulaError

        for name in definition_order(self.question.define):
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
        key.ranks[name] = Probe(key, self.assignment_id).rank(name)
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
        elif part.id not in self.question.define:  # else its formula cannot be read, which is told there
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
            if any(m.id == id and m.of == wrong.of for m in key.graph.misconceptions.values()):
                self.add(f"there are two misconceptions '{id}' about {wrong.of}", *here, "wrong", text)
            # The same wrong formula may stand beside two parts; each means its own.
            name = id if id not in key.graph.misconceptions else f"{part.id}: {id}"
            key.graph = replace(key.graph, misconceptions={**key.graph.misconceptions, name: wrong})

    def _check_function(self, key: QuestionKey, part: FunctionPart, here: DataPath) -> None:
        try:
            from grader.calling import call_form

            call_form(key, key.parts[part.id])
        except AuthorError as error:
            self.problems += [self.problem(p.message, *here, "call", hint=p.hint) for p in error.problems]
        # A cache holds inputs beside quantities, (x, w, b) as often as not.
        there = [*key.graph.known(), *key.values, *key.samplers]
        for name in quantities_of(part.returns):
            if name not in there:
                hint = did_you_mean(name, there)
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
            for name, item in case.others.items():
                if name not in {*key.given, *key.dims, *key.samplers, *key.graph.known()}:
                    known = [*case.fields, *key.given, *key.dims, *key.samplers]
                    hint = did_you_mean(name, known)
                    location = self.document.locate_key((*self.path, *here, "cases", index, name))
                    message = f"'{name}' is no field of a case, no dim and no given of this question"
                    self.problems.append(self.document.problem(message, location, hint))
                elif isinstance(item, dict):
                    self._samplers({name: item}, *here, "cases", index)

    def _check_given(self, key: QuestionKey) -> None:
        """Everything that the asked quantities need is there, and can be computed."""
        numbers = {part.id: number for number, part in enumerate(self.question.parts) if part is not None}
        for id, bound in key.parts.items():
            part, number = bound.part, numbers[id]
            wanted = [bound.quantity] if bound.quantity else []
            if isinstance(part, FunctionPart):
                wanted += [*quantities_of(part.returns), *part.changes.values()]
            needs_values = isinstance(part, NumberPart) or (isinstance(part, FunctionPart) and "given" in part.cases)
            own = [name for name in wanted if name not in key.graph.quantities]
            for name in dict.fromkeys([*key.graph.inputs(wanted), *own]):
                there = name in key.values or (not needs_values and (name in key.samplers or name in key.free))
                if there:
                    continue
                message = f"{id} needs '{name}', which is neither given nor computed"
                hint = did_you_mean(name, [*key.given, *key.samplers, *key.dims])
                if name in key.samplers:
                    message = f"{id} needs '{name}', which is drawn but not given"
                    drawn = isinstance(part, FunctionPart)
                    hint = "give it, or ask for drawn cases alone: cases: [{count: 5}]" if drawn else "give it"
                self.add(message, "parts", number, "id", hint=hint)
        if self.problems:
            return
        probe = Probe(key, self.assignment_id)
        seen = set()
        for id, bound in key.parts.items():
            number = numbers[id]
            for name in [bound.quantity] if bound.quantity else []:
                try:
                    probe.world[name]
                except AuthorError as error:
                    for p in error.problems:
                        if (p.message, p.location) not in seen:
                            seen.add((p.message, p.location))
                            self.problems.append(p if p.location else self.problem(p.message, "parts", number))


def _tolerance(assignment: ToleranceSpec, question: ToleranceSpec, part: PartBase) -> Tolerance:
    """Merge tolerances, nearest first. Only what people type is forgiven by an assignment's default: code is exact."""
    levels = (
        [part.tolerance]
        if isinstance(part, FunctionPart | FormulaPart | GraphPart)
        else [part.tolerance, question, assignment]
    )
    merged: dict[str, Any] = {}
    for level in levels:
        said = level.stated
        # A level that speaks of decimals means them instead of digits, not beside an outer level's digits.
        if "digits" in merged or "decimals" in merged:
            said = {k: v for k, v in said.items() if k not in {"digits", "decimals"}}
        merged = {**said, **merged}
    return Tolerance(**merged)
