"""`grade check`: an answer key that cannot be wrong."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.check import check
from grader.cli import main

ROOT = Path(__file__).resolve().parent.parent

NET = """
import numpy as np

def z(w, x):
    return w @ x

def loss(z):
    return np.sum(z ** 2) / 2

@gradient(of="loss", wrt="w")
def dw(z, x):
    return {dw}

def r(w):
    return np.where(w.real > 0, w, 0)

def total(r):
    return np.sum(r)

@gradient(of="total", wrt="w")
def dr(w):
    return 1.0 * (w > 0)
"""
QUESTION = """
reference: net
given: {x: [1.5, -2], w: [[1, 2], [3, 4], [5, 7]]}
parts: [{id: dw, points: 1}, {id: dr, points: 1}]
"""


def said(problems):
    return [(problem.severity, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("dw", "messages"),
    [
        ("np.outer(z, x)", []),
        (
            "-np.outer(z, x)",
            ["'dw' claims to be ∂loss/∂w, but entry [3, 2] is −13 where differentiation gives 13 (at the given values); every entry has the wrong sign"],
        ),
        (
            "2 * np.outer(z, x)",
            ["'dw' claims to be ∂loss/∂w, but entry [3, 2] is 26 where differentiation gives 13 (at the given values); every entry is 2 times the derivative"],
        ),
        ("np.outer(x, z)", ["'dw' claims to be ∂loss/∂w, but has shape (2, 3) where the derivative has (3, 2) (at the given values)"]),
        ("np.outer(z, x) / 0", ["'dw' claims to be ∂loss/∂w, but is not finite at the given values", "the answer of q1.dw is not finite at the given values"]),
    ],
)  # fmt: skip
def test_a_gradient_is_held_to_its_claim(course, dw, messages):
    course.reference("net", NET.format(dw=dw))
    assert [m for severity, m in said(check(course.question(QUESTION))) if severity == "error"] == messages


@pytest.mark.parametrize(
    ("dw", "found"),
    [
        ("z*x", []),
        ("-z*x", ["'dw' is ∂L/∂w but for its sign (at the given values)"]),
        ("2*z*x", ["'dw' is ∂L/∂w but for a factor 2 (at the given values)"]),
        ("-0.1*z*x", []),  # a step is called so, too
        ("x", []),
    ],
)
def test_a_gradient_of_define_is_doubted_where_it_is_nearly_one(course, dw, found):
    key = course.question(
        f"define: {{z: w^T x, L: z^2/2, dw: {dw}}}\ngiven: {{w: [1.5, 2], x: [0.3, 0.7]}}\n"
        "parts: [{id: dw, points: 1}, {id: L, points: 1}]"
    )
    assert said(check(key)) == [("warning", message) for message in found]


def test_data_on_a_kink_are_a_warning(course):
    course.reference("net", NET.format(dw="np.outer(z, x)"))
    key = course.question(QUESTION.replace("[5, 7]", "[0, 7]").replace("dr(w):\n    return 1.0 * (w > 0)", ""))
    assert said(check(key)) == []
    course.reference("net", NET.format(dw="np.outer(z, x)").replace("(w > 0)", "(w >= 0)"))
    key = course.question(QUESTION.replace("[5, 7]", "[0, 7]"))
    assert said(check(key)) == [
        ("warning", "'total' has a kink at the given values: its derivative by w differs from side to side there")
    ]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("given: {x: 0}\nparts: [{id: a, points: 1, answer: 1/x}]", [("error", "the answer of q1.a is not finite at the given values")]),
        (
            "parts: [{id: a, kind: formula, points: 1, answer: sqrt(-x^2)}]",
            [("error", "the answer of q1.a is finite at 0 of 24 sampled points")],
        ),
        (
            "given: {x: 1, y: 2}\nparts: [{id: a, points: 1, answer: 2*x}]",
            [("warning", "'y' is given, but nothing that is asked depends on it")],
        ),
        (
            "given: {x: 1, w: [1, 2]}\nparts: [{id: a, points: 1, answer: 2*x, step_from: w}]",
            [("error", "q1.a is no step from 'w': the shapes differ"), ("warning", "'w' is given, but nothing that is asked depends on it")],
        ),
        (
            "define: {a: w*x}\ngiven: {w: 3, x: 1}\nparts: [{id: a, points: 1, wrong: {w: x is missing, w + x: added}}]",
            [("warning", "x = 1 hides 1 misconception: 'w' in q1.a")],
        ),
        (
            "define: {a: w*x}\ngiven: {w: 3, x: 1.01}\nparts: [{id: a, points: 1, tolerance: {rtol: 0.05}, wrong: {w: x is missing}}]",
            [("error", "the tolerance of q1.a takes a wrong answer for right: 'w' (x is missing) (and 3 more)")],
        ),
        (
            "define: {a: w - eta*g}\ngiven: {w: 3, eta: 0.01, g: 2}\n"
            "parts: [{id: a, points: 1, step_from: w, tolerance: {rtol: 0.05}, wrong: {w + eta*g: ascent}}]",
            [],
        ),
        (
            "define: {b: 2*x}\ngiven: {x: 1}\nparts: [{id: b, kind: function, points: 1, cases: [{count: 3}]}]",
            [("warning", "the drawn cases of q1.b are all alike: the question has no sample:")],
        ),
        (
            "define: {b: 2*x}\ngiven: {x: [1, 2]}\ndims: {n: 2, m: 2, k: 1}\nsample: {x: {normal: [n]}}\nparts: [{id: b, kind: function, points: 1, cases: [{n: two}, {m: 5}]}]",
            [
                ("error", "the case 'case 1' of q1.b cannot be drawn: 'two' is no number and no dim: 'two' is a name, and a number is wanted here"),
                ("warning", "two sizes are 2: that hides a transposed matrix"),
                ("warning", "the size k = 1 hides a transposed or a missing axis"),
            ],
        ),
        (
            "define: {b: 2*x}\ngiven: {x: [1, 2]}\ndims: {n: 2, m: 2}\nsample: {x: {normal: [n]}}\nparts: [{id: b, kind: function, points: 1, cases: [given, {m: 5}]}]",
            [],
        ),
    ],
)  # fmt: skip
def test_doubtful_assignments(course, question, found):
    problems = said(check(course.question(question)))
    assert sorted(set(problems)) == sorted(found)


# The command.


def grade(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def copied(tmp_path):
    for folder in ("assignments", "reference"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_the_courses_own_assignments_have_no_error():
    result = grade("check", "--course", ROOT)
    assert result.exit_code == 0
    assert "error" not in result.stdout


@pytest.mark.parametrize(
    ("name", "module", "right", "planted"),
    [
        ("dw", "elu_softmax", "return np.outer(dz, h)", "return -np.outer(dz, h)"),
        ("dz", "elu_softmax", "return o * np.sum(target) - target", "return target - o * np.sum(target)"),
        ("dv", "elu_softmax", "return np.outer(du, x)", "return 2 * np.outer(du, x)"),
    ],
)
def test_a_wrong_sign_planted_in_a_reference_is_found(copied, name, module, right, planted):
    path = copied / "reference" / f"{module}.py"
    code = path.read_text(encoding="utf-8")
    assert right in code
    path.write_text(code.replace(right, planted, 1), encoding="utf-8")
    result = grade("check", "hw5", "--course", copied)
    assert result.exit_code == 1
    assert f"'{name}' claims to be ∂loss/∂{name[1:]}, but entry " in result.stdout
    assert f"reference/{module}.py:" in result.stdout


def test_a_misspelt_key_is_shown_under_a_caret(copied, monkeypatch):
    monkeypatch.chdir(copied)
    path = copied / "assignments" / "hw5.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("spellings:", "speling:", 1), encoding="utf-8")
    number = (
        path.read_text(encoding="utf-8")
        .split("\n")
        .index(next(x for x in path.read_text().split("\n") if "speling" in x))
        + 1
    )
    for words in (("check", "hw5"), ("--assignment", "hw5", ROOT / "submissions_example/hw5/seed")):
        result = grade(*words)
        assert result.exit_code == (1 if words[0] == "check" else 2)
        lines = result.output.split("\n")
        assert lines[0] == f"assignments/hw5.yaml:{number}:5: a question has no field 'speling'"
        assert lines[2].endswith("|     ^^^^^^^")
        assert lines[3] == "   did you mean 'spellings'?"


def test_warnings_are_errors_where_asked(course):
    course.assignment("title: x\nquestions: [{id: q1, given: {x: 1, y: 2}, parts: [{id: a, points: 1, answer: 2*x}]}]")
    words = ("check", "--course", course.folder)
    assert grade(*words).exit_code == 0
    assert grade(*words, "--strict").exit_code == 1


def test_every_assignment_is_checked_though_one_cannot_be_read(course):
    course.assignment("title: x\nquestions: [{id: q1, given: {x: 1}, parts: [{id: a, points: 1, answer: 2*x}]}]", "b")
    course.assignment("titel: x", "a")
    result = grade("check", "--course", course.folder)
    assert result.exit_code == 1
    assert "an assignment has no field 'titel'" in result.stdout
    assert "b.yaml: 1 parts, 0 gradients agree" in result.stdout


def test_an_unknown_assignment_is_wrong_usage(course):
    assert grade("check", "nothing", "--course", course.folder).exit_code == 2
