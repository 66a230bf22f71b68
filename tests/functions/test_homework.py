"""Modules for the homework itself: what its cases must catch, and what is said of it."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from grader.binding import open_key
from grader.grading import Grader
from grader.submission import Submission
from grader.template import module_template

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"

FORWARD = """
import numpy as np

def forward(x, v, w):
    u = v @ x
    h = np.where(u >= 0, u, np.exp(np.minimum(u, 0)) - 1)
    z = w @ h
    e = np.exp(z - z.max())
    return u, h, z, e / e.sum()
"""
VECTOR = """
import numpy as np

def vector_circuit(W, x):
    q = 1 / (1 + np.exp(-W @ x))
    dm = 2 * q * q * (1 - q)
    return q @ q, np.outer(dm, x), W.T @ dm
"""
SCALAR = """
from math import cos, sin

def scalar_circuit(x1, w1, x2, w2):
    a, b = x1 * w1, x2 * w2
    f = 1 / (2 + sin(a) ** 2 + cos(b))
    da, db = -f ** 2 * 2 * sin(a) * cos(a), f ** 2 * sin(b)
    return f, da * w1, da * x1, db * w2, db * x2
"""
SKIP = """
import numpy as np

def backward(x, t, W1, W2):
    h = 1 / (1 + np.exp(-W1 @ x))
    e = W2 @ (h + x) - t
    d = W2[0] * e * h * (1 - h)
    return e[:, None] * (h + x), np.outer(d, x), W1.T @ d + W2[0] * e
"""

UPDATE = """
def update(v, w, dv, dw, eta):
    v -= eta * dv
    w -= eta * dw
"""

# (assignment, part, module, points, what is said, what is not)
ROWS = [
    ("hw5", "q2.forward", FORWARD, 5.0, "", ""),
    ("hw5", "q2.forward", FORWARD.replace(" - z.max()", ""), 5 * 5 / 6, "o is not finite", ""),
    ("hw5", "q2.update", UPDATE, 5.0, "", ""),
    ("hw5", "q2.update", UPDATE.replace("-=", "+="), 0.0,
     "looks like: this climbs: gradient descent subtracts η dv; and: this climbs: gradient descent subtracts η dw", ""),
    ("hw5", "q2.update", UPDATE.replace("v -=", "v +=").replace("w -= eta *", "w -="), 0.0,
     "looks like: this climbs: gradient descent subtracts η dv; and: the learning rate η is missing", ""),
    ("hw5", "q2.update", UPDATE.replace("v -=", "v = v -"), 0.0, "v was not changed", "looks like"),
    ("hw2", "p2.code", VECTOR, 4.0, "", ""),
    ("hw2", "p2.code", VECTOR.replace("1 / (1 + np.exp(-W @ x))", "np.exp(W @ x) / (1 + np.exp(W @ x))"), 4 * 6 / 7, "not finite", ""),
    ("hw2", "p2.code", VECTOR.replace("q @ q,", "np.sqrt(q @ q),"), 0.0, "your gradients are right, but not for your f: f is what is wrong", "loss"),
    ("hw2", "p1.code", SCALAR, 4.0, "", ""),
    ("hw2", "p1.code", SCALAR.replace("f ** 2 * sin(b)", "-f ** 2 * sin(b)"), 0.0, "your f is right: the slip is in dx2 and dw2", "loss"),
    ("hw4", "q1c.backward", SKIP, 4.0, "", ""),
    ("hw4", "q1c.backward", SKIP.replace("e[:, None] *", "e *"), 0.0, "W2bar has shape (4,) where (1, 4) is expected", "looks like"),
]  # fmt: skip


@pytest.mark.parametrize(("assignment", "part", "module", "points", "said", "silent"), ROWS)
def test_a_module_for_the_homework(
    assignment: str, part: str, module: str, points: float, said: str, silent: str
) -> None:
    with Grader(open_key(ASSIGNMENTS / f"{assignment}.yaml")) as grader:
        report = grader.grade(Submission("ada.py", "ada", files=(("ada.py", module.encode()),)))
    found = {f"{q.id}.{p.id}": p for q, p in report.parts()}[part]
    words = "\n".join(found.feedback)
    assert float(found.points) == pytest.approx(points, abs=1e-3), words
    assert said in words
    assert not silent or silent not in words


WITH_CODE = [path for path in sorted(ASSIGNMENTS.rglob("*.yaml")) if "kind: function" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", WITH_CODE, ids=lambda path: path.stem)
def test_the_template_as_it_is_handed_out_loads_without_a_warning_and_is_not_written_yet(path: Path) -> None:
    with Grader(open_key(path)) as grader:
        source = module_template(grader.key)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(source, path.stem, "exec")
        assert "\n\n\n\n" not in source
        report = grader.grade(Submission("ada.py", "ada", files=(("ada.py", source.encode()),)))
    functions = [p for _, p in report.parts() if p.kind == "function"]
    assert functions
    assert all(str(p.outcome) == "unanswered" and "is not written yet" in p.feedback[0] for p in functions)
