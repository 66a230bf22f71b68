"""The cases of a function part: the question's own data, and drawn ones that a wrong function does not pass by luck.

Drawn by the author's samplers; where there is none, what is given is drawn anew in its own likeness, because ten times the
same case is one case. A case that lies on a kink of the reference is drawn again. The seed is made of the assignment, the part
and the case, so every student meets the same numbers, and a regrade says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, cast

import numpy as np

from grader.assignment import CaseSpec, FunctionPart
from grader.calling import asked_of, call_form
from grader.cases import Case, SampleError, Sampler, draw, random, read_given, size
from grader.equality import Array
from grader.errors import AuthorError, Location, Problem, did_you_mean
from grader.key import Key, PartKey, QuestionKey
from grader.labels import is_whole, labels, whole
from grader.numbers import NumberError

ATTEMPTS = 8
"""How often a case is drawn before one on a kink is taken as it is."""
NEAR = 1e-3
"""A kink within about this distance, relative to the numbers themselves, is too near."""
MOST_CONVENTIONS = 64


@dataclass(frozen=True)
class Convention:
    """One way to settle what courses settle differently, kept through all cases of a part."""

    words: str
    """`regulariser = 1`; empty for the course's own."""
    cases: tuple[Case, ...]


def cases_of(key: Key, question: QuestionKey, part: PartKey) -> list[Case]:
    """Return the cases of a function part, drawn once and kept.

    Errors: AuthorError, where one cannot be drawn.
    """
    kept = cast(dict[str, list[Case]], question.streams.setdefault("cases", {}))
    if part.address not in kept:
        cases = _Drawer(key, question, part).cases()
        _compute(question, part, cases)
        kept[part.address] = cases
    return kept[part.address]


def draw_all(key: Key) -> None:
    """Draw the cases of every function part, so that what is wrong with one is known before anybody is graded.

    Errors: AuthorError with every problem found.
    """
    problems: dict[Problem, None] = {}
    for question, part in key.parts():
        if isinstance(part.part, FunctionPart):
            try:
                cases_of(key, question, part)
            except AuthorError as error:
                problems |= dict.fromkeys(error.problems)
    if problems:
        raise AuthorError(problems)


def _compute(question: QuestionKey, part: PartKey, cases: Sequence[Case]) -> None:
    """Compute what every case expects: a reference that fails at drawn sizes fails here, not under a student's code."""
    for case in cases:
        for name in asked_of(part):
            try:
                question.world(case)[name]
            except AuthorError as error:
                where = f", in the case '{case.name}' of {part.address}"
                raise AuthorError([replace(p, message=p.message + where) for p in error.problems]) from error


def conventions_of(key: Key, question: QuestionKey, part: PartKey) -> tuple[Convention, ...]:
    """Return the part's cases under every convention that it accepts; the course's own comes first."""
    spec = cast(FunctionPart, part.part)
    cases = cases_of(key, question, part)
    if not spec.conventions:
        return (Convention("", tuple(cases)),)
    kept = cast(dict[str, tuple[Convention, ...]], question.streams.setdefault("conventions", {}))
    if part.address not in kept:
        names = list(spec.conventions)
        own = {name: cases[0].given[name] for name in names}
        ways = [[own[n], *(v for v in _values(spec, n) if not _alike(v, own[n]))] for n in names]
        out = []
        for way in list(product(*ways))[:MOST_CONVENTIONS]:
            changed = {n: v for n, v in zip(names, way, strict=True) if v is not own[n]}
            words = ", ".join(f"{n} = {_said(v)}" for n, v in changed.items())
            out.append(
                Convention(words, tuple(replace(c, given={**c.given, **changed}) if changed else c for c in cases))
            )
        kept[part.address] = tuple(out)
    return kept[part.address]


def _values(spec: FunctionPart, name: str) -> list[Any]:
    out: list[Any] = []
    for item in spec.conventions[name]:
        try:
            out.append(read_given(item))
        except NumberError:
            out.append(str(item))  # a way that has a name: short_batch: [keep, drop]
    return out


def _alike(a: Any, b: Any) -> bool:
    return a == b if isinstance(a, str) or isinstance(b, str) else bool(np.array_equal(a, b))


def _said(value: Any) -> str:
    return value if isinstance(value, str) else str(np.asarray(value).tolist()).removesuffix(".0")


class _Drawer:
    """Draws the cases of one part."""

    def __init__(self, key: Key, question: QuestionKey, part: PartKey) -> None:
        self.key, self.question, self.part = key, question, part
        self.spec = cast(FunctionPart, part.part)
        self.form = call_form(question, part)
        self.wanted = asked_of(part)
        graph = question.graph
        needed = [n for n in self.form.names if n not in graph.quantities]
        needed += [n for n in self.wanted if n not in graph.quantities]
        needed += graph.inputs([*self.form.names, *self.wanted])
        self.conventions = self._conventions()
        self.needed = [n for n in dict.fromkeys(needed) if n not in self.conventions]
        self.optional = [
            p for n in graph.order([*self.form.names, *self.wanted]) for p in graph.quantities[n].optional
            if p in question.given or p in question.samplers
        ]  # fmt: skip
        self.labels: set[str] | None = None

    def _conventions(self) -> dict[str, Any]:
        known = [*self.question.graph.known(), *self.question.given]
        out = {}
        for name in self.spec.conventions:
            if name not in known or name in self.question.graph.quantities:
                message = f"'{name}' is a convention of {self.part.address}, but nothing is computed from it"
                raise AuthorError(Problem(message, self.part.location, hint=did_you_mean(name, known)))
            if name not in self.question.given and name not in self.question.samplers:
                values = _values(self.spec, name)
                if values:
                    out[name] = values[0]
        return out

    def cases(self) -> list[Case]:
        """Return all cases, each drawn case under its name and number."""
        out: list[Case] = []
        for index, item in enumerate(self.spec.cases):
            if isinstance(item, str):
                values = {**self.question.values, **self.conventions}
                out.append(self._ready(values, Case({}, "given")))
            else:
                out += [self._draw(item, index, number) for number in range(item.count)]
        return out

    def _draw(self, spec: CaseSpec, index: int, number: int) -> Case:
        label = spec.name or f"case {index + 1}"
        seed = f"{self.key.id}/{self.part.address}/{spec.seed if spec.seed is not None else index}/{number}"
        try:
            dims, given, samplers, said = self._overridden(spec)
            rng = random(seed)
            names = list(dict.fromkeys([*self.needed, *self.optional, *said]))
            likeness = not said or spec.count > 1 or spec.seed is not None
            first: dict[str, Any] | None = None
            for _ in range(ATTEMPTS):
                values = draw(rng, names, given, samplers, dims)
                if likeness:
                    values |= self._likenesses(rng, names, given, samplers, said)
                values |= self.conventions
                if first is None:
                    first = values
                if not any(n in samplers or likeness for n in names) or not self._on_a_kink(values, dims, rng):
                    break
            else:
                # Large numbers bend everything: a case meant to be extreme is taken as it was first drawn.
                values = first or {}
        except (SampleError, ValueError) as error:
            message = f"the case '{label}' of {self.part.address} cannot be drawn: {error}"
            raise AuthorError(self.key.document.problem(message, self._place(index))) from None
        single = spec.dtype == "float32"
        if single:
            values = {n: _rounded(v) for n, v in values.items()}
        name = f"{label} {number + 1}" if spec.count > 1 else label
        frame = Case({}, name, spec.points, spec.hidden, spec.rtol, seed, dims, single)
        return self._ready({**dims, **values}, frame)

    def _place(self, index: int) -> Location:
        """Return where the case stands in the assignment."""
        number = list(self.key.questions).index(self.question.id)
        part = list(self.question.parts).index(self.spec.id)
        return self.key.document.locate(("questions", number, "parts", part, "cases", index))

    def _overridden(self, spec: CaseSpec) -> tuple[dict[str, int], dict[str, Any], dict[str, Sampler], dict[str, None]]:
        """Return dims, givens and samplers as one case has them, and the givens that it sets itself."""
        extra = spec.others
        dims = dict(self.question.dims)
        dims |= {n: size(str(v), {}) for n, v in extra.items() if n in dims and not isinstance(v, dict)}
        samplers, given = dict(self.question.samplers), dict(self.question.given)
        said: dict[str, None] = {}
        for name, item in extra.items():
            if isinstance(item, dict):
                samplers[name] = Sampler.read(item)
            elif name not in dims:
                integral = name in samplers and samplers[name].integral
                samplers.pop(name, None)
                given[name] = read_given(item, integral)
                said[name] = None
        return dims, given, samplers, said

    def _likenesses(
        self,
        rng: np.random.Generator,
        names: Sequence[str],
        given: Mapping[str, Any],
        samplers: Mapping[str, Sampler],
        said: Mapping[str, None],
    ) -> dict[str, Any]:
        """Return a draw for each given that has no sampler and is not set by the case."""
        return {
            name: _likeness(rng, given[name], name in self._labels())
            for name in names
            if name in given and name not in samplers and name not in said and name not in self.question.dims
        }

    def _labels(self) -> set[str]:
        """Return which of the question's givens are whole numbers by what the reference does with them."""
        if self.labels is None:
            # A count beside arrays that are only drawn (`pad: 1`) shows what it is where there is something to pad.
            question = self.question
            names = [n for n in question.samplers if n not in question.values]
            drawn = draw(random("labels"), names, question.given, question.samplers, question.dims)
            there = {**drawn, **question.values, **self.conventions}
            wanted = [n for n in [*self.wanted, *self.form.names] if n in self.question.graph.quantities]
            wanted = [n for n in wanted if all(i in there for i in self.question.graph.inputs([n]))]
            self.labels = labels(self.question.graph, there, self.question.given, wanted)
            self.labels |= {n for n, v in self.question.given.items() if np.asarray(v).dtype.kind == "i"}
        return self.labels

    def _ready(self, values: dict[str, Any], frame: Case) -> Case:
        """Return a case with labels as whole numbers, and with the quantities that it passes held fixed."""
        graph = self.question.graph
        own = {n for n, v in values.items() if is_whole(v) and n not in self.question.samplers}
        if own:
            same = {n for n in own if n in self.question.given and values[n] is self.question.given[n]}
            found = self._labels() & own
            if own - same:
                wanted = [n for n in [*self.wanted, *self.form.names] if n in graph.quantities]
                found = (found & same) | labels(graph, values, sorted(own - same), wanted)
            values = {n: whole(v) if n in found else v for n, v in values.items()}
        case = replace(frame, given=values, dims=self._sizes(values, frame.dims))
        passed = [n for n in self.form.names if n in graph.quantities]
        if passed:
            world = graph.world(values)
            fixed = {n: world[n] for n in passed}
            case = replace(case, fixed={n: _rounded(v) for n, v in fixed.items()} if frame.single else fixed)
        return case

    def _sizes(self, values: Mapping[str, Any], dims: Mapping[str, int]) -> dict[str, int]:
        """Return the sizes by name, as the values of a case really have them."""
        out = dict(dims)
        for name, value in values.items():
            sampler = self.question.samplers.get(name)
            if sampler is not None and sampler.shape and len(sampler.shape) == np.ndim(value):
                out |= {d: n for d, n in zip(sampler.shape, np.shape(value), strict=True) if d in self.question.dims}
        used = {word for n in values if n in self.question.samplers for word in self.question.samplers[n].words}
        return {name: out[name] for name in self.question.dims if name in out and (name in used or name in self.needed)}

    def _on_a_kink(self, values: Mapping[str, Any], dims: Mapping[str, int], rng: np.random.Generator) -> bool:
        """Whether a small step changes what is asked by more than a smooth function would, or what is asked is no number.

        Where it is smooth, the second difference over a step of 1e-3 is about a millionth of the result; a kink in the way
        leaves a thousandth, a jump (the slope of ReLU) all of it.
        """
        moving = {
            n: np.asarray(v)
            for n, v in values.items()
            if not isinstance(v, str) and np.asarray(v).dtype.kind == "f" and n not in self._labels()
        }
        if not moving:
            return False
        way = {
            n: NEAR * rng.choice([-1.0, 1.0], v.shape) * (np.abs(v) + 0.1 * float(np.max(np.abs(v), initial=0.0)))
            for n, v in moving.items()
        }
        found = []
        for sign in (0.0, 1.0, -1.0):
            world = self.question.graph.world({**dims, **values, **{n: v + sign * way[n] for n, v in moving.items()}})
            try:
                found.append([np.asarray(world[n], dtype=float) for n in self.wanted])
            except (AuthorError, TypeError, ValueError):
                return False
        for here, up, down in zip(*found, strict=True):
            largest = float(np.max(np.abs(here), initial=0.0))
            with np.errstate(all="ignore"):
                bend = float(np.max(np.abs(up - 2 * here + down), initial=0.0))
            if not np.isfinite(largest) or bend > 2e-4 * largest > 0:
                return True
        return False


def _likeness(rng: np.random.Generator, value: Any, label: bool) -> Any:
    """Return numbers of the same shape and kind as those given: labels stay labels, shares add up to one."""
    array = np.asarray(value)
    if label or array.dtype.kind != "f":
        return rng.permutation(array.reshape(-1)).reshape(array.shape) if array.ndim else value
    if array.ndim and np.isin(array, (0.0, 1.0)).all():
        rows = array.reshape(-1, array.shape[-1])
        return rng.permuted(rows, axis=1).reshape(array.shape)
    if array.ndim and (array >= 0).all() and np.allclose(array.sum(axis=-1), 1):
        drawn = rng.uniform(0.2, 1.0, array.shape)
        return drawn / drawn.sum(axis=-1, keepdims=True)
    if array.ndim == 0:
        # What is a share stays one: a momentum of 0.9 does not become 1.3.
        most = min(1.5, 0.98 / float(array)) if 0 < array < 0.98 else 1.5
        return array * rng.uniform(0.5, most)
    size = float(np.median(np.abs(array))) or 1.0
    drawn = size * np.exp(rng.uniform(np.log(0.3), np.log(3.0), array.shape))
    if (array < 0).any():
        drawn = drawn * rng.choice([-1.0, 1.0], array.shape)
    return drawn


def _rounded(value: Any) -> Any:
    """Return the value as single precision holds it, in double precision: what both sides compute with."""
    if isinstance(value, tuple | dict | str):
        return value
    array: Array = np.asarray(value)
    return array.astype(np.float32).astype(np.float64) if array.dtype == np.float64 else value
