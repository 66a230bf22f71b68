"""Plain data → an Assignment, or everything that is wrong with it: each the place, one sentence, the nearest right name."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import Any, Literal, TypeVar, get_args, get_origin

from grader.assignment import Assignment
from grader.document import Document, Path
from grader.errors import AuthorError, Problem, did_you_mean
from grader.model import (
    AtLeastOne,
    Bounds,
    Field,
    Model,
    OneOrMore,
    Pattern,
    Reads,
    alternatives,
    has,
    is_model,
    kinds,
    models,
    unwrap,
)

_M = TypeVar("_M", bound=Model)

_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def read_assignment(document: Document) -> Assignment:
    """Return the assignment that a document holds.

    Errors: AuthorError with every problem of the document at once.
    """
    assignment, problems = read_leniently(document)
    if problems or assignment is None:
        raise AuthorError(problems)
    return assignment


def read_leniently(document: Document) -> tuple[Assignment | None, list[Problem]]:
    """Return what can be read of an assignment, and everything that is wrong with the document.

    Where there are problems, a question or a part that cannot be used is None: its place is kept, so that the others can be
    looked at all the same, and all that is wrong is told at once.
    """
    reader = _Reader(document)
    assignment = None
    if isinstance(document.data, dict):
        with suppress(_Wrong):
            assignment = reader.model(Assignment, document.data, ())
    elif not document.problems:
        reader.wrong((), "an assignment is a mapping with title and questions")
    problems = [*document.problems, *reader.problems, *_repeated(document)]
    return assignment or reader.kept.get(()), sorted(problems, key=position)


def position(problem: Problem) -> tuple[int, int]:
    """Return what problems of one document are sorted by."""
    return (problem.location.line, problem.location.column) if problem.location else (0, 0)


class _Wrong(Exception):
    """A value cannot be used; what is wrong with it has been noted."""


class _Reader:
    """Reads values by their types, and notes what is wrong with any of them before it gives up."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.kept: dict[Path, Any] = {}
        """What can be used of a value that is wrong in a piece of it."""

    def wrong(self, path: Path, message: str, hint: str = "") -> _Wrong:
        """Note what is wrong with the value at `path`."""
        self.problems.append(self.document.problem(message, self.document.locate(path), hint))
        return _Wrong()

    def model(self, model: type[_M], data: Any, path: Path) -> _M:
        """Read a mapping with fixed fields."""
        if not isinstance(data, dict):
            raise self.wrong(path, "a mapping (name: value) is expected here")
        known, others = model.fields, model.rest
        stated: dict[str, Any] = {}
        broken = unsure = False
        # A key without a value says nothing: `source:` is as good as no line at all.
        for name, item in data.items():
            if item is None:
                continue
            if name in known:
                try:
                    stated[name] = self.field(known[name], item, (*path, name))
                except _Wrong:
                    broken = True
                    if name in ("questions", "parts") and (*path, name) in self.kept:
                        stated[name] = self.kept[*path, name]
                    else:
                        unsure = True
            elif others:
                stated.setdefault(others, {})[name] = _without_blanks(item)
            else:
                broken = unsure = True
                hint = did_you_mean(name, known) or _belongs_to(name) or f"its fields: {', '.join(known)}"
                location = self.document.locate_key((*path, name))
                self.problems.append(self.document.problem(f"{model.noun} has no field '{name}'", location, hint))
        for name, field in known.items():
            if field.default is ... and data.get(name) is None:
                broken = unsure = True
                self.wrong((*path, name), f"{model.noun} needs '{name}'")
        if broken:
            # A question without its `givn:` would be full of unknown names; an assignment's own fields change no question.
            if "questions" in stated if model is Assignment else "parts" in stated and not unsure:
                self.kept[path] = model(**{"title": "", **stated})
            raise _Wrong
        made = model(**stated)
        try:
            made.check()
        except ValueError as error:
            raise self.wrong(path, str(error)) from None
        return made

    def field(self, field: Field, data: Any, path: Path) -> Any:
        """Read a value of a type, with what is said of it."""
        if reads := has(field.marks, Reads):
            try:
                return reads.function(data)
            except ValueError as error:
                raise self.wrong(path, str(error)) from None
        if has(field.marks, OneOrMore) and isinstance(data, str):
            data = [data]
        value = self.value(field.type, data, path)
        if bounds := has(field.marks, Bounds):
            self.bounds(bounds, value, data, path)
        if (pattern := has(field.marks, Pattern)) and not re.fullmatch(pattern.regex, value):
            raise self.wrong(path, f"{_said(data)} cannot be an id", pattern.hint)
        if has(field.marks, AtLeastOne) and not value:
            raise self.wrong(path, "at least 1 is needed here")
        return value

    def value(self, type_: Any, data: Any, path: Path) -> Any:
        """Read a value by its type alone."""
        if type_ is Any:
            return _without_blanks(data)
        if type_ is str:
            return self.text(data, path)
        if is_model(type_):
            return self.model(type_, data, path)
        if type_ is bool:
            word = self.text(data, path, "true or false is expected here")
            if word.casefold() not in _BOOLEANS:
                raise self.wrong(path, f"{_said(word)} is neither true nor false")
            return _BOOLEANS[word.casefold()]
        if type_ in (int, float):
            return self.number(type_, data, path)
        origin, arguments = get_origin(type_), get_args(type_)
        if origin is tuple:
            return self.items(arguments[0], data, path)
        if origin is dict:
            return self.entries(arguments[1], data, path)
        if origin is Literal:
            return self.word(arguments, data, path)
        return self.union(type_, data, path)

    def text(self, data: Any, path: Path, otherwise: str = "a text is expected here") -> str:
        """Read a text."""
        if not isinstance(data, str):
            raise self.wrong(path, otherwise)
        return data

    def number(self, type_: type[int] | type[float], data: Any, path: Path) -> float:
        """Read a number that is one: neither nan nor infinite."""
        what = "no whole number" if type_ is int else "no number"
        try:
            number = type_(self.text(data, path, f"{_said(data)} is {what}"))
        except ValueError:
            number = math.nan
        if isinstance(number, float) and not math.isfinite(number):
            raise self.wrong(path, f"{_said(data)} is {what}")
        return number

    def bounds(self, bounds: Bounds, value: float, data: Any, path: Path) -> None:
        """Refuse a number that lies outside."""
        for limit, inside, words in (
            (bounds.at_least, value >= (bounds.at_least or 0), "at least"),
            (bounds.at_most, value <= (bounds.at_most or 0), "at most"),
            (bounds.above, value > (bounds.above or 0), "more than"),
            (bounds.below, value < (bounds.below or 0), "less than"),
        ):
            if limit is not None and not inside:
                raise self.wrong(path, f"{_said(data)} must be {words} {limit:g}")

    def word(self, words: tuple[str, ...], data: Any, path: Path) -> str:
        """Read one of a few words."""
        if data not in words:
            hint = did_you_mean(str(data), words)
            raise self.wrong(path, f"{_said(data)} is none of {', '.join(map(repr, words))}", hint)
        return str(data)

    def items(self, item: Any, data: Any, path: Path) -> tuple[Any, ...]:
        """Read a list, each item of one type."""
        if not isinstance(data, list):
            raise self.wrong(path, "a list is expected here")
        try:
            return tuple(self.each(item, enumerate(data), path).values())
        except _Wrong:
            self.kept[path] = tuple(self.kept.get((*path, index)) for index in range(len(data)))
            raise

    def entries(self, item: Any, data: Any, path: Path) -> dict[Any, Any]:
        """Read a mapping with free keys, each value of one type."""
        if not isinstance(data, dict):
            raise self.wrong(path, "a mapping (name: value) is expected here")
        return self.each(item, ((key, value) for key, value in data.items() if value is not None), path)

    def each(self, item: Any, pairs: Any, path: Path) -> dict[Any, Any]:
        """Read every value before giving up on any."""
        type_, marks = unwrap(item)
        out, broken = {}, False
        for key, value in pairs:
            try:
                out[key] = self.kept[*path, key] = self.field(Field(type_, marks, ...), value, (*path, key))
            except _Wrong:
                broken = True
        if broken:
            raise _Wrong
        return out

    def union(self, type_: Any, data: Any, path: Path) -> Any:
        """Read a text or a mapping, or the one of several mappings that its `kind` names."""
        options = alternatives(type_)
        texts = [option for option in options if not is_model(option)]
        if texts:
            chosen = texts[0] if isinstance(data, str) else next(o for o in options if is_model(o))
            return self.value(chosen, data, path)
        known = kinds(type_)
        # The first of them is what a mapping is that names no kind.
        kind = (data.get("kind") if isinstance(data, dict) else None) or next(iter(known))
        if self.text(kind, (*path, "kind")) not in known:
            hint = did_you_mean(kind, known) or f"kinds: {', '.join(known)}"
            raise self.wrong((*path, "kind"), f"there is no kind of part {_said(kind)}", hint)
        return self.model(known[kind], data, path)


def _without_blanks(data: Any) -> Any:
    if isinstance(data, dict):
        return {k: _without_blanks(v) for k, v in data.items() if v is not None}
    return [_without_blanks(v) for v in data] if isinstance(data, list) else data


def _belongs_to(name: str) -> str:
    """Say where a field belongs that was written at the wrong place."""
    owners = [model.noun for model in models(Assignment) if name in model.fields]
    return f"'{name}' is a field of {owners[0]}" if owners else ""


def _repeated(document: Document) -> list[Problem]:
    """Ids are unique: a question's in its assignment, a part's in its question."""
    problems = []
    seen: set[Any] = set()
    for i, question in _entries(document.data, "questions"):
        if question["id"] in seen:
            location = document.locate(("questions", i, "id"))
            problems.append(document.problem(f"there are two questions '{question['id']}'", location))
        seen.add(question["id"])
        parts: set[Any] = set()
        for j, part in _entries(question, "parts"):
            if part["id"] in parts:
                location = document.locate(("questions", i, "parts", j, "id"))
                problems.append(document.problem(f"there are two parts '{part['id']}' in {question['id']}", location))
            parts.add(part["id"])
    return problems


def _entries(data: Any, name: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the mappings of a list that have an id, each with its place."""
    items = data.get(name) if isinstance(data, dict) else None
    found = enumerate(items) if isinstance(items, list) else ()
    return [(i, item) for i, item in found if isinstance(item, dict) and isinstance(item.get("id"), str)]


def _said(value: Any) -> str:
    """Return what was typed, as a sentence quotes it."""
    if not isinstance(value, str):
        return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else "nothing"
    return f"'{value}'" if len(value) <= 40 else f"'{value[:39]}…'"
