"""The files that a student starts from: every part with what is asked, nothing answered."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import Any

from grader.assignment import ChoicePart, FormulaPart, FunctionPart, GraphPart, NumberPart, WrittenPart
from grader.calling import call_form
from grader.key import Key, PartKey, QuestionKey
from grader.report import text
from grader.wording import listed


def yaml_template(key: Key, student: str) -> str:
    """Return the answer file of an assignment, with nothing in it yet."""
    lines = [
        f"# {key.id}: {key.assignment.title}",
        "# Fill in what you have; what stays empty counts as unanswered.",
        "# Numbers may be written 0.734, 1/13, 1/sqrt(13), 1e-3; a matrix as [[1, 2], [3, 4]].",
        f"student: {_quoted(student)}".rstrip(),
    ]
    for question in key.questions.values():
        asked = [p for p in question.parts.values() if not isinstance(p.part, FunctionPart)]
        if not asked:
            continue
        lines += ["", f"{question.id}:" + (f"  # {question.question.title}" if question.question.title else "")]
        for part in asked:
            lines += _entry(question, part)
    return "\n".join(lines) + "\n"


def _entry(question: QuestionKey, part: PartKey) -> list[str]:
    spec = part.part
    points = f"{text(spec.points)} point{'s' * (spec.points != 1)}"
    said = " ".join(spec.prompt.split()) or _kind_words(spec)
    lines = [f"  # {line}" for line in textwrap.wrap(f"{said} ({points})", 110)]
    if isinstance(spec, ChoicePart):
        lines += [f"  #   {name}: {' '.join(words.split())}" for name, words in spec.choices.items()]
    if isinstance(spec, FormulaPart) and spec.indices:
        lines.append(f"  #   a formula in the free letters {listed(spec.indices)}, or in vectors and matrices")
    if isinstance(spec, GraphPart):
        lines.append("  #   below 'graph: |', a line for each node, such as z = a + b".replace("graph", spec.id))
    return [*lines, f"  {spec.id}:"]


def _kind_words(spec: object) -> str:
    match spec:
        case NumberPart():
            return "a number, vector or matrix"
        case FormulaPart():
            return "a formula"
        case GraphPart():
            return "a computational graph, one operation a line"
        case ChoicePart():
            return "one of these" if len(spec.answer) == 1 else "one or several of these"
        case WrittenPart():
            return "in words"
    return ""


def module_template(key: Key) -> str:
    """Return the module for the function parts, with nothing implemented; empty where there is none to write."""
    functions: dict[str, list[str]] = {}
    classes: dict[str, list[str]] = {}
    asked = Counter(name for question in key.questions.values() for name in _called(question))
    for question, part in key.parts():
        spec = part.part
        if not isinstance(spec, FunctionPart):
            continue
        form = call_form(question, part)
        said = " ".join(spec.prompt.split()) or _returns_words(spec)
        steps = form.chain
        parameters = [[*s.args, *(name for name, _ in s.keywords)] for s in steps if s.kind == "call"]
        if len(steps) == 2:
            # What several questions call alike is told apart by the question.
            name = f"{question.id}_{steps[0].name}" if asked[steps[0].name] > 1 else steps[0].name
            functions.setdefault(name, _function(name, parameters[0], said, ""))
        elif steps[-1].kind == "call" and steps[-2].kind == "attribute":
            body = classes.setdefault(
                steps[0].name,
                _function("__init__", ["self", *parameters[0]], "", "    ") if len(parameters) > 1 else [],
            )
            body += _function(steps[-2].name, ["self", *parameters[-1]], said, "    ")
    if not functions and not classes:
        return ""
    functions = {name: body for name, body in functions.items() if name not in classes}
    lines = [f'"""{key.id}: {key.assignment.title}."""', "", "import numpy as np", ""]
    for body in functions.values():
        lines += ["", *body]
    for name, body in classes.items():
        lines += ["", f"class {name}:", *body]
    return "\n".join(lines).rstrip() + "\n"


def _called(question: QuestionKey) -> set[str]:
    """Return the names that a question's function parts call."""
    parts = [part for part in question.parts.values() if isinstance(part.part, FunctionPart)]
    return {call_form(question, part).chain[0].name for part in parts}


def _function(name: str, parameters: list[str], said: str, indent: str) -> list[str]:
    first = 0 if parameters[:1] == ["self"] else 1
    safe = [p if p.isidentifier() else f"argument_{i}" for i, p in enumerate(parameters, first)]
    lines = [f"{indent}def {name}({', '.join(safe)}):"]
    if said:
        # Raw where there is LaTeX: `\theta` would begin with a tab.
        raw = "r" if "\\" in said else ""
        words = f"{said[0].upper()}{said[1:]}".rstrip(".").replace('"""', "'" * 3)
        lines.append(f'{indent}    {raw}"""{words}."""')
    return [*lines, f"{indent}    raise NotImplementedError", ""]


def _returns_words(spec: FunctionPart) -> str:
    changes = [f"change {listed(spec.changes)} in place"] if spec.changes else []
    match spec.returns:
        case None:
            returns = [] if changes else [f"return {spec.answer or spec.id}"]
        case str():
            returns = [f"return {spec.returns}"]
        case dict():
            returns = [f"return a dict with the keys {listed(spec.returns)}"]
        case _:
            returns = [f"return the tuple {_shape(spec.returns)}"]
    return listed(changes + returns)


def _shape(returns: Any) -> str:
    """Return what is to be returned as Python writes it: `(loss, {W1: dW1})`."""
    if isinstance(returns, dict):
        return "{" + ", ".join(f"{key}: {_shape(one)}" for key, one in returns.items()) + "}"
    return returns if isinstance(returns, str) else f"({', '.join(_shape(one) for one in returns)})"


def _quoted(student: str) -> str:
    return f'"{student}"' if student and not student.replace("_", "").isalnum() else student
