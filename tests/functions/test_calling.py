"""Call forms: what an author may write, and what a student's code is then asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.binding import open_key
from grader.errors import AuthorError
from grader.grading import Grader
from grader.report import PartResult
from grader.submission import Submission

HEAD = """
title: Calls
limits: {seconds: 2}
questions:
  - id: q
    dims: {n: 4, d: 3, m: 5}
    define: {out: x @ w, dx: dout @ w', w_new: w - lr * (x' @ dout), double: 2 * w, total: sum(x)}
    sample: {x: {normal: [n, d]}, w: {normal: [d, m]}, dout: {normal: [n, m]}, z: {normal: [d]}}
    given: {lr: 0.3}
    parts:
      - id: part
        kind: function
        points: 4
        cases: [{count: 2}, {n: 1}, {name: single, dtype: float32}]
"""


def graded(tmp_path: Path, fields: str, source: str, name: str = "calls.py") -> PartResult:
    """Grade a module by one function part with these fields."""
    course = tmp_path / "course"
    (course / "assignments").mkdir(parents=True, exist_ok=True)
    (course / "reference").mkdir(exist_ok=True)
    head = HEAD.replace("w'", "wᵀ").replace("x' ", "xᵀ ")
    path = course / "assignments" / "calls.yaml"
    path.write_text(head + "".join(f"        {line}\n" for line in fields.strip().splitlines()), encoding="utf-8")
    with Grader(open_key(path)) as grader:
        report = grader.grade(Submission(name, "s", files=((name, source.encode()),)))
    part = report.questions[0].parts[0]
    if part.traceback:
        raise AssertionError(part.traceback)
    return part


RIGHT: list[tuple[str, str, str]] = [
    ("default", "answer: out", "def part(x, w):\n    return x @ w\n"),
    ("keywords", "call: forward(x, w=w)\nreturns: out", "def forward(inputs, *, w):\n    return inputs @ w\n"),
    ("literals", "call: forward(x, w, 'relu', scale=-1, rest=None)\nreturns: out",
     "def forward(x, w, kind, scale, rest):\n    assert kind == 'relu' and scale == -1 and rest is None\n    return x @ w\n"),
    ("a tuple", "call: backward(dout, (x, w))\nreturns: dx", "def backward(dout, cache):\n    x, w = cache\n    return dout @ w.T\n"),
    ("a dict", 'call: "backward(dout, {\'W\': w, \'inner\': [x, 2]})"\nreturns: dx',
     "def backward(dout, cache):\n    assert cache['inner'][1] == 2\n    return dout @ cache['W'].T\n"),
    ("a method", "call: Layer(w).forward(x)\nreturns: out",
     "class Layer:\n    def __init__(self, w):\n        self.w = w\n    def forward(self, x):\n        return x @ self.w\n"),
    ("an attribute of what is returned", "call: Layer(w).forward(x)\nreturns: {out: out, w: w2}".replace("w: w2", "kept.twice: double"),
     "class Layer:\n    def __init__(self, w):\n        self.w = w\n        self.kept = self\n        self.twice = 2 * w\n"
     "    def forward(self, x):\n        self.out = x @ self.w\n        return self\n"),
    ("entries of an attribute", "call: Layer(w)\nreturns: {\"params['w']\": double}",
     "class Layer:\n    def __init__(self, w):\n        self.params = {'w': 2 * w}\n"),
    ("inputs among what is returned", "call: forward(x, w, lr)\nreturns: [out, {x: x, kept: [w, lr, n]}]",
     "def forward(x, w, lr):\n    return x @ w, {'x': x, 'kept': (w, lr, len(x))}\n"),
    ("nested", "call: both(x, w, dout)\nreturns: [out, {dx: dx, more: [double, total]}]",
     "def both(x, w, dout):\n    return x @ w, {'dx': dout @ w.T, 'more': (2 * w, x.sum())}\n"),
    ("changes", "call: update(w, x, dout, lr)\nchanges: {w: w_new}", "def update(w, x, dout, lr):\n    w -= lr * x.T @ dout\n"),
    ("changes in a dict", "call: \"update({'w': w}, x, dout, lr)\"\nchanges: {w: w_new}",
     "def update(params, x, dout, lr):\n    params['w'] = params['w'] - lr * x.T @ dout\n"),
    ("changes, named by the keyword", "call: \"update(params={'w': w}, x=x, dout=dout, lr=lr)\"\nchanges: {\"params['w']\": w_new}",
     "def update(params, x, dout, lr):\n    params['w'] -= lr * x.T @ dout\n"),
    ("changes and returns", "call: update(w, x, dout, lr)\nreturns: total\nchanges: {w: w_new}",
     "def update(w, x, dout, lr):\n    w -= lr * x.T @ dout\n    return x.sum()\n"),
    ("the student's own cache", "call: |\n  _, cache = forward(x, w)\n  backward(dout, cache)\nreturns: dx",
     "def forward(x, w):\n    return x @ w, {'mine': w}\ndef backward(dout, cache):\n    return dout @ cache['mine'].T\n"),
    ("a call among the arguments", "call: backward(dout, forward(x, w)[1])\nreturns: dx",
     "def forward(x, w):\n    return x @ w, w\ndef backward(dout, cache):\n    return dout @ cache.T\n"),
    ("an object that is filled first", "call: |\n  net = Net(d, m)\n  net.params['w'] = w\n  net.scale = 1\n  net.forward(x)\nreturns: out",
     "import numpy as np\nclass Net:\n    def __init__(self, d, m):\n        self.params = {'w': np.zeros((d, m))}\n"
     "    def forward(self, x):\n        return x @ self.params['w'] * self.scale\n"),
    ("what a method leaves behind", "call: |\n  net = Net(w)\n  net.step(x, dout, lr)\n  net\nreturns: {w: w_new}",
     "class Net:\n    def __init__(self, w):\n        self.w = w\n    def step(self, x, dout, lr):\n        self.w = self.w - lr * x.T @ dout\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fields", "source"), RIGHT, ids=[row[0] for row in RIGHT])
def test_a_right_answer_to_each_form(tmp_path: Path, name: str, fields: str, source: str) -> None:
    found = graded(tmp_path, fields, source)
    assert (str(found.outcome), found.credit) == ("correct", 1), found.feedback


WRONG: list[tuple[str, str, str, str]] = [
    ("call: x + 1\nreturns: out", "is no call: a name, an attribute or a call is expected", "", ""),
    ("call: forward\nreturns: out", "nothing is called", "", ""),
    ("call: forward(x, v)\nreturns: out", "passes 'v', which is neither given nor a quantity", "", ""),
    ("call: forward(*x)\nreturns: out", "'*x' is neither a name nor a number, a text, nor a tuple, list or dict of them", "", ""),
    ("call: forward(x, w)\nchanges: {dout: w_new}", "says that 'dout' changes, which is no argument of its call", "", ""),
    ("call: forward(x, w)\nreturns: out\nconventions: {half: [1, 2]}", "'half' is a convention of q.part, but nothing is computed from it", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "said", "a", "b"), WRONG)
def test_what_an_author_cannot_write(tmp_path: Path, fields: str, said: str, a: str, b: str) -> None:
    with pytest.raises((AuthorError, AssertionError)) as caught:
        graded(tmp_path, fields, "def forward(x, w):\n    return x @ w\n")
    assert said in str(caught.value)


def test_an_argument_inside_a_tuple_is_named_when_it_is_changed(tmp_path: Path) -> None:
    source = "def backward(dout, cache):\n    x, w = cache\n    w *= 2\n    return dout @ w.T / 2\n"
    found = graded(tmp_path, "call: backward(dout, (x, w))\nreturns: dx", source)
    assert (
        "your function changes its argument w, which belongs to the caller; work on a copy, w.copy()" in found.feedback
    )
    assert found.credit == 0


def test_a_result_that_shares_memory_is_said_and_costs_nothing(tmp_path: Path) -> None:
    found = graded(
        tmp_path,
        "call: same(w)\nreturns: w_same\nanswer: w * 1".replace("returns: w_same\n", ""),
        "def same(w):\n    return w\n",
    )
    assert found.credit == 1
    assert any("shares its memory with the argument w" in sentence for sentence in found.feedback)


def test_a_cache_of_inputs_is_meant_to_share_their_memory(tmp_path: Path) -> None:
    source = "def forward(x, w):\n    return x @ w, (x, w)\n"
    found = graded(tmp_path, "call: forward(x, w)\nreturns: [out, [x, w]]", source)
    assert found.credit == 1
    assert not any("shares its memory" in sentence for sentence in found.feedback)


def test_a_function_in_one_of_several_files(tmp_path: Path) -> None:
    files: tuple[tuple[str, Any], ...] = (
        ("a/layers.py", b"def forward(x, w):\n    return 0\n"), ("b/layers.py", b"def forward(x, w):\n    return x @ w\n"),
    )  # fmt: skip
    graded(tmp_path, "call: forward(x, w)\nreturns: out\nfile: b/layers.py", "")
    with Grader(open_key(tmp_path / "course/assignments/calls.yaml")) as grader:
        report = grader.grade(Submission("s", "s", files=files))
    assert report.questions[0].parts[0].credit == 1
