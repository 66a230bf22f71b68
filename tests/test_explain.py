"""`grade explain`: the worked solution in the order of the chain, with a student's answers beside it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from course_kit import Course

from grader.binding import open_key
from grader.cli import main
from grader.explanation import explain
from grader.graph import jacobian

ROOT = Path(__file__).resolve().parent.parent
HOMEWORKS = ("hw1", "hw2", "hw3", "hw4", "hw5")


def run(*words: str) -> str:
    result = CliRunner().invoke(main, ["explain", *words, "--course", str(ROOT)], env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_step_has_its_formula_value_and_gradient() -> None:
    page = run("hw2", "p1.da")
    rows = [line.split() for line in page.splitlines() if line.startswith("  ") or line[:1] == " "]
    assert [row[0] for row in rows if row and len(row[0]) <= 2 and row[0] != "formula"][:8] == [
        "x1", "w1", "x2", "w2", "a", "s", "q", "b",
    ]  # fmt: skip
    assert "gradients are those of f" in page
    assert any("square of the sine" in line and "0.70807" in line and "−0.094769" in line for line in page.splitlines())


def test_the_gradient_is_differentiated_not_read_off() -> None:
    key = open_key(ROOT / "assignments" / "hw5.yaml")
    (found,) = explain(key, "q1")
    question = key.questions["q1"]
    line = next(line for line in found.lines if line.name == "z")
    exact = jacobian(question.graph, question.values, "loss", "z")
    np.testing.assert_allclose(exact, question.truth["dz"])
    assert line.gradient == "[−0.26622, 0.26622]"
    assert [line.name for line in found.lines][-2:] == ["w_new", "v_new"]


def test_a_students_chain_shows_where_it_broke() -> None:
    found = json.loads(
        run("hw5", "q1", "--student", str(ROOT / "submissions_example/hw5/one_slip"), "--format", "json")
    )
    (question,) = found
    outcomes = {r["part"]: r["outcome"] for line in question["quantities"] for r in line["responses"]}
    assert outcomes["u"] == "correct"
    assert outcomes["h"] == "partial"
    assert outcomes["z"] == "follow_through"
    assert question["broke"] == "the chain breaks at h"
    page = run("hw5", "q1", "--student", str(ROOT / "submissions_example/hw5/one_slip"))
    assert "follows through" in page
    assert "the chain breaks at h" in page


@pytest.mark.parametrize("homework", HOMEWORKS)
@pytest.mark.parametrize("form", ["terminal", "json", "markdown"])
def test_every_homework_can_be_explained(homework: str, form: str) -> None:
    page = run(homework, "--format", form)
    key = open_key(ROOT / "assignments" / f"{homework}.yaml")
    for question in key.questions:
        assert question in page
    assert "nan" not in page.lower().split()


def test_what_is_given_stays_beside_what_is_drawn(course: Course) -> None:
    key = course.question(
        "define: {s: sqrt(v + eps), L: sum(s)}\ngiven: {eps: 1e-5}\nsample: {v: {positive: [3]}}\n"
        "parts: [{id: f, kind: function, points: 1, call: f(v, eps=eps), returns: [s, L], cases: [{count: 1}]}]"
    )
    (found,) = explain(key)
    assert found.where == "at the given values, and sampled ones of the rest"
    assert {line.name: line.value for line in found.lines}["eps"] == "1e-5"


@pytest.mark.parametrize(
    ("define", "of"),
    [
        ("{z: w*x, L: z^2/2, dw: z*x, w_new: w - dw}", "L"),
        ("{z: w*x, E: z^2/2, loss: E + w^2, w_new: w - x}", "loss"),
        ("{z: w*x, f: z^2}", "f"),
    ],
)
def test_gradients_are_those_of_the_loss_though_more_is_computed_after_it(course: Course, define: str, of: str) -> None:
    ids = [piece.partition(":")[0].strip() for piece in define.strip("{}").split(",")]
    parts = ", ".join(f"{{id: {id}, points: 1}}" for id in ids)
    (found,) = explain(course.question(f"define: {define}\ngiven: {{w: 2, x: 3}}\nparts: [{parts}]"))
    assert found.of == of


def test_what_is_not_there_is_told_with_what_is() -> None:
    for words, message in ((["hw5", "q9"], "did you mean 'q1'?"), (["hw5", "q1.dww"], "did you mean 'dw'?")):
        result = CliRunner().invoke(main, ["explain", *words, "--course", str(ROOT)])
        assert result.exit_code == 2
        assert message in result.stderr
