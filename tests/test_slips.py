"""Naming the slip: each generic slip by a row, the authored ones by the homeworks, and what must not be named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.binding import open_key
from grader.grading import Grader
from grader.key import Key
from grader.report import PartResult
from grader.submission import Response, Submission

ROOT = Path(__file__).resolve().parent.parent

TRIAL = """
title: A trial of slips
tolerance: {rtol: 1.0e-3, digits: 3}
questions:
  - id: q
    title: Sums and products
    define:
      z: W @ x
      s: sigma(z)
      e: s - t
      g: e * s * (1 - s)
      G: outer(g, x)
      J: sum(e * e) / n
      reg: G + lam * W
      total: G + B
      W_new: W - eta * G
    given:
      W: [[0.31, -0.72, 0.53], [1.13, 0.24, -0.85]]
      x: [0.71, -1.32, 0.43]
      t: [0.9, 0.2]
      lam: 0.37
      eta: 0.15
      B: [[0.11, 0.27, 0.31], [0.41, 0.59, 0.67]]
    dims: {n: 7}
    parts:
      - {id: z, points: 1}
      - {id: s, points: 1}
      - {id: g, points: 1}
      - {id: G, points: 1}
      - {id: J, points: 1}
      - {id: reg, points: 1}
      - {id: total, points: 1}
      - {id: W_new, points: 1, step_from: W}
      - {id: sum_expr, kind: formula, points: 1, answer: e * s}
"""


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Key:
    folder = tmp_path_factory.mktemp("course") / "assignments"
    folder.mkdir()
    (folder / "trial.yaml").write_text(TRIAL, encoding="utf-8")
    return open_key(folder / "trial.yaml")


def typed(value: Any, digits: int = 5) -> Any:
    """Return numbers as a student types them."""
    value = np.asarray(value, dtype=float)
    return f"{value:.{digits}g}" if value.ndim == 0 else [typed(item, digits) for item in value]


def graded(key: Key, responses: dict[str, Any], question: str = "q") -> dict[str, PartResult]:
    answers = {(question, id): Response(value) for id, value in responses.items()}
    with Grader(key) as grader:
        report = grader.grade(Submission("trial", "trial", answers))
    return {part.id: part for q, part in report.parts() if q.id == question}


ROWS = [
    ("g", lambda w: -w["g"], "negated", "looks like the negative of the answer: check the signs"),
    ("g", lambda w: 2 * w["g"], "ratio:2", "looks like twice the answer: a factor 2 is kept that a ½ cancels"),
    ("g", lambda w: w["g"] / 2, "ratio:1/2", "looks like half the answer: a factor 2 was dropped"),
    ("J", lambda w: 7 * w["J"], "ratio:n", "looks like n = 7 times the answer: a sum stands where a mean belongs"),
    ("J", lambda w: w["J"] / 7, "ratio:1/n", "looks like the answer divided by n = 7: a mean stands where a sum belongs"),
    ("z", lambda w: 10 * w["z"], "ratio:10^1", "looks like 10^1 times the answer: the decimal point has slipped"),
    ("G", lambda w: w["G"].T, "transposed", "looks like the transpose of the answer"),
    ("s", lambda w: w["s"][::-1], "swapped", "looks like the right numbers in the wrong places: [1] and [2] are exchanged"),
    ("G", lambda w: w["G"] * [[1, -1, 1], [1, 1, -1]], "signs", "looks like the answer with a wrong sign in some entries"),
    ("g", lambda w: w["e"], "other:e", "looks like e; g was asked"),
    ("g", lambda w: w["g"] / w["s"], "missing:s", "looks like the answer without the factor s: that factor is missing"),
    ("G", lambda w: w["G"] * w["s"][:, None], "extra:s", "looks like the answer with the factor s as a factor too many"),
    ("g", lambda w: w["e"] * w["s"] * (1 - w["s"]) * w["s"] * (1 - w["s"]), "extra:s′(z)", "the derivative s′(z)"),
    ("total", lambda w: w["total"] - w["B"], "other:G", "looks like G; total was asked"),
    ("total", lambda w: w["total"] + w["B"], "extra_term:B", "looks like the answer with a term B too many"),
    ("reg", lambda w: w["reg"] + 0.37 * w["W"], "multiple:W", "looks like the answer plus a multiple of W"),
    ("W_new", lambda w: 2 * w["W"] - w["W_new"], "negated", "looks like a step the wrong way: the gradient is subtracted"),
    ("W_new", lambda w: w["W"] - w["G"], "missing:eta", "looks like the step without the factor eta"),
    ("W_new", lambda w: w["G"], "other:G", "looks like G; W_new was asked"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "slip", "id", "says"), ROWS, ids=[f"{r[0]}-{r[2]}" for r in ROWS])
def test_a_generic_slip_is_named(trial: Key, part: str, slip: Any, id: str, says: str) -> None:
    world = trial.questions["q"].truth
    result = graded(trial, {part: typed(slip(world))})[part]
    assert result.misconception == id
    assert says in result.remarks[0].text


def test_digits_pasted_from_a_program_hide_no_slip(trial: Key) -> None:
    world = trial.questions["q"].truth
    ascent = world["W"] + 0.15 * world["G"]
    pasted = [[repr(float(value)) for value in row] for row in ascent]
    assert graded(trial, {"W_new": pasted})["W_new"].misconception == "negated"


def test_the_slip_of_a_formula_is_found_at_sampled_points(trial: Key) -> None:
    assert graded(trial, {"sum_expr": "s * (t - s)"})["sum_expr"].misconception == "negated"
    assert graded(trial, {"sum_expr": "e * s / 2"})["sum_expr"].misconception == "ratio:1/2"
    assert graded(trial, {"sum_expr": "e * s * e"})["sum_expr"].misconception == "extra:e"
    unknown = graded(trial, {"sum_expr": "e * s * s + 0.3 x_1 e"})["sum_expr"]
    assert unknown.misconception is None
    assert unknown.remarks[0].text == "differs from the answer wherever it was tried"


def test_a_slip_is_named_in_the_followed_world(trial: Key) -> None:
    world = trial.questions["q"].truth
    wrong = np.array([0.123, 0.456])
    results = graded(trial, {"g": typed(wrong), "G": typed(-np.outer(wrong, world["x"]))})
    assert results["G"].misconception == "negated"
    assert results["G"].remarks[0].text.endswith("(that follows from your own g)")


@pytest.mark.parametrize(
    ("part", "response"),
    [
        ("J", "0.3"),  # one digit is like many things
        ("J", "1"),
        ("z", ["1", "2"]),
        ("g", ["0", "0"]),
        ("G", [["0.1", "0.2", "0.3"], ["0.4", "0.5", "0.6"]]),
    ],
)
def test_nothing_is_named_where_nothing_is_known(trial: Key, part: str, response: Any) -> None:
    assert graded(trial, {part: response})[part].misconception is None


def test_random_numbers_are_seldom_like_a_slip(trial: Key) -> None:
    """Of scalars with four digits, which have the least to go by, less than three in a hundred are named by chance."""
    rng = np.random.default_rng(1)
    named = sum(
        graded(trial, {"J": typed(np.exp(rng.uniform(-5, 1)), 4)})["J"].misconception is not None for _ in range(200)
    )
    assert named <= 6


def test_an_unnamed_constant_ratio_is_said(trial: Key) -> None:
    world = trial.questions["q"].truth
    result = graded(trial, {"G": typed(0.7313 * world["G"])})["G"]
    assert result.misconception is None
    assert "every entry is 0.7313 times the answer" in result.feedback
    assert "every entry is wrong by the same factor" in [remark.hint for remark in result.remarks]


def test_two_misconceptions_that_give_the_same_numbers_are_both_said() -> None:
    """With x1 = w1 = 1 the sine not squared is the sine of the square."""
    key = open_key(ROOT / "assignments" / "hw2.yaml")
    result = graded(key, {"q": "0.8415"}, "p1")["q"]
    assert result.misconception is None
    assert result.remarks[0].text.startswith("looks like either of two slips: the sine was not squared; or: the square")


def test_each_seed_has_its_slip_named() -> None:
    hw = {n: open_key(ROOT / "assignments" / f"hw{n}.yaml") for n in (1, 3, 4, 5)}
    sign = graded(hw[3], {"df_dx1": r"\sigma(z)(1 - \sigma(z)) \cdot w_1"}, "p1a")["df_dx1"]
    assert sign.remarks[0].text.startswith("looks like: the sign is wrong")
    skip = graded(hw[4], {"xbar": r"\bar{x} = W^{(1)T} \bar{z}_1"}, "q1c")["xbar"]
    assert skip.misconception == "xbar_without_skip"
    assert "the skip connection is forgotten" in skip.remarks[0].text
    world = hw[5].questions["q1"].truth
    elu = graded(hw[5], {"u": typed(world["u"]), "h": typed(world["u"])}, "q1")["h"]
    assert elu.misconception == "h_identity"
    slope = hw[1].questions["c14"]
    parts = {part.quantity for part in slope.parts.values()}
    assert {m.id for m in slope.graph.misconceptions.values() if m.of in parts}


def test_values_are_held_against_the_misconceptions_of_unasked_steps_only_where_they_can_have_been_made() -> None:
    """Who has o right did not skip the softmax: a slip is not looked for above what was answered rightly."""
    key = open_key(ROOT / "assignments" / "hw5.yaml")
    question = key.questions["q1"]
    right = {name: typed(question.truth[name], 6) for name in ("u", "h", "z", "o")}
    wrong = question.world(question.case, question.graph.misconceptions["o_scores"])["dw"]
    result = graded(key, {**right, "dw": typed(wrong, 6)}, "q1")["dw"]
    assert result.misconception != "o_scores"
