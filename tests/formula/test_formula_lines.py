"""Lists of named formulas: a student's computational graph."""

import pytest

from grader.formula import FormulaErrors, Scope, parse_lines

SCOPE = Scope(dict.fromkeys(["w1", "x1", "w2", "x2", "b"], 0) | {"theta": 1, "x": 1}, spellings={"b": ["bias"]})


def test_each_line_may_use_the_lines_above() -> None:
    lines = parse_lines("a = w1*x1\n\n# the other branch\nc = w_2 x_2   # a product\nz = a + c\ns = σ(z)", SCOPE)
    assert [(d.name, str(d.formula), d.line) for d in lines] == [
        ("a", "w1·x1", 1),
        ("c", "w2·x2", 4),
        ("z", "a + c", 5),
        ("s", "σ(z)", 6),
    ]
    assert all(d.formula.elementary for d in lines)
    assert lines[2].formula.names == {"a", "c"}


def test_ranks_are_handed_on() -> None:
    lines = parse_lines("p = theta^T x\nq = p*theta\nr = q x^T\n", SCOPE)
    assert [d.formula.rank for d in lines] == [0, 1, 2]
    assert str(lines[1].formula) == "p·θ"


@pytest.mark.parametrize(
    ("left", "name"), [("z_1", "z_1"), ("\\hat{y}", "y_hat"), ("z^{(1)}", "z_1"), ("h'", "h'"), ("σ_1", "σ_1")]
)
def test_left_sides(left: str, name: str) -> None:
    lines = parse_lines(f"{left} = w1\nlast = 2 {left}", SCOPE)
    assert lines[0].name == name
    assert lines[1].formula.names == {name}


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(FormulaErrors) as caught:
        parse_lines("a = w1*x\n= 3\nb = 2\na = x1\nc = qq + a\nd = c + d2\nf(x) = x\nx1 + x2\n", SCOPE)
    assert str(caught.value).splitlines() == [
        "line 2: nothing stands left of the '='",
        "   = 3",
        "   ^",
        "write name = formula",
        "line 3: 'b' is given, so no line can define it",
        "   b = 2",
        "   ^",
        "give this line another name",
        "line 4: 'a' is defined in line 1 already",
        "   a = x1",
        "   ^",
        "give this line another name",
        "line 5: 'qq' is not declared here",
        "   c = qq + a",
        "       ^^",
        "the names here are: w1, x1, w2, x2, b, theta, x, a",
        "line 6: 'd2' is not declared here",
        "   d = c + d2",
        "           ^^",
        "did you mean 'w2'?",
        "line 7: 'f(x)' is not a single name",
        "   f(x) = x",
        "   ^^^^",
        "write name = formula",
        "line 8: a line needs a name: there is no '='",
        "   x1 + x2",
        "   ^^^^^^^",
        "write name = formula",
    ]
    assert [(e.line, e.column) for e in caught.value.errors] == [(2, 1), (3, 1), (4, 1), (5, 5), (6, 9), (7, 1), (8, 1)]


def test_a_line_cannot_use_itself() -> None:
    with pytest.raises(FormulaErrors) as caught:
        parse_lines("z = z + 1", SCOPE)
    assert caught.value.errors[0].message == "'z' is not declared here"


def test_too_many_lines() -> None:
    with pytest.raises(FormulaErrors, match="there are 201 lines; 200 are read at most"):
        parse_lines("a = 1\n" * 201, SCOPE)
