"""Every formula part takes its right forms and none of its wrong ones, marked as the command line marks them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tables import formulas, formulas_small

from grader.binding import open_key
from grader.grading import Grader
from grader.report import Outcome, PartResult
from grader.submission import Response, Submission

ASSIGNMENTS = Path(__file__).parents[1] / "assignments"

ROWS: formulas.Rows = {
    **formulas.NEURONS,
    **formulas.NETWORKS,
    **formulas.GRAPHS,
    **formulas_small.CIRCUITS,
    **formulas_small.FUNCTIONS,
    **formulas_small.SKIP,
    **formulas_small.ELU,
}

CASES = [(address, verdict, text) for address, row in ROWS.items() for verdict, texts in row.items() for text in texts]


@cache
def grader(assignment: str) -> Grader:
    return Grader(open_key(ASSIGNMENTS / f"{assignment}.yaml"))


def mark(assignment: str, question: str, part: str, text: str) -> PartResult:
    submission = Submission("row.yaml", "row", {(question, part): Response(text)})
    report = grader(assignment).grade(submission)
    found = next(q for q in report.questions if q.id == question)
    return next(p for p in found.parts if p.id == part)


@pytest.mark.parametrize(("address", "verdict", "text"), CASES, ids=[f"{'.'.join(a)}-{v}-{t}" for a, v, t in CASES])
def test_row(address: tuple[str, str, str], verdict: str, text: str) -> None:
    result = mark(*address, text)
    if verdict == "right":
        assert result.credit == 1, result.feedback
        assert result.outcome is Outcome.CORRECT
    else:
        assert result.credit < 1, f"read as {result.read_as}"
        # What is wrong must be marked as wrong: a row that cannot be read says nothing about the marking.
        assert result.outcome in {Outcome.INCORRECT, Outcome.PARTIAL}, result.feedback


def test_every_formula_part_has_three_right_and_three_wrong_rows() -> None:
    for name in ("hw1", "hw2", "hw3", "hw4", "hw5"):
        for question, part in grader(name).key.parts():
            if part.part.kind == "formula":  # type: ignore[attr-defined]  # every kind of part has a kind
                row = ROWS[name, question.id, part.part.id]
                assert len(set(row["right"])) >= 3, part.address
                assert len(set(row["wrong"])) >= 3, part.address


def test_rows_name_parts_that_exist() -> None:
    for assignment, question, part in ROWS:
        assert part in grader(assignment).key.questions[question].parts


@pytest.mark.parametrize(
    ("later", "outcome"),
    [
        ("elu(2 Σ_i v_ji x_i)", Outcome.FOLLOW_THROUGH),
        ("2 Σ_i v_ji x_i if Σ_i v_ji x_i > 0 else exp(2 Σ_i v_ji x_i) - 1", Outcome.FOLLOW_THROUGH),
        ("2 Σ_i v_ji x_i if Σ_i v_ji x_i > 0.01 else exp(2 Σ_i v_ji x_i) - 1", Outcome.INCORRECT),
        ("elu(u_j)", Outcome.CORRECT),
    ],
)
def test_a_formula_with_kinks_may_follow_from_one_without(later: str, outcome: Outcome) -> None:
    # They are compared at different points.
    typed = {("q1", "u_expr"): Response("2 Σ_i v_ji x_i"), ("q1", "h_expr"): Response(later)}
    report = grader("hw5").grade(Submission("row.yaml", "row", typed))
    found = {p.id: p for q in report.questions if q.id == "q1" for p in q.parts}
    assert found["h_expr"].outcome is outcome
