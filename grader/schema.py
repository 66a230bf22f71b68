"""The JSON Schema of an assignment, for editors: generated from the types, with the sentence that stands below each field."""

from __future__ import annotations

import ast
import inspect
from fractions import Fraction
from typing import Any, Literal, get_args, get_origin

from grader import assignment
from grader.model import (
    AtLeastOne,
    Bounds,
    Field,
    Holds,
    Model,
    OneOrMore,
    Pattern,
    alternatives,
    has,
    is_model,
    kinds,
    models,
    unwrap,
)

_PLAIN = {str: "string", float: "number", int: "integer", bool: "boolean"}
_BOUNDS = {"at_least": "minimum", "at_most": "maximum", "above": "exclusiveMinimum", "below": "exclusiveMaximum"}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of an assignment, for editors."""
    described = _field_docs()
    definitions = {model.__name__: _model(model, described) for model in models(assignment.Assignment)}
    root = definitions.pop("Assignment")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An assignment of the backprop grader",
        **root,
        "$defs": definitions,
    }


def _model(model: type[Model], described: dict[tuple[str, str], str]) -> dict[str, Any]:
    properties = {}
    for name, field in model.fields.items():
        properties[name] = _field(field)
        if words := described.get((model.__name__, name)):
            properties[name]["description"] = words
        if field.default not in (..., None, "", (), {}) and not is_model(type(field.default)):
            properties[name]["default"] = _json(field.default)
    return {
        "type": "object",
        "description": inspect.cleandoc(model.__doc__ or ""),
        "properties": properties,
        "required": [name for name, field in model.fields.items() if field.default is ...],
        "additionalProperties": bool(model.rest),
    }


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    return float(value) if isinstance(value, Fraction) else value


def _field(field: Field) -> dict[str, Any]:
    """Return the schema of a type, with what is said of it."""
    if holds := has(field.marks, Holds):
        return dict(holds.schema)
    out = _type(field.type)
    if bounds := has(field.marks, Bounds):
        out |= {_BOUNDS[k]: v for k, v in bounds._asdict().items() if v is not None}
    if pattern := has(field.marks, Pattern):
        out["pattern"] = f"^{pattern.regex}$"
    if has(field.marks, AtLeastOne):
        out["minItems"] = 1
    return {"anyOf": [out["items"], out]} if has(field.marks, OneOrMore) else out


def _type(type_: Any) -> dict[str, Any]:
    if type_ is Any:
        return {}
    if is_model(type_):
        return {"$ref": f"#/$defs/{type_.__name__}"}
    if type_ in _PLAIN:
        return {"type": _PLAIN[type_]}
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is tuple:
        return {"type": "array", "items": _annotation(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _annotation(arguments[1])}
    if origin is Literal:
        return {"enum": list(arguments)}
    options = alternatives(type_)
    if not all(is_model(option) for option in options):
        return {"anyOf": [_annotation(option) for option in options]}
    return _by_kind(kinds(type_))


def _by_kind(known: dict[str, type[Model]]) -> dict[str, Any]:
    """Each kind by its word, so that an editor complains about one kind's fields and not about all."""
    choices: list[dict[str, Any]] = [
        {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": _type(model)}
        for kind, model in known.items()
    ]
    default = next(iter(known.values()))
    choices.append({"if": {"not": {"required": ["kind"]}}, "then": _type(default)})
    return {"type": "object", "properties": {"kind": {"enum": list(known)}}, "allOf": choices}


def _annotation(annotation: Any) -> dict[str, Any]:
    return _field(Field(*unwrap(annotation), ...))


def _field_docs() -> dict[tuple[str, str], str]:
    """Return the sentence below each field, read from the text of assignment.py."""
    out: dict[tuple[str, str], str] = {}
    for node in ast.parse(inspect.getsource(assignment)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field, after in zip(node.body, node.body[1:], strict=False):
            said = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and after.value.value
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(said, str):
                for name in _heirs(node.name):
                    out.setdefault((name, field.target.id), " ".join(said.split()))
    return out


def _heirs(name: str) -> list[str]:
    """Return a model and those that inherit its fields."""
    found = getattr(assignment, name)
    return [m.__name__ for m in models(assignment.Assignment) if issubclass(m, found)]
