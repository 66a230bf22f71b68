"""Answers × worlds: what one response earns, and what is said of it."""

from fractions import Fraction

import numpy as np
import pytest
from course_kit import parts, said

SCALAR = """
define: {z: w*x + b, o: sigma(z), loss: (o - y)^2/2, dz: (o - y)*o*(1 - o), dw: dz*x, w_new: w - eta*dw}
given: {w: 0.7, x: 1.3, b: -0.2, y: 1, eta: 0.1}
parts:
  - {id: z, points: 1}
  - {id: o, points: 1}
  - {id: loss, points: 1}
  - {id: dz, points: 2}
  - {id: dw, points: 2FOLLOW}
  - {id: w_new, points: 2, step_from: w}
"""
NET = """
import numpy as np

def u(v, x):
    return v @ x

def h(u):
    return np.tanh(u)

def z(w, h):
    return w @ h

def o(z):
    p = np.exp(z - z.real.max())
    return p / p.sum()

@gradient(of="loss", wrt="z")
def dz(o, t):
    return o * np.sum(t) - t

def loss(o, t):
    return -np.sum(t * np.log(o))

@gradient(of="loss", wrt="w")
def dw(dz, h):
    return np.outer(dz, h)

def w_new(w, eta, dw):
    return w - eta * dw

@misconception("h", "the tanh was left out")
def h_linear(u):
    return u

@misconception("dz", "the target was forgotten", credit="0.25")
def dz_no_target(o):
    return o
"""
VECTOR = """
reference: net
given: {v: [[1, 0.5], [-0.5, 2], [0.3, -1]], x: [0.4, -1.2], w: [[1, -0.5, 0.25], [0.5, 1, -2]], t: [1, 0], eta: 0.5}
parts:
  - {id: u, points: 3}
  - {id: h, points: 3}
  - {id: z, points: 2}
  - {id: o, points: 2}
  - {id: dz, points: 2}
  - {id: dw, points: 6FLAGS}
  - {id: w_new, points: 6, step_from: w}
"""
U, H, Z = "[-0.2, -2.6, 1.32]", "[-0.197, -0.989, 0.867]", "[0.5138, -2.821]"
DW = [[0.00678693, 0.03400861, -0.02980516], [-0.00678693, -0.03400861, 0.02980516]]


@pytest.fixture
def scalar(course):
    return lambda follow="", **answers: course.mark(course.question(SCALAR.replace("FOLLOW", follow)), **answers)


@pytest.fixture
def vector(course):
    course.reference("net", NET)
    return lambda flags="", **answers: course.mark(
        course.question(VECTOR.replace("FLAGS", flags)), **{k: _text(v) for k, v in answers.items()}
    )


def _text(value):
    return value if isinstance(value, str) else str(np.round(np.array(value), 8).tolist())


def verdicts(results, *ids):
    return {id: (str(p.outcome), p.credit, p.followed) for id, p in results.items() if not ids or id in ids}


# The true world.


@pytest.mark.parametrize(
    ("typed", "outcome", "credit"),
    [
        ("0.71", "correct", 1),
        ("0.7100", "correct", 1),
        ("0.72", "incorrect", 0),
        ("0.7", "incorrect", 0),
        ("71/100", "correct", 1),
        ("0.7*1.3 - 0.2", "correct", 1),
        ("[0.71]", "correct", 1),
        ("[[0.71]]", "correct", 1),
        ("[0.71, 0.71]", "incorrect", 0),
        ("[]", "incorrect", 0),
        ("[[]]", "incorrect", 0),
        ("", "unanswered", 0),
        ("~", "unanswered", 0),
        ("''", "unanswered", 0),
        ("nan", "incorrect", 0),
        (".inf", "incorrect", 0),
        ("1e999", "incorrect", 0),
        ("words", "unreadable", 0),
        ("{a: 1}", "unreadable", 0),
        ("0,71", "unreadable", 0),
        ("yes", "unreadable", 0),
        ("?", "unreadable", 0),
    ],
)
def test_one_number(scalar, typed, outcome, credit):
    part = scalar(z=f'"{typed}"' if typed == "?" else typed)["z"]
    assert (str(part.outcome), part.credit) == (outcome, credit)


def test_what_cannot_be_read_names_the_line_and_stops_nothing(scalar):
    found = scalar(z="0,71", o="0.6704")
    assert said(found["z"]) == "cannot be read: '0,71' has a comma: write the decimal point as '.', 0.71 (hw.yaml:2)"
    assert found["o"].outcome == "correct"


def test_too_few_digits_are_told_and_taken_for_nothing_else(scalar):
    # 0.7 is also the weight w: that it rounds the answer is the nearer explanation.
    part = scalar(z="0.7")["z"]
    assert said(part) == "right to 1 figure; give at least 3"
    assert part.misconception is None
    assert said(scalar(o="0.67")["o"]) == ""  # within a thousandth
    assert said(scalar(loss="0.054")["loss"]) == "right to 2 figures; give at least 3"


@pytest.mark.parametrize(
    ("typed", "credit", "sentence"),
    [
        ("[-0.2, -2.6, 1.32]", 1, ""),
        ("[[-0.2, -2.6, 1.32]]", 1, "taken as a vector"),
        ("[[-0.2], [-2.6], [1.32]]", 1, "taken as a vector"),
        ("-0.2 -2.6 1.32", 1, ""),
        ("[-0.2, -2.6, 1.4]", Fraction(2, 3), "2 of 3 entries are right; entry [3] is 1.4, expected 1.32"),
        ("[-0.2, 0, 0]", Fraction(1, 3), "1 of 3 entries are right; entry [2] is 0, expected −2.6; entry [3] is 0, expected 1.32"),
        ("[0.1, 0.1, 0.1]", 0, "none of the 3 entries is right; expected [−0.2, −2.6, 1.32]"),
        ("[-0.2, -2.6]", 0, "yours has shape (2,), expected is (3,)"),
        ("[-0.2, -2.6, 1.32, 0]", 0, "yours has shape (4,), expected is (3,)"),
        ("[[-0.2, -2.6], [1.32, 0]]", 0, "yours has shape (2, 2), expected is (3,)"),
        ("-0.2", 0, "yours has shape () (one number), expected is (3,)"),
        ("[-0.2, -2.6, nan]", 0, "entry [3] is not a finite number, so nothing here can be right"),
        ("[0.2, 2.6, -1.32]", 0, "looks like the negative of the answer: check the signs"),
        ("[-0.4, -5.2, 2.64]", 0, "looks like twice the answer: a factor 2 is kept that a ½ cancels, or counted twice"),
        ("[-0.1, -1.3, 0.66]", 0, "looks like half the answer: a factor 2 was dropped"),
        ("[-2, -26, 13.2]", 0, "looks like 10^1 times the answer: the decimal point has slipped"),
        ("[-0.1974, -0.9890, 0.8668]", 0, "looks like h; u was asked"),
    ],
)  # fmt: skip
def test_one_vector(vector, typed, credit, sentence):
    part = vector(u=typed)["u"]
    assert part.credit == credit
    assert said(part) == sentence


@pytest.mark.parametrize(
    ("typed", "flags", "credit", "misconception", "sentence"),
    [
        (DW, "", 1, None, ""),
        (np.transpose(DW), "", 0, "transposed", "looks like the transpose of the answer\nyour dw has shape (3, 2), but w has shape (2, 3): a gradient has the shape of the thing it is the gradient of"),
        (np.transpose(DW), ", layout: either", 1, None, ""),
        (DW, ", layout: either", 1, None, ""),
        (np.ravel(DW), "", 0, None, "your dw has shape (6,), but w has shape (2, 3): a gradient has the shape of the thing it is the gradient of"),
        (np.ravel(DW), ", layout: either", 0, None, "your dw has shape (6,), but w has shape (2, 3): a gradient has the shape of the thing it is the gradient of"),
        (np.zeros((2, 3)), "", 0, None, "none of the 6 entries is right; expected [[0.0067869, 0.034009, −0.029805], [−0.0067869, −0.034009, 0.029805]]"),
        (-np.array(DW), "", 0, "negated", "looks like the negative of the answer: check the signs"),
    ],
)  # fmt: skip
def test_one_matrix(vector, typed, flags, credit, misconception, sentence):
    part = vector(flags, dw=typed)["dw"]
    assert (part.credit, part.misconception) == (credit, misconception)
    assert said(part) == sentence


def test_partial_all_takes_only_the_whole(vector):
    spoilt = np.array(DW)
    spoilt[0, 0] = 1
    assert vector("", dw=spoilt)["dw"].credit == Fraction(5, 6)
    part = vector(", partial: all", dw=spoilt)["dw"]
    assert (part.credit, str(part.outcome)) == (0, "incorrect")
    assert said(part) == "5 of 6 entries are right; entry [1, 1] is 1, expected 0.0067869"


@pytest.mark.parametrize(
    ("step", "credit", "misconception", "sentence"),
    [
        (-0.5, 1, None, ""),
        (0.5, 0, "negated", "looks like a step the wrong way: the gradient is subtracted"),
        (-1.0, 0, "ratio:2", "looks like twice the step: a factor 2 is kept that a ½ cancels, or counted twice"),
        (-0.25, 0, "ratio:1/2", "looks like half the step: a factor 2 was dropped"),
        (0.0, 0, "other:w", "looks like w; w_new was asked"),
    ],
)
def test_an_update_is_judged_by_its_step(vector, step, credit, misconception, sentence):
    w = np.array([[1, -0.5, 0.25], [0.5, 1, -2]])
    part = vector(w_new=w + step * np.array(DW))["w_new"]
    assert (part.credit, part.misconception) == (credit, misconception)
    assert said(part) == sentence


def test_a_lost_learning_rate_is_named_even_where_it_is_a_power_of_ten(scalar):
    found = scalar(w_new="0.794678")["w_new"]
    assert found.misconception == "missing:eta"
    assert said(found) == "looks like the step without the factor eta: that factor is missing"


# The followed world.


def test_one_slip_is_charged_once(scalar):
    found = scalar(z="0.9", o="0.7109", loss="0.0418", dz="-0.0594", dw="-0.0772", w_new="0.70772")
    assert verdicts(found) == {
        "z": ("incorrect", 0, ()),
        "o": ("follow_through", 1, ("z",)),
        "loss": ("follow_through", 1, ("o",)),
        "dz": ("follow_through", 1, ("o",)),
        "dw": ("follow_through", 1, ("dz",)),
        "w_new": ("follow_through", 1, ("dw",)),
    }
    assert said(found["o"]) == "follows from your own z (the exact chain gives 0.6704): full credit"
    assert found["o"].remarks[0].hint == "follows from your own z: full credit"


@pytest.mark.parametrize(
    ("follow", "credit", "outcome", "tail"),
    [
        ("", 1, "follow_through", "full credit"),
        (", follow: true", 1, "follow_through", "full credit"),
        (", follow: 0.5", Fraction(1, 2), "follow_through", "50% of the credit"),
        (", follow: 1/3", Fraction(1, 3), "follow_through", "33% of the credit"),
        (", follow: false", 0, "incorrect", None),
        (", follow: 0", 0, "incorrect", None),
    ],
)
def test_what_follows_earns_what_the_author_says(scalar, follow, credit, outcome, tail):
    part = scalar(follow, dz="0.5", dw="0.65")["dw"]
    assert (part.credit, str(part.outcome)) == (credit, outcome)
    assert part.followed == (("dz",) if credit else ())
    if tail:
        assert said(part) == f"follows from your own dz (the exact chain gives −0.094678): {tail}"


def test_ties_go_to_the_true_world(scalar):
    found = scalar(z="0.9", o="0.6704")
    assert verdicts(found, "o") == {"o": ("correct", 1, ())}


def test_a_right_answer_is_right_whatever_stands_before_it(scalar):
    found = scalar(z="words", o="nan", loss="0.05432", dz="[1, 2]", dw="-0.09468")
    assert found["loss"].outcome == "correct"
    assert found["dw"].outcome == "correct"


@pytest.mark.parametrize("before", ["", "words", "nan", ".inf", "[0.5, 0.5]", "[]", "[[]]", "1e999"])
def test_nothing_follows_from_what_is_no_value(scalar, before):
    found = scalar(dz=before, dw="0.65")
    assert verdicts(found, "dw") == {"dw": ("incorrect", 0, ())}
    assert scalar(dz=before, dw="-0.09468")["dw"].outcome == "correct"


def test_a_zero_does_not_make_everything_after_it_zero(scalar):
    found = scalar(z="0", o="0", loss="0", dz="0", dw="0", w_new="0.7")
    assert sum(p.points for p in found.values()) == 0
    assert verdicts(scalar(dz="0", dw="0"), "dw") == {"dw": ("incorrect", 0, ())}
    assert verdicts(scalar(dw="0", w_new="0.7"), "w_new") == {"w_new": ("incorrect", 0, ())}


def test_a_wrong_zero_that_leaves_something_can_be_followed(scalar):
    assert verdicts(scalar(z="0", o="0.5"), "o") == {"o": ("follow_through", 1, ("z",))}


def test_a_right_zero_can_be_followed(course):
    key = course.question(
        "define: {a: x - 1, b: a*y, c: b + a}\ngiven: {x: 1, y: 3}\nparts: [{id: a, points: 1}, {id: b, points: 1}, {id: c, points: 1}]"
    )
    found = course.mark(key, a="0", b="0", c="0")
    assert {p.outcome for p in found.values()} == {"correct"}


def test_a_wrong_shape_is_followed_only_where_it_is_a_vector_written_otherwise(vector):
    wrong_u = "[[-0.2], [-2.6], [2.0]]"
    assert verdicts(vector(u=wrong_u, h="[-0.197, -0.989, 0.964]"), "h") == {"h": ("follow_through", 1, ("u",))}
    assert verdicts(vector(u="[-0.2, -2.6]", h="[-0.197, -0.989]"), "h") == {"h": ("incorrect", 0, ())}


def test_entries_that_follow_earn_their_share(vector):
    part = vector(u="[-0.2, -2.6, 2.0]", h="[-0.197, -0.5, 0.964]")["h"]
    assert (part.credit, part.followed) == (Fraction(2, 3), ("u",))
    assert said(part).startswith("2 of 3 entries follow from your own u; entry [2] is −0.5, expected −0.98903")


def test_a_misconception_is_recognised_here_and_upstream(vector):
    here = vector(h=U)["h"]
    assert (here.misconception, said(here)) == ("h_linear", "looks like: the tanh was left out")
    above = vector(z="[1.43, -5.34]")["z"]
    assert (above.misconception, said(above)) == ("h_linear", "looks like: in h, the tanh was left out")


def test_a_misconception_is_recognised_in_the_followed_world(vector):
    found = vector(u="[-0.2, -2.6, 2.0]", h="[-0.2, -2.6, 2.0]")["h"]
    assert (found.misconception, said(found)) == (
        "h_linear",
        "looks like: the tanh was left out (computed from your own u)",
    )


def test_a_misconception_may_earn_credit(vector):
    found = vector(dz="[0.96561, 0.034386]")["dz"]
    assert (str(found.outcome), found.credit, found.misconception) == ("partial", Fraction(1, 2), "dz_no_target")
    # One of two entries is right, which is more than the quarter that the misconception would earn.
    found = vector(o="[0.6, 0.4]", dz="[0.6, 0.4]")["dz"]
    assert (found.credit, found.misconception, found.followed) == (Fraction(1, 2), "dz_no_target", ("o",))


def test_a_step_that_does_not_follow_says_where_it_broke(scalar):
    assert (
        said(scalar(z="0.71", o="0.9")["o"])
        == "expected 0.6704\nz, from which it is computed, is right: the slip is in this step"
    )
    assert said(scalar(z="0", o="0.9")["o"]) == "expected 0.6704\nfrom your own z it would be 0.5"


def test_a_slip_in_words_holds_no_expected_number(scalar):
    hint = scalar(z="0", o="0.9")["o"].remarks
    assert [r.hint for r in hint] == [None, "it does not follow from your own z either"]


# Formulas.

SYMBOLS = """
define: {z: w*x + b, o: sigma(z), dz: (o - y)*o*(1 - o), r: relu(z), s: log(a)/a}
sample: {a: positive}
parts:
  - {id: z, kind: formula, points: 1}
  - {id: dz, kind: formula, points: 2, wrong: {"o - y": "the factor σ′(z) is missing"}}
  - {id: r, kind: formula, points: 1}
  - {id: s, kind: formula, points: 1}
"""


@pytest.mark.parametrize(
    ("part", "typed", "outcome"),
    [
        ("z", "w x + b", "correct"),
        ("z", "b + x*w", "correct"),
        ("z", "w x", "incorrect"),
        ("z", "w x + b + 1e-13", "correct"),
        ("z", "w x + 1.001 b", "incorrect"),
        ("z", "w(x", "unreadable"),
        ("z", "w x + c", "unreadable"),
        ("z", "", "unanswered"),
        ("dz", "(o - y) o*(1 - o)", "correct"),
        ("dz", "o*(1 - o) (o - y)", "correct"),
        ("dz", "o(1 - o) (o - y)", "correct"),
        ("dz", "o(o - y)", "incorrect"),
        ("dz", "o(y) (1 - o)", "unreadable"),
        ("dz", "o - y", "incorrect"),
        ("dz", "-(y - o) (o - o^2)", "correct"),
        ("dz", "(σ(z) - y) σ(z) (1 - σ(z))", "correct"),
        ("r", "max(0, z)", "correct"),
        ("r", "(z + |z|)/2", "correct"),
        ("r", "z", "incorrect"),
        ("r", "0", "incorrect"),
        ("s", "ln(a)/a", "correct"),
        ("s", "ln(a^2)/(2 a)", "correct"),
        ("s", "sqrt(-a)", "incorrect"),
        ("s", "ln(a)/(a - a)", "incorrect"),
    ],
)
def test_formulas_are_compared_at_points(course, part, typed, outcome):
    found = course.mark(course.question(SYMBOLS), **{part: f"'{typed}'"})[part]
    assert str(found.outcome) == outcome
    assert (found.read_as is None) == (outcome in {"unreadable", "unanswered"})


def test_a_wrong_formula_is_recognised(course):
    found = course.mark(course.question(SYMBOLS), dz="o - y")["dz"]
    assert (found.misconception, said(found)) == ("o - y", "looks like: the factor σ′(z) is missing")


def test_a_formula_says_how_it_was_read(course):
    assert course.mark(course.question(SYMBOLS), z="w x+b")["z"].read_as == "w·x + b"


# Choices.

CHOICES = """
parts:
  - {id: one, kind: choice, points: 1, choices: {a: positive, b: zero, c: negative}, answer: b}
  - {id: some, kind: choice, points: 3, choices: {a: x, b: y, c: z, d: w}, answer: [a, b, c], partial: each}
  - {id: whole, kind: choice, points: 3, choices: {a: x, b: y, c: z, yes: w}, answer: [a, "yes"]}
"""


@pytest.mark.parametrize(
    ("part", "typed", "outcome", "credit"),
    [
        ("one", "b", "correct", 1),
        ("one", "B", "correct", 1),
        ("one", "zero", "correct", 1),
        ("one", "[b]", "correct", 1),
        ("one", "a", "incorrect", 0),
        ("one", "[a, b, c]", "incorrect", 0),
        ("one", "d", "unreadable", 0),
        ("one", "[[b]]", "unreadable", 0),
        ("one", "{b: c}", "unreadable", 0),
        ("one", "", "unanswered", 0),
        ("some", "[a, b, c]", "correct", 1),
        ("some", "a, b, c", "correct", 1),
        ("some", "a b", "partial", Fraction(2, 3)),
        ("some", "[a, a, a]", "partial", Fraction(1, 3)),
        ("some", "[a, d]", "incorrect", 0),
        ("some", "[a, b, c, d]", "partial", Fraction(2, 3)),
        ("whole", "[a, yes]", "correct", 1),
        ("whole", "[a, a, yes]", "correct", 1),
        ("whole", "[a]", "incorrect", 0),
        ("whole", "[a, b, c, yes]", "incorrect", 0),
    ],
)
def test_choices(course, part, typed, outcome, credit):
    found = course.mark(course.question(CHOICES), **{part: typed})[part]
    assert (str(found.outcome), found.credit) == (outcome, credit)


# Graphs.

GRAPH = """
define: {f: (a + b)*c}
given: {a: 2, b: 3, c: 4}
parts: [{id: graph, kind: graph, of: f, points: 4}, {id: both, kind: graph, of: f, points: 4, backward: true}]
"""


@pytest.mark.parametrize(
    ("lines", "outcome", "credit", "sentence"),
    [
        (["s = a + b", "f = s*c"], "correct", 1, ""),
        (["p = a*c", "q = b*c", "r = p + q"], "correct", 1, ""),
        (
            ["f = (a + b)*c"],
            "incorrect",
            0,
            "line 1: 'f = (a + b)·c' is more than one operation; give each its own line",
        ),
        (
            ["s = a + b", "d = a*b", "f = s*c"],
            "partial",
            Fraction(2, 3),
            "line 2: 'd' leads nowhere, no later line uses it",
        ),
        (["s = a + b", "f = 4*s"], "incorrect", 0, None),
        (["s = a - b", "f = s*c"], "incorrect", 0, None),
        (["s = a +", "f = s*c"], "unreadable", 0, None),
        (["s = a + k", "f = s*c"], "unreadable", 0, None),
        (["f = s*c", "s = a + b"], "unreadable", 0, None),
        (["s = a + b", "s = s*c"], "unreadable", 0, None),
        (["a = a + b", "f = a*c"], "unreadable", 0, None),
    ],
)
def test_graphs(course, lines, outcome, credit, sentence):
    text = "|\n" + "\n".join(f"    {line}" for line in lines)
    found = course.mark(course.question(GRAPH), graph=text)["graph"]
    assert (str(found.outcome), found.credit) == (outcome, credit)
    if sentence is not None:
        assert said(found) == sentence


def test_a_backward_pass_earns_half(course):
    key = course.question(GRAPH)
    lines = "{lines: [s = a + b, f = s*c], gradients: {a: 4, b: 4, c: 5, s: 4}}"
    assert course.mark(key, both=lines)["both"].credit == 1
    found = course.mark(key, both=lines.replace("c: 5, s: 4", "c: 6"))["both"]
    assert (str(found.outcome), found.credit) == ("partial", Fraction(3, 4))
    assert said(found) == "the gradient at c is 6, expected 5\nthe gradient at s is not given"
    assert found.remarks[0].hint == "the gradient at c is wrong"


# Written parts.

WRITTEN = """
parts:
  - id: why
    kind: written
    points: 4
    rubric: [{id: names, points: 1.5, text: names it}, {id: reason, points: 2.5, text: gives a reason}]
"""


def test_an_answer_in_words_waits_for_a_person(course):
    key = course.question(WRITTEN)
    report = course.grade(key, "q1: {why: because of the chain rule}")
    [part] = parts(report).values()
    assert (str(part.outcome), part.points) == ("needs_review", 0)
    assert said(part) == "a person reads this answer, for: names (1.5), reason (2.5)"
    assert report.provisional


def test_no_words_are_unanswered_not_waiting(course):
    report = course.grade(course.question(WRITTEN), "q1: {why: }")
    assert [str(p.outcome) for _, p in report.parts()] == ["unanswered"]
    assert not report.provisional
