"""A task for the terminal: its text, its data, and what is asked; no answer."""

from __future__ import annotations

import textwrap

import numpy as np

from grader.assignment import ChoicePart, FunctionPart, WrittenPart
from grader.key import Key, PartKey, QuestionKey
from grader.report import text
from grader.wording import number

_WIDTH = 96


def render(key: Key, question: str = "", part: str = "") -> str:
    """Return the whole assignment, one question of it, or one part with its question's data."""
    lines = [f"{key.id}  {key.assignment.title}  ({text(key.assignment.points)} points)"]
    if key.assignment.due:
        lines.append(f"due {key.assignment.due}" + (f"; {key.assignment.late}" if key.assignment.late else ""))
    for found in key.questions.values():
        if question in ("", found.id):
            lines += ["", *_question(found, part)]
    return "\n".join(lines) + "\n"


def _question(question: QuestionKey, part: str) -> list[str]:
    spec = question.question
    lines = [f"{spec.id}  {spec.title}  ({text(spec.points)} points)"]
    if spec.text:
        lines += ["", *(line for piece in spec.text.split("\n\n") for line in _wrapped(piece, "   "))]
    if question.given:
        lines += ["", *(line for name, value in question.given.items() for line in _given(name, value))]
    lines.append("")
    for asked in question.parts.values():
        if part in ("", asked.part.id):
            lines += _part(asked)
    return lines


def _given(name: str, value: object) -> list[str]:
    array = np.asarray(value)
    if array.ndim < 2:
        entries = number(array) if array.ndim == 0 else "[" + ", ".join(number(x) for x in array) + "]"
        return [f"   {name} = {entries}"]
    rows = [[number(x) for x in row] for row in array.reshape(-1, array.shape[-1])]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    shown = ["  ".join(f"{x:>{w}}" for x, w in zip(row, widths, strict=True)) for row in rows]
    return [f"   {name} = " + shown[0], *(" " * (len(name) + 6) + row for row in shown[1:])]


def _part(asked: PartKey) -> list[str]:
    spec = asked.part
    points = f"{text(spec.points)} point{'s' * (spec.points != 1)}"
    said = " ".join(spec.prompt.split())
    if isinstance(spec, FunctionPart) and spec.call:
        said = f"{said}: {spec.call}" if said else spec.call
    lines = _wrapped(f"{spec.id}: {said} ({points}, {getattr(spec, 'kind', 'number')})", "   ", "      ")
    if isinstance(spec, ChoicePart):
        lines += [
            line for name, words in spec.choices.items() for line in _wrapped(f"{name}: {words}", "      ", "         ")
        ]
    if isinstance(spec, WrittenPart):
        lines += [f"      read for {item.id} ({text(item.points)})" for item in spec.rubric]
    return lines


def _wrapped(words: str, first: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(" ".join(words.split()), _WIDTH, initial_indent=first, subsequent_indent=rest or first)
