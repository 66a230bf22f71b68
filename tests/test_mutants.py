"""`grade check` tries the key out: on itself, on every misconception and on every generic slip."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.binding import open_key
from grader.check import check
from grader.cli import main
from grader.key import Key
from grader.mutants import trials

ROOT = Path(__file__).resolve().parent.parent
HOMEWORKS = ("hw1", "hw2", "hw3", "hw4", "hw5")

TRIAL = """
title: A neuron
tolerance: {tolerance}
questions:
  - id: q
    title: One weight
    define: {{z: w * x + b, dw: 2 * (z - t) * x, w_new: w - eta * dw}}
    given: {{w: 0.4, x: {x}, b: 0.3, t: 1.1, eta: 0.1}}
    parts:
      - id: dw
        points: 2
        wrong: {{"2 * (z - t)": {{id: dw_without_x, says: "the input x is missing: it is 2 (z − t) x"}}}}
      - {{id: w_new, points: 2{step}}}
"""


def trial(
    folder: Path, x: str = "0.7", tolerance: str = "{rtol: 1.0e-3, digits: 3}", step: str = ", step_from: w"
) -> Key:
    (folder / "assignments").mkdir()
    path = folder / "assignments" / "trial.yaml"
    path.write_text(TRIAL.format(x=x, tolerance=tolerance, step=step), encoding="utf-8")
    return open_key(path)


def test_nothing_is_said_of_a_sound_assignment(tmp_path: Path) -> None:
    assert check(trial(tmp_path)) == []


def test_data_that_hide_a_misconception_are_a_warning_at_the_given(tmp_path: Path) -> None:
    (problem,) = check(trial(tmp_path, x="1"))
    assert problem.severity == "warning"
    assert problem.message == "x = 1 hides 1 misconception: 'dw_without_x' in q.dw"
    assert problem.hint == "with another x they would show"
    assert problem.location is not None
    assert problem.location.line == 8


def test_a_tolerance_that_lets_a_misconception_pass_is_an_error(tmp_path: Path) -> None:
    problems = check(trial(tmp_path, x="0.99", tolerance="{rtol: 0.05}"))
    assert {p.severity for p in problems} == {"error"}
    said = "the tolerance of q.dw takes a wrong answer for right: 'dw_without_x' (the input x is missing)"
    assert problems[0].message.startswith(said)
    assert problems[0].hint == "make rtol or atol smaller, or ask for more digits"


def test_a_weight_compared_as_itself_swallows_the_gradient(tmp_path: Path) -> None:
    """Without `step_from` a relative tolerance on the new weight takes even the wrong sign."""
    problems = check(trial(tmp_path, tolerance="{rtol: 0.5}", step=""))
    assert any("w_new takes a wrong answer for right" in p.message for p in problems)


@pytest.mark.parametrize("homework", HOMEWORKS)
def test_the_key_is_right_by_itself_and_no_mutant_is(homework: str) -> None:
    key = open_key(ROOT / "assignments" / f"{homework}.yaml")
    assert [str(p) for p in check(key) if p.severity == "error"] == []
    for question in key.questions.values():
        assert list(trials(key, question)) == []


def test_strict_makes_warnings_errors() -> None:
    runner = CliRunner()
    assert runner.invoke(main, ["check", "hw2", "--course", str(ROOT)]).exit_code == 0
    found = runner.invoke(main, ["check", "hw2", "--strict", "--course", str(ROOT)])
    assert found.exit_code == 1
    assert "x1 = 1 hides" in found.output
