"""Graph parts: a student's computational graph, lines `name = formula`, each one elementary operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

import numpy as np

from grader.assignment import GraphPart
from grader.cases import Case
from grader.equality import Array, Tolerance, Typed, compare
from grader.formula import Definition, FormulaError, FormulaErrors, parse_lines
from grader.key import PartKey, QuestionKey
from grader.numbers import NumberError, read_numbers
from grader.observation import Observation, Sample, shorten, unanswered, unreadable
from grader.points import MOST, enough, points_of
from grader.report import Remark, Row
from grader.submission import Response
from grader.wording import array, listed

EXACT = Tolerance(rtol=1e-9, atol=1e-12, digits=17)


def observe(assignment: str, question: QuestionKey, part: PartKey, response: Response | None) -> Observation:
    """Read the lines, evaluate them at the question's points, and look at their structure."""
    spec = cast(GraphPart, part.part)
    lines, gradients = _pieces(response)
    if not lines.strip():
        return unanswered()
    inputs = [n for n in question.graph.inputs([part.quantity]) if n not in question.dims]
    scope = question.scope()
    # A student's own nodes may be called what the reference calls its quantities: only the inputs are taken.
    spellings = {name: scope.spellings[name] for name in inputs if name in scope.spellings}
    scope = replace(scope, ranks={name: scope.ranks.get(name) for name in inputs}, spellings=spellings)
    try:
        nodes = parse_lines(lines, scope)
        if not nodes:
            return unanswered()
        samples = _samples(assignment, question, part, nodes, spec)
        rows = _rows(assignment, question, part, nodes)
    except FormulaErrors as errors:
        return unreadable("\n".join(_line(error) for error in errors.errors), shorten(lines))
    except FormulaError as error:
        return unreadable(_line(error), shorten(lines))
    extra = None
    remarks: list[Remark] = []
    heading: tuple[str, ...] = ("node", "operation", "value")
    if spec.backward:
        heading = (*heading, "gradient")
        extra, rows, remarks = _backward(question, part, nodes, rows, gradients, inputs)
    return Observation(
        samples=samples, tolerance=EXACT, faults=_faults(nodes, inputs), extra=extra, yours=f"{len(nodes)} lines",
        remarks=tuple(remarks), heading=heading, rows=rows,
    )  # fmt: skip


def _pieces(response: Response | None) -> tuple[str, Mapping[str, Any]]:
    """Return the lines and the gradients: `lines:` and `gradients:` below the part, or the lines alone."""
    if response is None or response.value is None:
        return "", {}
    value = response.value
    gradients: Mapping[str, Any] = {}
    if isinstance(value, dict):
        gradients = value.get("gradients") or {}
        if "lines" in value:
            value = value["lines"]
        else:
            value = [f"{name} = {formula}" for name, formula in value.items() if name != "gradients"]
    text = "\n".join(str(v) for v in value) if isinstance(value, list) else str(value or "")
    return text, gradients if isinstance(gradients, dict) else {}


def _line(error: FormulaError) -> str:
    return f"line {error.line}: {error}"


def _values(nodes: Sequence[Definition], given: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(given)
    for node in nodes:
        values[node.name] = node.formula.evaluate(values)
    return values


def _samples(
    assignment: str, question: QuestionKey, part: PartKey, nodes: Sequence[Definition], spec: GraphPart
) -> tuple[Sample, ...]:
    points = points_of(assignment, question, spec.sample)
    seen: dict[Any, set[int]] = {}
    out: list[Sample] = []
    for index in range(MOST):
        case = points[index]
        if not np.isfinite(np.asarray(question.world(case)[part.quantity], dtype=float)).all():
            continue
        values = dict(case.given)
        for node in nodes:
            values[node.name], kinks = node.formula.evaluate_with_kinks(values)
            for site, signs in kinks.items():
                seen.setdefault((node.name, site), set()).update(int(s) for s in np.unique(np.sign(signs)) if s)
        out.append(Sample(case, {part.quantity: Typed.exact(np.real(values[nodes[-1].name]))}))
        if enough(len(out), seen):
            break
    return tuple(out)


def _faults(nodes: Sequence[Definition], inputs: Sequence[str]) -> tuple[str, ...]:
    """Return what keeps the lines from being a computational graph, whatever they compute."""
    out = []
    used = {name for node in nodes for name in node.formula.names}
    for node in nodes:
        if not node.formula.elementary:
            out.append(
                f"line {node.line}: '{node.name} = {node.formula}' is more than one operation; give each its own line"
            )
    for node in nodes[:-1]:
        if node.name not in used:
            out.append(f"line {node.line}: '{node.name}' leads nowhere, no later line uses it")
    missing = [name for name in inputs if name not in used]
    if missing:
        out.append(f"{listed(missing)} {'does' if len(missing) == 1 else 'do'} not occur in the graph")
    return tuple(out)


def _point(assignment: str, question: QuestionKey, part: PartKey) -> Case:
    """Return where the drawing shows values: the question's data, or the first sampled point."""
    needed = question.graph.inputs([part.quantity])
    if all(name in question.values for name in needed):
        return question.case
    return points_of(assignment, question, {})[0]


def _rows(assignment: str, question: QuestionKey, part: PartKey, nodes: Sequence[Definition]) -> tuple[Row, ...]:
    values = _values(nodes, _point(assignment, question, part).given)
    return tuple(Row((n.name, n.formula.read_as(values), array(values[n.name]))) for n in nodes)


def _backward(
    question: QuestionKey,
    part: PartKey,
    nodes: Sequence[Definition],
    rows: tuple[Row, ...],
    gradients: Mapping[str, Any],
    inputs: Sequence[str],
) -> tuple[tuple[Fraction, Fraction], tuple[Row, ...], list[Remark]]:
    """Mark the student's gradients beside their own nodes: half of the part, shared evenly by inputs and inner nodes."""
    given = question.values
    wanted = [*inputs, *(node.name for node in nodes[:-1])]
    right, remarks, shown = 0, [], {nodes[-1].name: "1"}
    for name in wanted:
        if name not in gradients or gradients[name] is None:
            remarks.append(Remark.open(f"the gradient at {name} is not given"))
            continue
        try:
            typed = read_numbers(gradients[name])
        except NumberError as error:
            remarks.append(Remark.open(f"the gradient at {name} cannot be read: {error}"))
            continue
        true = _derivative(nodes, given, name)
        good = compare(typed, true, part.tolerance).full
        right += good
        shown[name] = array(typed.values) + ("" if good else " ✗")
        if not good:
            remarks.append(
                Remark(
                    f"the gradient at {name} is {array(typed.values)}, expected {array(true)}",
                    f"the gradient at {name} is wrong",
                )
            )
    table = [Row((name, "given", array(given[name]), shown.get(name, "")), None) for name in inputs]
    table += [Row((*row.cells, shown.get(row.cells[0], "")), None) for row in rows]
    return (Fraction(1, 2), Fraction(right, max(1, len(wanted)))), tuple(table), remarks


def _derivative(nodes: Sequence[Definition], given: Mapping[str, Any], name: str) -> Array:
    """Return the derivative of the last line by a node or an input, by complex steps through the student's own lines."""
    at = np.asarray(_values(nodes, given)[name])
    out = np.zeros(at.shape)
    for index in np.ndindex(at.shape):
        moved = at.astype(complex)
        moved[index] += 1e-30j
        values: dict[str, Any] = {**given}
        if name in values:
            values[name] = moved
        for node in nodes:
            values[node.name] = moved if node.name == name else node.formula.evaluate(values)
        out[index] = float(np.sum(np.imag(values[nodes[-1].name]))) / 1e-30
    return out
