"""Index notation, evaluated with labelled axes."""

import numpy as np
import pytest

from grader.formula import FormulaError, Scope, parse

RNG = np.random.default_rng(7)
VALUES = {
    "u": RNG.normal(size=4),
    "x": RNG.normal(size=3),
    "o": RNG.uniform(0.1, 0.9, size=2),
    "target": RNG.normal(size=2),
    "h": RNG.normal(size=4),
    "z": RNG.normal(size=2),
    "w": RNG.normal(size=(2, 4)),
    "v": RNG.normal(size=(4, 3)),
    "A": RNG.normal(size=(3, 3)),
    "X": RNG.normal(size=(5, 3)),
    "Z": RNG.normal(size=(5, 4)),
    "y": RNG.uniform(0.1, 0.9, size=5),
    "yhat": RNG.uniform(0.1, 0.9, size=5),
    "theta": RNG.normal(size=3),
    "b": 0.7,
}
u, x, o, target, h, z, w, v, A, X, Z, y, yhat, theta, b = VALUES.values()


def sigma(t: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-t))


FUNCTIONS = {
    "f'": np.cos,
    "g": lambda t: np.exp(t) / np.exp(t).sum(),
    "h_theta": lambda row: sigma(row @ theta),
}


def scope(*indices: str) -> Scope:
    ranks = {name: np.ndim(value) for name, value in VALUES.items()}
    return Scope(ranks, FUNCTIONS, {"target": ["t", "o*"]}, indices, {"m": 5, "d": None})


@pytest.mark.parametrize(
    ("text", "indices", "expected"),
    [
        ("(o_k - t_k) h_j", "k j", np.outer(o - target, h)),
        ("(o_k - t_k) h_j", "j k", np.outer(h, o - target)),
        ("h_j (o_k − o*_k)", "k j", np.outer(o - target, h)),
        ("f'(u_j) x_i Σ_k (o_k − o*_k) w_kj", "j i", np.outer(np.cos(u) * ((o - target) @ w), x)),
        (r"f'(u_j) x_i \sum_{k=1}^2 (o_k - o_k^*) w_{kj}", "j i", np.outer(np.cos(u) * ((o - target) @ w), x)),
        ("sum_i v_ji x_i", "j", v @ x),
        (r"\sum_{i=1}^{3} v_{ji} x_i", "j", v @ x),
        ("v_{j1} x_1 + v_{j2} x_2 + v_{j3} x_3", "j", v @ x),
        ("Σ_j w_kj h_j", "k", w @ h),
        (r"\frac{e^{z_k}}{e^{z_1} + e^{z_2}}", "k", np.exp(z) / np.exp(z).sum()),
        (r"\frac{e^{z_k}}{\sum_j e^{z_j}}", "k", np.exp(z) / np.exp(z).sum()),
        ("e^{z_k}/Σ_j e^{z_j}", "k", np.exp(z) / np.exp(z).sum()),
        ("softmax(z_k)", "k", np.exp(z) / np.exp(z).sum()),
        ("softmax(z)_k", "k", np.exp(z) / np.exp(z).sum()),
        ("g(z_k)", "k", np.exp(z) / np.exp(z).sum()),
        (r"-\sum_{k=1}^2 o_k^* \log o_k", "", -(target * np.log(o)).sum()),
        ("-Σ_k t_k ln(o_k)", "k", -(target * np.log(o)).sum()),
        ("Σ_k Σ_j o_k w_kj h_j", "", o @ w @ h),
        ("Σ_{k,j} o_k w_kj h_j", "", o @ w @ h),
        ("Σ_k o_k Σ_j w_kj h_j", "", o @ w @ h),
        ("Σ_i A_ii", "", np.trace(A)),
        ("A_ii", "i", np.diag(A)),
        ("Σ_k (o_k - t_k)^2", "", ((o - target) ** 2).sum()),
        ("sum_k(o_k)^2", "", (o**2).sum()),
        ("Σ_k o_k + b", "", o.sum() + b),
        ("(Σ_k o_k)^2", "", o.sum() ** 2),
        ("Σ_{j=2}^{3} h_j", "", h[1:3].sum()),
        ("Σ_{i=1}^{m} b", "", 5 * b),
        ("sum_i=1^3 x_i", "", x.sum()),
        ("[σ(w h)]_k^2", "k", sigma(w @ h) ** 2),
        ("Σ_i [σ(w h)]_i^2", "", (sigma(w @ h) ** 2).sum()),
        ("w_1j", "j", w[0]),
        ("w_{k1} + b", "k", w[:, 0] + b),
        ("w_k^T h", "k", w @ h),
        ("σ(v_j^T x)", "j", sigma(v @ x)),
        ("(o_k - t_k) h^T", "k", np.outer(o - target, h)),
        ("(o_k - t_k) h", "k", np.outer(o - target, h)),
        ("o_k (1 - o_k)", "k", o * (1 - o)),
        (r"\sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) X^{(i)}", "", (yhat - y) @ X),
        (r"\sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) X_j^{(i)}", "j", (yhat - y) @ X),
        ("Σ_i (yhat^(i) - y^(i)) X^(i)", "", (yhat - y) @ X),
        (r"\frac{1}{2} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)})^2", "", ((yhat - y) ** 2).sum() / 2),
        (
            r"\sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) u_j Z_j^{(i)} (1 - Z_j^{(i)}) X^{(i)}",
            "j",
            np.einsum("i,j,ij,in->jn", yhat - y, u, Z * (1 - Z), X),
        ),
        (r"\sum_{i=1}^m (h_\theta(X^{(i)}) - y^{(i)}) X^{(i)}", "", (sigma(X @ theta) - y) @ X),
        ("X^{(i)} (y_i - b)", "i", X * (y - b)[:, None]),
        ("[Σ_k o_k, b]", "", np.array([o.sum(), b])),
        ("[o_k, b]", "k", np.stack([o, np.full(2, b)], axis=1)),
        ("outer(o - t, h)", "k j", np.outer(o - target, h)),
        ("z_k", "k", z),
        ("h_j", "", h),
    ],
)
def test_values(text: str, indices: str, expected: np.ndarray) -> None:
    found = parse(text, scope(*indices.split())).evaluate(VALUES)
    assert found.shape == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_an_answer_that_does_not_depend_on_an_axis_fills_it() -> None:
    formula = parse("h_j", scope("k", "j"))
    assert formula.evaluate(VALUES).shape == (4,)
    np.testing.assert_array_equal(formula.evaluate(VALUES, {"k": 2, "j": 4}), np.tile(h, (2, 1)))


def test_complex_numbers_pass_through_indices() -> None:
    found = parse("Σ_k o_k t_k", scope()).evaluate({**VALUES, "o": o + 1e-20j * np.array([1, 0])})
    assert found.imag / 1e-20 == pytest.approx(target[0])


@pytest.mark.parametrize(
    ("text", "indices", "expected"),
    [
        (
            "o_k h_k",
            "k",
            "'o_k' and 'h_k': the index k runs over 2 entries on one side and 4 on the other\n   o_k h_k\n   ^^^^^^^",
        ),
        (
            "Σ_{k=1}^{3} o_k",
            "",
            "the sum over k runs to 3, but there are 2 entries\n   Σ_{k=1}^{3} o_k\n   ^^^^^^^^^^^^^^^",
        ),
        (
            "Σ_k b",
            "",
            "nothing in this sum depends on k, and it does not say how often to add\n"
            "   Σ_k b\n   ^^^^^\nwrite Σ_{k=1}^{n} … with a number or a declared size",
        ),
        (
            "sum(o_k w_kj)",
            "k j",
            "sum(…) of single entries does not say over which index\n"
            "   sum(o_k w_kj)\n   ^^^^^^^^^^^^^\nwrite Σ_k (…), or the whole vector",
        ),
        (
            "Σ_a Σ_b Σ_c Σ_d Σ_e Σ_f Σ_g Σ_h Σ_i Σ_j h_a h_b h_c h_d h_e h_f h_g h_h h_i h_j",
            "",
            None,
        ),
    ],
)
def test_what_cannot_be_evaluated(text: str, indices: str, expected: str | None) -> None:
    formula = parse(text, scope(*indices.split()))
    with pytest.raises(FormulaError) as caught:
        formula.evaluate(VALUES)
    if expected is None:
        assert caught.value.message.endswith("a, b, c, d, e, f, g, h, i, j together run over more than 1000000 entries")
    else:
        assert str(caught.value) == expected
