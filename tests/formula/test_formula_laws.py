"""Laws: what is printed is read back to the same tree; every text ends in a formula or a FormulaError."""

import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.formula import FormulaError, FormulaErrors, Scope, parse, parse_lines

VALUES = {
    "a": 0.7,
    "b": -1.3,
    "w1": 2.0,
    "x": np.array([1.0, -2.0, 0.5]),
    "y": np.array([0.3, 0.1, -0.7]),
    "o": np.array([0.3, 0.9]),
    "target": np.array([1.0, 0.0]),
    "W": np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 4.0]]),
    "A": np.array([[2.0, 1.0, 0.0], [0.0, 3.0, -1.0], [1.0, 1.0, 1.0]]),
    "theta": np.array([0.1, 0.2, 0.3]),
    "q": 3.0,
}
SCOPE = Scope(
    {name: np.ndim(value) for name, value in VALUES.items()} | {"q": None},
    {"f'": lambda z: z},
    {"target": ["t", "o*"]},
    ("k", "i"),
    {"n": 3},
)

numbers = st.sampled_from(["0", "1", "2", "3", "10", ".5", "1.5e-3", "0.333", "2.", "π"])
names = st.sampled_from(
    ["a", "b", "w1", "x", "y", "o", "t", "W", "A", "θ", "q", "n", "o_k", "x_i", "W_ki", "A_{1,2}", "x^{(i)}"]
)


def formulas(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas in many spellings, of smaller ones; many do not read, because they break a rule of the language."""
    wrapped = parts.map(lambda p: f"({p})")
    either = parts | wrapped
    operators = st.sampled_from(["+", " - ", "*", "/", " ", "^", "@", "∘", "·", " ∘ "])
    binary = st.tuples(either, operators, either).map("".join)
    functions = st.sampled_from(
        ["sin", "σ", "ln", "relu", "f'", "softmax", "sum", "norm", "√", "tanh'", "abs", "e^", "diag"]
    )
    calls = st.tuples(functions, wrapped).map("".join)
    pairs = st.tuples(st.sampled_from(["max", "outer", "dot"]), parts, parts).map(lambda p: f"{p[0]}({p[1]}, {p[2]})")
    signs = either.map(lambda p: f"-{p}")
    suffixes = st.tuples(wrapped, st.sampled_from(["ᵀ", "²", "^T", "_k", "_{1}", "_{ki}"])).map("".join)
    bars = parts.map(lambda p: f"|{p}|") | parts.map(lambda p: f"‖{p}‖")
    sums = st.tuples(st.sampled_from(["Σ_j ", "Σ_k ", "Σ_{l=1}^{n} ", "\\sum_{i=2} "]), either).map("".join)
    truths = st.tuples(either, st.sampled_from([" > ", "<", "≤", " >= "]), either).map(lambda p: f"({''.join(p)})")
    choices = st.tuples(either, truths, either).map(lambda p: f"({p[0]} if {p[1][1:-1]} else {p[2]})")
    fractions = st.tuples(parts, parts).map(lambda p: f"\\frac{{{p[0]}}}{{{p[1]}}}")
    lists = st.lists(parts, min_size=1, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    return binary | calls | pairs | signs | suffixes | bars | sums | fractions | lists | truths | choices


texts = st.recursive(numbers | names, formulas, max_leaves=12)
WORDS = [
    *[
        "x",
        "W",
        "o",
        "o_k",
        "w1",
        "a",
        "t",
        "o*",
        "2",
        ".5",
        "1e-3",
        "e",
        "e^",
        "sigma(",
        "ln",
        "sin^2",
        "max(",
        "f'(",
        "n",
    ],
    *[
        "+",
        "-",
        "*",
        "/",
        "^",
        "**",
        "@",
        "∘",
        ".*",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "|",
        "‖",
        "||",
        ",",
        "_",
        "_k",
        "=",
        "&",
        "'",
    ],
    *[
        "\\\\",
        "\\frac",
        "\\frac{a}{b}",
        "\\sum",
        "\\sum_{k=1}^{2}",
        "Σ_k",
        "sum_i=1^n",
        "\\left(",
        "\\right)",
        "\\left|",
        "\\right.",
    ],
    *[
        "\\begin{bmatrix}",
        "\\end{bmatrix}",
        "\\begin{cases}",
        "\\end{cases}",
        " if ",
        " else ",
        ">",
        "\\ge",
        "\\mathbb{1}",
        "1[",
        "\\begin{aligned}",
        "\\end{aligned}",
        "\\text{",
        "\\text{when}",
        "\\mathrm{e}",
        "\\hat{",
    ],
    *[
        "\\bar",
        "\\underbrace{",
        "}_{",
        "\\boxed{",
        "\\stackrel{",
        "^{(i)}",
        "^{(1)}",
        "^*",
        "^T",
        "ᵀ",
        "²",
        "⁻¹",
        "√",
        "½",
        "xᵢ",
        "ŷ",
        "Σ",
    ],
    *[
        "∂",
        "\\partial",
        "\\unknown",
        "$",
        "\\,",
        " ",
        "\n",
        "\\",
        "\u0304",
        "#",
        '"',
        ".",
        ";",
        "→",
        "Ans",
        "\x00",
        "𝔸",
    ],
]
soups = st.lists(st.sampled_from(WORDS), max_size=120).map("".join)
repeats = st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.integers(1, 400)).map(
    lambda p: "".join(p[0]) * p[1]
)


def refusal(text: str) -> FormulaError | None:
    try:
        parse(text, SCOPE)
    except FormulaError as error:
        return error
    return None


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
def test_what_is_printed_reads_back(text: str) -> None:
    try:
        formula = parse(text, SCOPE)
    except FormulaError:
        return
    printed = str(formula)
    again = parse(printed, SCOPE)
    assert again.tree == formula.tree
    assert str(again) == printed
    assert formula.latex()
    try:
        value = formula.evaluate(VALUES)
    except FormulaError:
        with pytest.raises(FormulaError):
            again.evaluate(VALUES)
        return
    np.testing.assert_array_equal(value, again.evaluate(VALUES))
    assert parse(formula.read_as(VALUES), SCOPE).evaluate(VALUES).shape == value.shape


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=2000) | soups | repeats)
def test_any_text_is_a_formula_or_a_message(text: str) -> None:
    start = time.perf_counter()
    error = refusal(text)
    # Generous: a busy machine. Quietly measured, the worst of 50,000 texts takes some milliseconds.
    assert time.perf_counter() - start < 0.5
    if error is not None:
        assert error.message
        assert 1 <= error.column <= len(text) + 1
        assert str(error)


@settings(max_examples=100, deadline=None)
@given(st.lists(soups | texts.map(lambda t: f"z = {t}"), max_size=8))
def test_any_lines_are_definitions_or_messages(lines: list[str]) -> None:
    text = "\n".join(lines)
    errors: tuple[FormulaError, ...] = ()
    try:
        parse_lines(text, SCOPE)
    except FormulaErrors as found:
        errors = found.errors
    assert all(1 <= error.line <= len(text.splitlines()) for error in errors)
