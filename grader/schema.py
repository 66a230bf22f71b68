"""The JSON Schema of an assignment, for editors: generated from the types, with the sentence that stands below each field."""

from __future__ import annotations

import ast
import inspect
from typing import Any

from grader import assignment


def schema() -> dict[str, Any]:
    """Return the JSON Schema of an assignment, for editors."""
    out = assignment.Assignment.model_json_schema()
    described = _field_docs()
    for name, definition in [("Assignment", out), *out["$defs"].items()]:
        for field, spec in definition.get("properties", {}).items():
            if words := described.get((name, field)):
                spec["description"] = words
    out["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    out["title"] = "An assignment of the backprop grader"
    return out


def _field_docs() -> dict[tuple[str, str], str]:
    """Return the sentence below each field, read from the text of assignment.py.

    pydantic can do this while the models are built; it then costs every student's self-check what only editors need.
    """
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
    models = [m for m in vars(assignment).values() if isinstance(m, type) and issubclass(m, assignment.Model)]
    return [m.__name__ for m in models if issubclass(m, found)] if isinstance(found, type) else []
