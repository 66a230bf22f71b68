"""Courses of other people: whatever contract.md allows works, and every slip is told in one sentence with its place."""

import json

import pytest
from course_kit import parts, said

from grader.binding import open_key
from grader.check import check
from grader.errors import AuthorError

NP = "import numpy as np\n"
ACTIVATIONS = NP + "def relu(z):\n    return np.where(z.real > 0, z, 0)\n"
LINEAR = "def z(w, x):\n    return w @ x\n"
CROSS = """
def p(X, W):
    s = X @ W
    e = np.exp(s - s.real.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

def loss(p, y):
    return -np.mean(np.log(p[np.arange(len(y)), y]))

@gradient(of="loss", wrt="W")
def dW(p, X, y):
    d = p.copy()
    d[np.arange(len(y)), y] -= 1
    return X.T @ d / len(y)
"""
LABELS = """
reference: net
given: {W: [[1, 2, 0.5], [3, 4, -1]], X: [[1, 2], [0, 1], [2, 2], [1, 1]], y: [0, 2, 1, 0]}
dims: {n: 4, d: 2, k: 3}
sample: {X: {normal: [n, d]}, W: {normal: [d, k]}, y: {integers: [0, k], shape: [n], dtype: uint8}}
parts:
  - {id: loss, points: 1}
  - {id: f, kind: function, points: 2, call: "loss_and_grad(X, y, W)", returns: [loss, dW],
     cases: [given, {count: 2}, {name: single, dtype: float32}, {name: big, n: 9, hidden: true, points: 2}]}
"""
STUDENT = (
    NP
    + """
def loss_and_grad(X, y, W):
    s = X @ W
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    n = len(y)
    loss = -np.log(p[np.arange(n), y]).mean()
    p[np.arange(n), y] -= 1
    return loss, X.T @ p / n
"""
)


def opened(course, question, **references):
    for name, code in references.items():
        course.reference(name, NP + code if not code.startswith("import") else code)
    return course.question(question)


# What works. Each answer is right: a question, its reference, the answers.

WORKS = {
    "reference imported by name": (
        "reference: net\ngiven: {x: [1, -2], w: [[1, 2], [3, 4]]}\nparts: [{id: h, points: 1}]",
        {"activations": ACTIVATIONS, "net": "from grader.graph import gradient, misconception\nfrom reference.activations import relu\ndef h(w, x):\n    return relu(w @ x)\n"},
        {"h": "[0, 0]"},
    ),
    "reference imported beside, decorators at hand": (
        "reference: net\ngiven: {x: [1, -2]}\nparts: [{id: h, points: 1}, {id: dh, points: 1}]",
        {"activations": ACTIVATIONS, "net": "from .activations import relu\ndef h(x):\n    return relu(x)\n@gradient(of='h', wrt='x')\ndef dh(x):\n    return np.diag(1.0 * (x > 0))\n"},
        {"h": "[1, 0]", "dh": "[[1, 0], [0, 0]]"},
    ),
    "define alone": (
        "define: {z: w*x + b}\ngiven: {w: 1/3, x: 3, b: sqrt(2)}\nparts: [{id: z, points: 1}, {id: q, points: 1, answer: z^2}, {id: t, points: 1, answer: w}]",
        {},
        {"z": "1 + sqrt(2)", "q": "5.83", "t": "1/3"},
    ),
    "define beside a reference": (
        "reference: net\ndefine: {twice: 2*z}\ngiven: {x: [3, 1], w: [[1, 2]]}\nparts: [{id: twice, points: 1}]",
        {"net": LINEAR},
        {"twice": "[10]"},
    ),
    "define in any order": (
        "define: {c: b + 1, b: a + 1}\ngiven: {a: 1}\nparts: [{id: c, points: 1}]", {}, {"c": "3"}
    ),
    "vectors and matrices": (
        "define: {z: W x, y: 'outer(z, x)'}\ngiven: {W: [[1, 2], [3, 4]], x: [1, 1]}\nparts: [{id: z, points: 1}, {id: y, points: 1}]",
        {},
        {"z": "[3, 7]", "y": "[[3, 3], [7, 7]]"},
    ),
    "nothing given": (
        "parts: [{id: p, kind: formula, points: 1, answer: a*b + c}, {id: l, kind: formula, points: 1, answer: ln(x), sample: {x: positive}}]",
        {},
        {"p": "c + b a", "l": "2 ln(sqrt(x))"},
    ),
    "sizes that have a name": (
        "define: {m: sum(x)/n}\ngiven: {x: [1, 2, 6]}\ndims: {n: 3}\nparts: [{id: m, points: 1}]", {}, {"m": "3"}
    ),
    "defaults of parameters": (
        "reference: net\ngiven: {x: 2}\nparts: [{id: f, points: 1}, {id: g, points: 1}]",
        {"net": "def f(x, k=3):\n    return k * x\ndef g(x, *, k=2):\n    return k * x\n"},
        {"f": "6", "g": "4"},
    ),
    "names that Python keeps for itself": (
        "define: {lambda: 2*x, sum: 3*x}\ngiven: {x: 1}\nparts: [{id: lambda, points: 1}, {id: sum, points: 1}]",
        {},
        {"lambda": "2", "sum": "3"},
    ),
    "whole numbers and truths of a reference": (
        "reference: net\ngiven: {x: [3, 1, 2]}\nparts: [{id: i, points: 1}, {id: t, points: 1}]",
        {"net": "def i(x):\n    return np.argsort(x)\ndef t(x):\n    return x > 1\n"},
        {"i": "[1, 2, 0]", "t": "[1, 0, 1]"},
    ),
    "several values of one quantity": (
        "reference: net\ngiven: {x: [3, 1]}\nparts: [{id: g, points: 1}]",
        {"net": "def f(x):\n    return x[0], x[1]\ndef g(f):\n    return f[0] + f[1]\n"},
        {"g": "4"},
    ),
    "spellings": (
        'define: {z: (o - t)*x}\ngiven: {o: 2, t: 3, x: 5}\nspellings: {t: ["o*"], x: ξ}\nparts: [{id: e, kind: formula, points: 1, answer: z}]',
        {},
        {"e": "'(o - o*) ξ'"},
    ),
    "indices": (
        "reference: net\ngiven: {w: [[1, 2], [3, 4], [5, 6]], x: [1, 2]}\nsample: {w: {normal: [3, 2]}, x: {normal: [2]}}\nparts: [{id: e, kind: formula, points: 1, answer: z, indices: [k]}]",
        {"net": LINEAR},
        {"e": "sum_j w_kj x_j"},
    ),
    "misconceptions of two parts spelt alike": (
        "define: {a: b + 2, c: 3*b}\ngiven: {b: 3}\nparts: [{id: a, points: 1, wrong: {b: x}}, {id: c, points: 1, wrong: {b: y}}]",
        {},
        {"a": "5", "c": "9"},
    ),
    "no points": ("define: {a: 2*x}\ngiven: {x: 1}\nparts: [{id: a, points: 0}]", {}, {"a": "2"}),
    "blank fields": ("define:\ngiven:\nsample:\nparts: [{id: a, kind: formula, points: 1, answer: x}]", {}, {"a": "x"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKS)
def test_a_course_of_somebody_else_works(course, name):
    question, references, answers = WORKS[name]
    key = opened(course, question, **references)
    assert [str(p) for p in check(key) if p.severity == "error"] == []
    found = course.mark(key, **answers)
    assert {id: (str(p.outcome), said(p)) for id, p in found.items()} == dict.fromkeys(answers, ("correct", ""))


# Function parts: a question, its reference, the student's module.

CODE = {
    "labels as indices, single precision, hidden cases": (LABELS, CROSS, STUDENT),
    "a class": (
        "reference: net\ngiven: {w: [[1, 2], [3, 4]], x: [1, 1]}\nparts: [{id: f, kind: function, points: 1, call: Net(w).forward(x), returns: z}]",
        LINEAR,
        "class Net:\n    def __init__(self, w):\n        self.w = w\n    def forward(self, x):\n        return self.w @ x\n",
    ),
    "nested results, keyword arguments, literals": (
        "reference: net\ngiven: {w: [[1, 2], [3, 4]], x: [1, 1]}\n"
        'parts: [{id: f, kind: function, points: 1, call: "Net(w).loss(x, reg=0.5, mode=\'l2\', shape=(2, -1))", returns: [loss, {w: dw}]}]',
        LINEAR + "def loss(z):\n    return np.sum(z ** 2) / 2\ndef dw(z, x):\n    return np.outer(z, x)\n",
        NP + "class Net:\n    def __init__(self, w):\n        self.w = w\n"
        "    def loss(self, x, reg, mode, shape):\n        assert (reg, mode, shape) == (0.5, 'l2', (2, -1))\n"
        "        z = self.w @ x\n        return z @ z / 2, {'w': np.outer(z, x)}\n",
    ),
    "an argument changed in place": (
        "reference: net\ngiven: {w: [1, 2], g: [3, 4], eta: 0.1}\nsample: {w: {normal: [2]}, g: {normal: [2]}, eta: (0, 1)}\n".replace("(0, 1)", "'(0, 1)'")
        + "parts: [{id: s, kind: function, points: 1, call: 'step(w, g, eta)', changes: {w: w_new}, cases: [given, {count: 2}]}]",
        "def w_new(w, g, eta):\n    return w - eta * g\n",
        "def step(w, g, eta):\n    w -= eta * g\n",
    ),
    "cases with data of their own": (
        "reference: net\ngiven: {w: [1, 2], b: 0}\ndims: {d: 2}\nsample: {w: {normal: [d]}, b: normal}\n"
        "parts: [{id: s, kind: function, points: 1, cases: [given, {name: zero, w: [0, 0, 0]}, {d: 5, b: 1/3}, {w: {normal: [d], scale: 100}}, {b: '(0, 1)'}]}]",
        "def s(w, b):\n    return w.sum() + b\n",
        "def s(w, b):\n    return w.sum() + b\n",
    ),
    "a quantity as an argument": (
        "reference: net\ngiven: {w: [[1, 2], [3, 4]], x: [1, 1]}\nparts: [{id: r, kind: function, points: 1}]",
        LINEAR + "def r(z):\n    return z * 2\n",
        "def r(z):\n    return z * 2\n",
    ),
    "a function for one question of several": (
        "reference: net\ngiven: {w: [[1, 2], [3, 4]], x: [1, 1]}\nparts: [{id: z, kind: function, points: 1}]",
        LINEAR,
        "def q1_z(w, x):\n    return w @ x\n\ndef z(a):\n    raise ValueError\n",
    ),
    "a number answered by a function": (
        "reference: net\ngiven: {w: [[1, 2], [3, 4]], x: [1, 1]}\nparts: [{id: z, points: 1}]",
        LINEAR,
        "def z(w, x):\n    return w @ x\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("indent", [None, 1])
def test_a_number_may_be_answered_by_a_function_in_a_notebook(course, indent):
    key = opened(course, "reference: net\ngiven: {w: [[1, 2], [3, 4]], x: [1, 1]}\nparts: [{id: z, points: 1}]", net=LINEAR)
    cells = [{"cell_type": "code", "source": ["def z(w, x):\n", "    return w @ x\n"]}]
    [found] = parts(course.grade(key, {"hw.ipynb": json.dumps({"cells": cells}, indent=indent)})).values()
    assert (str(found.outcome), found.yours) == ("correct", "z() = [3, 7]")


def test_a_rounded_constant_of_a_module_is_forgiven_like_a_typed_answer(course):
    key = opened(course, "define: {z: w*x}\ngiven: {w: 0.02274, x: 1}\nparts: [{id: z, points: 1}]")
    for files in ({"hw.py": "z = 0.0227"}, {"hw.yaml": "q1: {z: 0.0227}"}):
        [found] = parts(course.grade(key, files)).values()
        assert (str(found.outcome), found.yours) == ("correct", "0.0227")
    [found] = parts(course.grade(key, {"hw.py": "z = max(0.0227, 0)"})).values()
    assert (str(found.outcome), found.yours) == ("incorrect", "z = 0.0227")


@pytest.mark.parametrize("name", CODE)
def test_functions_of_somebody_elses_course_work(course, name):
    question, reference, student = CODE[name]
    key = opened(course, question, net=reference)
    assert [str(p) for p in check(key) if p.severity == "error"] == []
    found = parts(course.grade(key, {"hw.py": student}))
    assert {(str(p.outcome), said(p)) for p in found.values() if str(p.outcome) != "unanswered"} == {("correct", "")}


# What cannot work: a question and what its author is told.


@pytest.mark.parametrize(
    ("question", "reference", "messages"),
    [
        ("define: {a: b + 1, b: a + 1}\nparts: [{id: a, kind: formula, points: 1}]", "", ["these quantities are computed from each other: a ← b ← a"]),
        ("define: {a: b}\ngiven: {b: 1}\nparts: [{id: b, points: 1}]", "", ["'b' is given, so there is nothing to compute"]),
        ("define: {a: b}\ngiven: {b: 1}\nparts: [{id: q, points: 1}]", "", ["'q' is no quantity of this question"]),
        ("define: {a: b}\ngiven: {b: 1}\nparts: [{id: q, points: 1, answer: a + c}]", "", ["'c' is not declared here"]),
        ("define: {a: b}\ngiven: {b: 1}\nparts: [{id: a, points: 1, step_from: w}]", "", ["step_from names 'w', which is not given"]),
        ("define: {a: b}\ngiven: {b: 1}\nparts: [{id: a, points: 1, wrong: {b + c: x}}]", "", ["'c' is not declared here"]),
        ("define: {a: b}\ngiven: {b: 1, a: 2}\nparts: [{id: a, points: 1}]", "", ["'a' is both given and defined"]),
        ("define: {n: b}\ngiven: {b: 1}\ndims: {n: 2}\nparts: [{id: n, points: 1}]", "", ["'n' is both a size and defined"]),
        ("given: {n: 1}\ndims: {n: 2}\nparts: [{id: a, points: 1, answer: 2*n}]", "", ["'n' is both a size and given"]),
        ("reference: net\ndefine: {z: x}\ngiven: {x: 1}\nparts: [{id: z, points: 1}]", LINEAR, ["'z' is defined here and computed by the reference"]),
        ("reference: net\ngiven: {x: [1], w: [[1]], z: [2]}\nparts: [{id: a, points: 1, answer: 2*z}]", LINEAR, ["'z' is computed by the reference, so it cannot be set here"]),
        ("reference: net\ngiven: {x: [1]}\nparts: [{id: z, points: 1}]", LINEAR, ["z needs 'w', which is neither given nor computed"]),
        ("reference: nett\ngiven: {x: [1]}\nparts: [{id: z, points: 1}]", LINEAR, ["there is no reference 'nett' "]),
        ("given: {x: [[1, 2], [3]]}\nparts: [{id: a, points: 1, answer: x}]", "", ["x: the rows have different lengths: entry [1] has 2, entry [2] 1"]),
        ("given: {x: many}\nparts: [{id: a, points: 1, answer: 2*x}]", "", ["x: 'many' is not a number"]),
        ("given: {x: .inf}\nparts: [{id: a, points: 1, answer: 2*x}]", "", ["x: a given must be finite"]),
        ("given: {x: [0.5]}\nsample: {x: {integers: [0, 3]}}\nparts: [{id: a, points: 1, answer: 2*x}]", "", ["x: whole numbers are expected, because the sampler draws integers"]),
        ("given: {x: 1}\nsample: {x: {normall: [2]}}\nparts: [{id: a, points: 1, answer: 2*x}]", "", ["a sampler has no field 'normall'; did you mean 'normal'?"]),
        ("given: {target: 1}\nspellings: {tarrget: [t], target: [o]}\nparts: [{id: a, points: 1, answer: 2*target}]", "", ["'tarrget' is spelt here, but is no name of this question"]),
        ("given: {x: 1}\nsample: {x: {normal: [m]}}\nparts: [{id: a, points: 1, answer: 2*x}]", "", ["'m' is no number and no dim: "]),
        ("given: {x: 1}\ndims: {n: 5}\nsample: {x: {normal: [n/2]}, y: {integers: [0, kk]}}\nparts: [{id: a, points: 1, answer: 2*x}]", "", ["the size 'n/2' is 2.5; a size is a whole number from 0 to 100000", "'kk' is no number and no dim: "]),
        ("reference: net\nsample: {x: {normal: [1]}}\nparts: [{id: f, kind: function, points: 1, call: f(x), returns: [x, w]}]", LINEAR, ["f needs 'x', which is drawn but not given", "f needs 'w', which is neither given nor computed"]),
        ("reference: net\ngiven: {w: [1]}\nsample: {x: {normal: [1]}}\nparts: [{id: z, points: 1}]", LINEAR, ["z needs 'x', which is drawn but not given"]),
        ("reference: net\ngiven: {x: [1], w: [[1]]}\nparts: [{id: f, kind: function, points: 1, call: f(x), returns: [z, zz]}]", LINEAR, ["returns names 'zz', which is no quantity of this question"]),
        ("reference: net\ngiven: {x: [1], w: [[1]]}\nparts: [{id: f, kind: function, points: 1, call: f(x), changes: {x: zz}}]", LINEAR, ["changes names 'zz', which is no quantity of this question"]),
        ("reference: net\ngiven: {x: [1], w: [[1]]}\nparts: [{id: f, kind: function, points: 1, call: 'f(x', returns: z}]", LINEAR, ["'f(x' is no call: '(' was never closed"]),
        ("reference: net\ngiven: {x: [1], w: [[1]]}\nparts: [{id: f, kind: function, points: 1, call: f, returns: z}]", LINEAR, ["'f' is no call: nothing is called; a name, an attribute or a call is expected"]),
        ("reference: net\ngiven: {x: [1], w: [[1]]}\nparts: [{id: f, kind: function, points: 1, call: f(x + 1), returns: z}]", LINEAR, ["'f(x + 1)' is no call: 'x + 1' is neither a name nor a number, a text, nor a tuple, list or dict of them"]),
        ("reference: net\ngiven: {x: [1], w: [[1]]}\nparts: [{id: f, kind: function, points: 1, call: f(**x), returns: z}]", LINEAR, ["'f(**x)' is no call: ** is not read here: write the arguments out"]),
        ("reference: net\ngiven: {x: [1], w: [[1]]}\nparts: [{id: f, kind: function, points: 1, call: 'f(x, y)', returns: z}]", LINEAR, ["the call of q1.f passes 'y', which is neither given nor a quantity"]),
        ("reference: net\ngiven: {x: [1], w: [[1]]}\nparts: [{id: z, kind: function, points: 1, cases: [{cuont: 3}]}]", LINEAR, ["'cuont' is no field of a case, no dim and no given of this question"]),
        ("reference: net\ngiven: {x: [1, 2, 3], w: [[1, 2]]}\nparts: [{id: z, points: 1}]", LINEAR, ["the quantity 'z' cannot be computed: ValueError: "]),
        ("reference: net\ngiven: {x: 1}\nparts: [{id: f, points: 1}]", "def f(x):\n    pass\n", ["the quantity 'f' returns nothing"]),
        ("reference: net\ngiven: {x: 1}\nparts: [{id: f, points: 1}]", "def f(x):\n    raise SystemExit(3)\n", ["the quantity 'f' cannot be computed: SystemExit: 3 (shapes: x ())"]),
        ("reference: net\ngiven: {x: 1}\nparts: [{id: f, points: 1}]", "raise SystemExit(3)\n", ["this reference cannot be loaded: SystemExit: 3"]),
        ("reference: net\ngiven: {x: 1}\nparts: [{id: f, points: 1}]", "def f(x, /):\n    return x\n", ["the quantity 'f' cannot be computed: TypeError: "]),
        ("reference: net\ngiven: {x: 1}\nparts: [{id: f, points: 1}]", "def f(x):\n    return [[1], [2, 3]]\n", ["the quantity 'f' cannot be computed: ValueError: "]),
    ],
)  # fmt: skip
def test_what_cannot_work_is_told(course, question, reference, messages):
    with pytest.raises(AuthorError) as caught:
        opened(course, question, **({"net": reference} if reference else {}))
    found = [p.message for p in caught.value.problems]
    assert len(found) == len(messages), found
    assert all(one.startswith(other) for one, other in zip(found, messages, strict=True)), found
    assert all(p.location is not None for p in caught.value.problems)


def test_a_label_that_is_used_as_an_index_is_a_whole_number(course):
    key = opened(
        course,
        "reference: net\ngiven: {p: [0.2, 0.8], y: 1}\nparts: [{id: f, points: 1}]",
        net="def f(p, y):\n    return p[y]\n",
    )
    assert key.questions["q1"].truth["f"] == 0.8


def test_a_quantity_cannot_spoil_what_others_are_computed_from(course):
    code = "def r(x):\n    x[x < 0] = 0\n    return x\ndef s(x):\n    return x.sum()\n"
    with pytest.raises(AuthorError) as caught:
        opened(course, "reference: net\ngiven: {x: [1, -2]}\nparts: [{id: r, points: 1}, {id: s, points: 1}]", net=code)
    [problem] = caught.value.problems
    assert (
        problem.message
        == "the quantity 'r' cannot be computed: ValueError: assignment destination is read-only (shapes: x (2,))"
    )
    assert problem.hint == "a quantity must not change what it is computed from; work on a copy"


def test_problems_of_several_questions_come_at_once(course):
    course.reference("net", LINEAR)
    with pytest.raises(AuthorError) as caught:
        course.key(
            "title: x\nquestions:\n"
            "  - {id: q1, reference: net, given: {x: [1]}, parts: [{id: y, points: 1}]}\n"
            "  - {id: q2, reference: nett, parts: [{id: z, points: 1}]}\n"
        )
    assert [p.message.partition(" (")[0] for p in caught.value.problems] == [
        "'y' is no quantity of this question",
        "there is no reference 'nett'",
    ]


def test_what_the_schema_and_what_the_reference_does_not_know_come_at_once(course):
    course.reference("net", LINEAR)
    path = course.assignment(
        """
        title: x
        tolerence: {rtol: 1e-3}
        questions:
          - id: q1
            reference: net
            given: {x: [1], w: [[1]]}
            parts:
              - {id: z, pionts: 1}
              - {id: y, points: 1}
              - {id: y, points: 1, answer: 2*zz}
          - {id: q2, givn: {a: 1}, parts: [{id: b, points: 1, answer: 2*a}]}
          - {id: q1, define: {c: 2*d, e: 3*c}, given: {a: 1}, parts: [{id: c, points: 1}, {id: f, points: 1}]}
        """
    )
    with pytest.raises(AuthorError) as caught:
        open_key(path)
    assert [(p.location.line, p.message) for p in caught.value.problems] == [
        (2, "an assignment has no field 'tolerence'"),
        (8, "a number part needs 'points'"),
        (8, "a number part has no field 'pionts'"),
        (9, "'y' is no quantity of this question"),
        (10, "there are two parts 'y' in q1"),
        (10, "'zz' is not declared here"),
        (11, "a question has no field 'givn'"),
        (12, "there are two questions 'q1'"),
        (12, "'d' is not declared here"),
        (12, "'f' is no quantity of this question"),
    ]
    assert all(p.source for p in caught.value.problems)


def test_a_formula_of_define_that_cannot_be_computed_says_so_in_one_sentence(course):
    with pytest.raises(AuthorError) as caught:
        course.question("define: {z: w@x}\ngiven: {w: [1, 2], x: [3, 4]}\nparts: [{id: z, points: 1}]")
    [problem] = caught.value.problems
    assert problem.message == (
        "the quantity 'z' cannot be computed: "
        "'w' and 'x': a vector of shape (2,) and a vector of shape (2,) have no matrix product"
    )
    assert problem.hint.startswith("write a^T b for a scalar")
