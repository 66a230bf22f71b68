"""A list of named formulas: a student's computational graph, one line a node."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from grader.formula.answer import prepare
from grader.formula.formula import Formula, parse
from grader.formula.letters import key
from grader.formula.messages import FormulaError, FormulaErrors
from grader.formula.scope import Scope
from grader.formula.tokens import Token

MAX_LINES = 200


@dataclass(frozen=True)
class Definition:
    """One line, `name = formula`."""

    name: str
    """As it was written."""
    formula: Formula
    line: int
    """Counted from 1 in the whole text."""


def parse_lines(text: str, scope: Scope) -> tuple[Definition, ...]:
    """Read lines `name = formula`, each of declared names and of names above it. Raises FormulaErrors with all faults.

    Empty lines are skipped, and what stands behind a `#`. A formula's text is its whole line, so columns count in that.
    """
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise FormulaErrors([FormulaError(f"there are {len(lines)} lines; {MAX_LINES} are read at most", lines[0])])
    definitions: list[Definition] = []
    errors: list[FormulaError] = []
    ranks = dict(scope.ranks)
    keys: dict[str, int] = {}
    for number, whole in enumerate(lines, 1):
        line = whole.partition("#")[0].rstrip()
        if not line.strip():
            continue
        here = replace(scope, ranks=dict(ranks))
        name = ""
        try:
            name = _left_side(line, here, keys)
            ranks[name] = None  # so that one fault is told once, not again in every line below
            keys[key(name)] = number
            formula = parse(line, here)
            ranks[name] = formula.rank
            definitions.append(Definition(name, formula, number))
        except FormulaError as error:
            error.line = number
            errors.append(error)
    if errors:
        raise FormulaErrors(errors)
    return tuple(definitions)


def _left_side(line: str, scope: Scope, keys: dict[str, int]) -> str:
    tokens = prepare(line, scope)
    signs = [i for i, token in enumerate(tokens) if token.kind == "op" and token.text == "="]
    if not signs:
        raise FormulaError("a line needs a name: there is no '='", line, 1, len(line), "write name = formula")
    left = tokens[: signs[0]]
    end = tokens[signs[0]].start
    shown = line[:end].strip()
    column = len(line) - len(line.lstrip()) + 1
    name = _single_name(left)
    if not name:
        message = f"'{shown}' is not a single name" if shown else "nothing stands left of the '='"
        raise FormulaError(message, line, column, len(shown), "write name = formula")
    if key(name) in keys:
        raise FormulaError(
            f"'{shown}' is defined in line {keys[key(name)]} already",
            line,
            column,
            len(shown),
            "give this line another name",
        )
    if key(name) in scope.keys:
        raise FormulaError(
            f"'{shown}' is given, so no line can define it", line, column, len(shown), "give this line another name"
        )
    return name


def _single_name(tokens: list[Token]) -> str:
    """Return the name that the tokens spell, in letters; empty where they are no single name."""
    if any(t.text == "(" and before.text not in ("{", "^") for before, t in pairwise(tokens)):
        return ""  # f(x) is no name, but z^{(1)} is
    tokens = [t for t in tokens if t.text not in ("{", "}", "(", ")", "$") or t.kind != "op"]
    if not tokens or tokens[0].kind != "name":
        return ""
    name = tokens[0].declared or tokens[0].text
    marks = tokens[0].extra
    for token in tokens[1:]:
        if token.kind in ("name", "number") and not token.gap:
            name += ("" if name.endswith("_") else "_") + token.text
        elif token.text == "'":
            name += "'"
        elif token.text not in ("_", "^"):
            return ""
    return name + ("_" + marks if marks else "")
