"""What pydantic found wrong with an assignment, said to its author: the place, one sentence, and the nearest right name."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from grader.assignment import KINDS, Assignment, Model
from grader.document import Document, Path
from grader.errors import AuthorError, Problem, did_you_mean

_PLAIN = {
    "int_parsing": "'{input}' is no whole number",
    "int_type": "'{input}' is no whole number",
    "float_parsing": "'{input}' is no number",
    "float_type": "a number is expected here",
    "bool_parsing": "'{input}' is neither true nor false",
    "bool_type": "true or false is expected here",
    "string_type": "a text is expected here",
    "dict_type": "a mapping (name: value) is expected here",
    "model_type": "a mapping (name: value) is expected here",
    "model_attributes_type": "a mapping (name: value) is expected here",
    "tuple_type": "a list is expected here",
    "list_type": "a list is expected here",
    "greater_than": "'{input}' must be more than {gt}",
    "greater_than_equal": "'{input}' must be at least {ge}",
    "less_than": "'{input}' must be less than {lt}",
    "less_than_equal": "'{input}' must be at most {le}",
    "too_short": "at least {min_length} is needed here",
}


def read_assignment(document: Document) -> Assignment:
    """Return the assignment that a document holds.

    Errors: AuthorError with every problem of the document at once.
    """
    problems = list(document.problems)
    assignment = None
    if not isinstance(document.data, dict):
        if not problems:
            problems.append(
                document.problem("an assignment is a mapping with title and questions", document.locate(()))
            )
    else:
        try:
            assignment = Assignment.model_validate(_without_blanks(document.data))
        except ValidationError as error:
            problems += _sentences(document, error)
    if assignment is not None:
        problems += _repeated(document, assignment)
    if problems or assignment is None:
        raise AuthorError(sorted(problems, key=_position))
    return assignment


def _position(problem: Problem) -> tuple[int, int]:
    return (problem.location.line, problem.location.column) if problem.location else (0, 0)


def _without_blanks(data: Any) -> Any:
    """Drop keys without a value: `source:` with nothing behind it says nothing."""
    if isinstance(data, dict):
        return {k: _without_blanks(v) for k, v in data.items() if v is not None}
    return [_without_blanks(v) for v in data] if isinstance(data, list) else data


def _sentences(document: Document, error: ValidationError) -> list[Problem]:
    problems: dict[tuple[Path, str], Problem] = {}
    for item in error.errors(include_url=False):
        path, model = _walk(document.data, item["loc"])
        problem = _sentence(document, item, path, model)
        # A union reports each of its members; one sentence a place is enough.
        problems.setdefault((path, item["type"]), problem)
    # A list whose items are wrong counts as empty too; that says nothing new.
    inner = [path for path, _ in problems]
    return [
        problem
        for (path, kind), problem in problems.items()
        if kind != "too_short" or not any(p[: len(path)] == path and p != path for p in inner)
    ]


def _sentence(document: Document, item: Any, path: Path, model: type[BaseModel]) -> Problem:
    noun = model.noun if issubclass(model, Model) else "this mapping"
    kind = item["type"]
    if kind == "extra_forbidden":
        name, fields = str(path[-1]), list(model.model_fields)
        hint = did_you_mean(name, fields) or _belongs_to(name) or f"its fields: {', '.join(fields)}"
        return document.problem(f"{noun} has no field '{name}'", document.locate_key(path), hint)
    if kind == "missing":
        return document.problem(f"{noun} needs '{item['loc'][-1]}'", document.locate(path))
    location = document.locate(path)
    if kind == "union_tag_invalid":
        found = str(item["ctx"]["tag"])
        location = document.locate((*path, "kind"))
        hint = did_you_mean(found, KINDS) or f"kinds: {', '.join(KINDS)}"
        return document.problem(f"there is no kind of part '{found}'", location, hint)
    if kind == "value_error":
        return document.problem(str(item["ctx"]["error"]), location)
    if kind == "literal_error":
        expected = item["ctx"]["expected"].replace(" or ", ", ")
        hint = did_you_mean(str(item["input"]), expected.replace("'", "").split(", "))
        return document.problem(f"'{item['input']}' is none of {expected}", location, hint)
    if kind == "string_pattern_mismatch":
        hint = "an id is a letter, then letters, digits and _"
        return document.problem(f"'{item['input']}' cannot be an id", location, hint)
    template = _PLAIN.get(kind)
    if template:
        bounds = {k: f"{v:g}" if isinstance(v, float) else v for k, v in item.get("ctx", {}).items()}
        values = {**bounds, "input": _short(item["input"])}
        return document.problem(template.format(**values), location)
    return document.problem(item["msg"], location)


def _belongs_to(name: str) -> str:
    """Say where a field belongs that was written at the wrong place."""
    models: list[type[Model]] = [Assignment, *_models()]
    owners = [m.noun for m in models if name in m.model_fields]
    return f"'{name}' is a field of {owners[0]}" if owners else ""


def _models() -> list[type[Model]]:
    from grader.assignment import CaseSpec, Limits, Question, RubricItem, ToleranceSpec

    return [Question, *KINDS.values(), ToleranceSpec, Limits, CaseSpec, RubricItem]


def _walk(data: Any, loc: tuple[Any, ...]) -> tuple[Path, type[BaseModel]]:
    """Return the path in the document that pydantic's `loc` means, and the model that was read there.

    pydantic puts the names of union members into the path (`parts, 0, number, points`); the document has no such key.
    """
    from grader.assignment import CaseSpec, Limits, Question, RubricItem, ToleranceSpec, WrongSpec

    path: list[Any] = []
    model: type[BaseModel] = Assignment
    holders: dict[str, type[BaseModel]] = {
        "questions": Question, "rubric": RubricItem, "tolerance": ToleranceSpec, "limits": Limits, "cases": CaseSpec
    }  # fmt: skip
    for index, step in enumerate(loc):
        last = index == len(loc) - 1
        if isinstance(data, dict) and step in data:
            data = data[step]
            path.append(step)
            if not last and len(path) > 1 and path[-2] == "wrong" and isinstance(data, dict):
                model = WrongSpec
            elif step in {"tolerance", "limits"} and not last:
                model = holders[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
            path.append(step)
            inside = next((p for p in reversed(path) if isinstance(p, str)), "")
            if inside == "parts":
                kind = (data.get("kind") or "number") if isinstance(data, dict) else "number"
                model = KINDS.get(kind, KINDS["number"]) if isinstance(kind, str) else KINDS["number"]
            else:
                model = holders.get(inside, model)
    return tuple(path), model


def _repeated(document: Document, assignment: Assignment) -> list[Problem]:
    """Ids are unique: a question's in its assignment, a part's in its question."""
    problems = []
    seen: dict[str, int] = {}
    for i, question in enumerate(assignment.questions):
        if question.id in seen:
            location = document.locate(("questions", i, "id"))
            problems.append(document.problem(f"there are two questions '{question.id}'", location))
        seen[question.id] = i
        parts: set[str] = set()
        for j, part in enumerate(question.parts):
            if part.id in parts:
                location = document.locate(("questions", i, "parts", j, "id"))
                problems.append(document.problem(f"there are two parts '{part.id}' in {question.id}", location))
            parts.add(part.id)
    return problems


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else type(value).__name__
    return text if len(text) <= 40 else text[:39] + "…"
