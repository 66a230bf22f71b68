"""What formulas give: shapes, functions, complex numbers, kinks."""

import warnings

import numpy as np
import pytest

from grader.formula import FUNCTIONS, FormulaError, Scope, parse

VALUES = {
    "a": 2.0,
    "b": -3.0,
    "x": np.array([1.0, -2.0, 0.5]),
    "y": np.array([0.3, 0.1, -0.7]),
    "h": np.array([1.0, 2.0, -1.0, 0.5]),
    "W": np.arange(12.0).reshape(4, 3) - 5,
    "V": np.arange(12.0).reshape(4, 3) / 7,
    "A": np.array([[2.0, 1.0, 0.0], [0.0, 3.0, -1.0], [1.0, 1.0, 1.0]]),
    "R": np.array([[1.0, 2.0, 3.0]]),
    "X": np.arange(15.0).reshape(5, 3),
}
SCOPE = Scope({name: np.ndim(value) for name, value in VALUES.items()}, dims={"n": 3})
x, y, h, W, V, A, R = (VALUES[name] for name in "xyhWVAR")


def value(text: str, scope: Scope = SCOPE) -> np.ndarray:
    return parse(text, scope).evaluate(VALUES)


def refusal(text: str) -> str:
    with pytest.raises(FormulaError) as caught:
        value(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b/4", np.array(1.25)),
        ("W x", W @ x),
        ("W^T W x", W.T @ W @ x),
        ("x^T y", x @ y),
        ("x^T A y", x @ A @ y),
        ("x^T", x[None, :]),
        ("x^T A", (x @ A)[None, :]),
        ("h x^T", np.outer(h, x)),
        ("outer(h, x)", np.outer(h, x)),
        ("outer(h, x^T)", np.outer(h, x)),
        ("dot(x, y)", x @ y),
        ("dot(W, x)", W @ x),
        ("x∘y", x * y),
        ("x*y", x * y),
        ("W*x", W @ x),
        ("W*V", W * V),
        ("W*V^T", W @ V.T),
        ("h*x^T", np.outer(h, x)),
        ("a x + b", 2 * x - 3),
        ("1/x", 1 / x),
        ("x^2", x**2),
        ("W^2", W**2),
        ("x/y", x / y),
        ("R x", R @ x),
        ("R^T a + x", R[0] * 2 + x),
        ("R^T∘x", R[0] * x),
        ("(x^T y) x", (x @ y) * x),
        ("x x^T y", x * (x @ y)),
        ("diag(x) A", np.diag(x) @ A),
        ("diag(A)", np.diag(A)),
        ("eye(n) x", x),
        ("sum(W) + mean(x) + max(x) + min(x)", W.sum() + x.mean() - 1),
        ("‖x‖^2", x @ x),
        ("norm(W)", np.linalg.norm(W)),
        ("max(x, 0) - min(x, 0)", np.abs(x)),
        ("softmax(x)", np.exp(x) / np.exp(x).sum()),
        ("softmax(W)", np.exp(W) / np.exp(W).sum(axis=1, keepdims=True)),
        ("[a, b, 1]", np.array([2.0, -3.0, 1.0])),
        ("[[a, b], [0, 1]]", np.array([[2.0, -3.0], [0.0, 1.0]])),
        ("[a, b, 1]^T x", 2 + 6 + 0.5),
        ("(n, 1)", np.array([3.0, 1.0])),
        ("x_2", -2.0),
        ("W_{2,3} + W_23", 2 * W[1, 2]),
        ("W_2", W[1]),
        ("(W x)_3", (W @ x)[2]),
        ("elu(b) + relu(b) + step(b) + sign(b) + abs(b)", np.expm1(-3) - 1 + 3),
        ("step(0) + sign(0) + relu'(0)", 0.0),
        ("elu'(0)", 1.0),
    ],
)
def test_values(text: str, expected: np.ndarray) -> None:
    found = value(text)
    assert found.shape == np.shape(expected)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "W h",
            "'W' and 'h': a matrix of shape (4, 3) and a vector of shape (4,) have no matrix product\n"
            "   W h\n   ^^^\ntranspose the left one: A^T B",
        ),
        (
            "x y",
            "'x' and 'y': a vector of shape (3,) and a vector of shape (3,) have no matrix product\n"
            "   x y\n   ^^^\nwrite a^T b for a scalar, a b^T for a matrix, or a∘b entry by entry",
        ),
        (
            "a + x + h",
            "'a + x' and 'h': a vector of shape (3,) and a vector of shape (4,) cannot be added\n"
            "   a + x + h\n   ^^^^^^^^^",
        ),
        (
            "x + y^T",
            "'x' and 'y^T': a vector of shape (3,) and a row of shape (1, 3) cannot be added\n"
            "   x + y^T\n   ^^^^^^^\none of them is transposed: take ^T away, or write it on both sides",
        ),
        (
            "W + x",
            "'W' and 'x': a matrix of shape (4, 3) and a vector of shape (3,) cannot be added\n   W + x\n   ^^^^^",
        ),
        (
            "A*A",
            "'A' and 'A': both are a matrix of shape (3, 3), so '*' can mean two products\n"
            "   A*A\n   ^^^\nwrite A∘B for entry by entry, or A @ B for the matrix product",
        ),
        (
            "A^2",
            "'A' and '2': a power of a matrix of shape (3, 3) can mean two things\n"
            "   A^2\n   ^^^\nwrite A∘A for entry by entry, or A @ A for the matrix product",
        ),
        (
            "A^-1",
            "'A' and '-1': a power of a matrix of shape (3, 3) can mean its inverse or one over each entry\n"
            "   A^-1\n   ^^^^\ninverses are not part of this language; for each entry write 1/A",
        ),
        ("x_4", "x has 3 entries, so there is none with number 4\n   x_4\n   ^^^"),
        ("[a, x]", "an entry of a list is a scalar, and this is a vector of shape (3,)\n   [a, x]\n       ^"),
        (
            "softmax(a)",
            "softmax of a scalar is always 1\n"
            "   softmax(a)\n   ^^^^^^^^^^\nwrite softmax(z) of the whole vector, or softmax(z)_k for an entry",
        ),
        ("eye(1e9)", "eye(n) needs a whole number from 1 to 500\n   eye(1e9)\n   ^^^^^^^^"),
        ("outer(W, x)", "outer takes vectors, and this is a matrix of shape (4, 3)\n   outer(W, x)\n   ^^^^^^^^^^^"),
    ],
)
def test_impossible_shapes_name_both_sides(text: str, expected: str) -> None:
    assert refusal(text) == expected


def test_a_missing_value_is_named() -> None:
    with pytest.raises(FormulaError, match="no value is known for 'x'"):
        parse("a + x", SCOPE).evaluate({"a": 1})


def test_open_products_are_shown_as_they_were_taken() -> None:
    formula = parse("W*(x*y)", SCOPE)
    assert str(formula) == "W * (x * y)"
    assert formula.read_as(VALUES) == "W @ (x∘y)"


def test_what_is_not_finite_comes_back_silently() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert value("9**9**9") == np.inf
        assert np.isnan(value("ln(b)"))
        assert np.isinf(value("1/(a - 2)"))
        assert value("sigma(-1000 a)") == 0
    with np.errstate(all="raise"):
        assert np.isnan(value("0/(a - 2)"))


def test_sigmoid_keeps_its_digits_where_it_is_tiny() -> None:
    np.testing.assert_allclose(value("sigma(-15 a)"), np.exp(-30), rtol=1e-12)


def test_whole_numbers_become_floats() -> None:
    found = parse("a/2 + x", SCOPE).evaluate({"a": 3, "x": np.array([1, 2], dtype=np.uint8)})
    assert found.dtype == np.float64
    assert found.tolist() == [2.5, 3.5]


SMOOTH = {"sign", "step", "relu'", "elu'", "eye"}


@pytest.mark.parametrize(
    "name", [name for name, row in FUNCTIONS.items() if row.arguments[0] == 1 and name not in SMOOTH]
)
def test_complex_step_gives_the_slope(name: str) -> None:
    """An author's graph is differentiated by complex step, so no function may take a real part or conjugate."""
    formula = parse(f"sum({name}(x) * {name}(x))" if name not in ("diag", "transpose") else f"norm({name}(x))", SCOPE)
    point, step = np.array([0.7, -0.4, 1.3]) if name not in ("ln", "sqrt") else np.array([0.7, 0.4, 1.3]), 1e-6
    for i in range(3):
        unit = np.eye(3)[i]
        slope = formula.evaluate({"x": point + 1e-20j * unit}).imag / 1e-20
        ahead, back = (formula.evaluate({"x": point + side * step * unit}) for side in (1, -1))
        np.testing.assert_allclose(slope, (ahead - back) / (2 * step), rtol=1e-6, atol=1e-8)


def test_derivatives_of_the_table_are_derivatives() -> None:
    for name in ("sigmoid", "tanh", "elu", "relu"):
        slope = parse(f"{name}(x)", SCOPE).evaluate({"x": np.array([0.7, -0.4, 1.3]) + 1e-20j}).imag / 1e-20
        np.testing.assert_allclose(
            parse(f"{name}'(x)", SCOPE).evaluate({"x": np.array([0.7, -0.4, 1.3])}), slope, rtol=1e-12
        )


def test_complex_values_stay_complex_and_are_not_conjugated() -> None:
    z = np.array([1 + 2j, -1 + 1j])
    scope = Scope({"z": 1})
    assert parse("abs(z)", scope).evaluate({"z": z}).tolist() == [1 + 2j, 1 - 1j]
    assert parse("z^T", scope).evaluate({"z": z}).tolist() == [[1 + 2j, -1 + 1j]]
    np.testing.assert_allclose(parse("‖z‖^2", scope).evaluate({"z": z}), (z**2).sum())
    assert parse("relu(z)", scope).evaluate({"z": z}).tolist() == [1 + 2j, 0]
    assert parse("max(z)", scope).evaluate({"z": z}) == 1 + 2j


def test_kinks_are_seen_per_entry_at_each_call() -> None:
    found, kinks = parse("relu(x) + |y| + max(x, 0)", SCOPE).evaluate_with_kinks(VALUES)
    assert found.tolist() == [2.3, 0.1, 1.7]
    assert {site: signs.squeeze().tolist() for site, signs in kinks.items()} == {
        (1, 0): [1, -1, 1],
        (11, 0): [1, 1, -1],
        (17, 0): [1, -1, 1],
        (17, 1): [-1, 1, -1],
    }


def test_a_questions_own_functions() -> None:
    scope = Scope({"x": 1, "a": 0, "W": 2}, {"f'": lambda z: 2 * z, "loss": lambda p, q: np.sum((p - q) ** 2)})
    assert parse("f'(x)", scope).evaluate(VALUES).tolist() == [2.0, -4.0, 1.0]
    assert parse("loss(x, 2 x)", scope).evaluate(VALUES) == 5.25
    with pytest.raises(FormulaError) as caught:
        parse("1 + loss(W, x, x)", scope).evaluate(VALUES)
    assert caught.value.message.startswith(
        "loss cannot be applied to a matrix of shape (4, 3) and a vector of shape (3,)"
    )
    assert (caught.value.column, caught.value.width) == (5, 13)
