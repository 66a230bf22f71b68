"""Numbers as people type them."""

import math
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.numbers import NumberError, read_number, read_numbers


@pytest.mark.parametrize(
    ("text", "value", "place", "digits"),
    [
        ("2", 2, 1, 1),
        ("-1.50", -1.5, 0.01, 3),
        ("+3", 3, 1, 1),
        (".5", 0.5, 0.1, 1),
        ("5.", 5, 1, 1),
        ("1e-6", 1e-6, 1e-6, 1),
        ("1.5e-3", 1.5e-3, 1e-4, 2),
        ("2.50E+2", 250, 1, 3),
        ("0.0862", 0.0862, 1e-4, 3),
        ("0.09", 0.09, 0.01, 1),
        ("0", 0, 1, 0),
        ("0.00", 0, 0.01, 0),
        ("012", 12, 1, 2),
        ("−0.73", -0.73, 0.01, 2),
        ("1e−3", 1e-3, 1e-3, 1),
        (" 7 ", 7, 1, 1),
        ("\u00a07\u202f", 7, 1, 1),
        ("$0.5$", 0.5, 0.1, 1),
        ("1/13", 1 / 13, 0, 0),
        ("-1/3", -1 / 3, 0, 0),
        ("1/sqrt(13)", 1 / math.sqrt(13), 0, 0),
        ("2 * 0.3", 0.6, 0, 0),
        ("e^-2", math.exp(-2), 0, 0),
        ("exp(1)", math.e, 0, 0),
        ("2^-1", 0.5, 0, 0),
        ("√2", math.sqrt(2), 0, 0),
        (r"\frac{1}{4}", 0.25, 0, 0),
        ("-3^2", -9, 0, 0),
    ],
)
def test_a_number_keeps_its_precision(text, value, place, digits):
    found = read_number(text)
    assert found[0] == pytest.approx(value, rel=1e-14)
    assert found[1] == pytest.approx(place)
    assert found[2] == digits


@pytest.mark.parametrize("text", ["nan", "NaN", ".nan", "inf", "-inf", ".inf", "Infinity", "∞"])
def test_what_is_not_finite_is_read_as_that(text):
    assert not math.isfinite(read_number(text)[0])


@pytest.mark.parametrize("text", ["1e999", "-1e999"])
def test_a_number_too_large_is_not_finite(text):
    assert not np.isfinite(read_numbers(text).values)


@pytest.mark.parametrize(
    ("data", "values"),
    [
        ("0.5", 0.5),
        (["1", "2", "3"], [1, 2, 3]),
        ([["1", "2"], ["3", "4"]], [[1, 2], [3, 4]]),
        ("1 2 3", [1, 2, 3]),
        ("1, 2, 3", [1, 2, 3]),
        ("1, 2, 3,", [1, 2, 3]),
        ("1 2\n3 4\n", [[1, 2], [3, 4]]),
        ("1 2; 3 4", [[1, 2], [3, 4]]),
        ("[1, 2, 3]", [1, 2, 3]),
        ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
        ("[1 2; 3 4]", [[1, 2], [3, 4]]),
        ("[[1. 2.]\n [3. 4.]]", [[1, 2], [3, 4]]),
        ("[1.  2.5 3. ]", [1, 2.5, 3]),
        ("1/2 1/4\n1/8 0", [[0.5, 0.25], [0.125, 0]]),
        ("1/2, 1/sqrt(4)", [0.5, 0.5]),
        ("1 / 4", 0.25),
        ("1e-3 -2e-4", [1e-3, -2e-4]),
        ("1e-3 -2e-4\n3 4", [[1e-3, -2e-4], [3, 4]]),
        ("1/2 -1/4\n1/2 - 1/4, 1", [[0.5, -0.25], [0.25, 1]]),
        ("[1, 2]\n[3, 4]", [[1, 2], [3, 4]]),
        ("[1,2]", [1, 2]),
        ("max(1, 2), 3", [2, 3]),
        ("(1, 2, 3)", [1, 2, 3]),
        ("(1, 2, 3)^T", [1, 2, 3]),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", [[1, 2], [3, 4]]),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", [1, 2]),
        ("−1 −2", [-1, -2]),
        ("-1 - 2", -3),
        ([], []),
        ([[], []], [[], []]),
        ("[]", []),
    ],
)
def test_arrays_are_written_in_many_ways(data, values):
    found = read_numbers(data).values
    assert found.shape == np.shape(values)
    np.testing.assert_allclose(found, values, rtol=1e-14)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "nothing stands here"),
        ({"a": "1"}, "a mapping stands where numbers are expected"),
        (["1", None], "entry [2]: it is empty"),
        (["1", {"a": None}], "entry [2]: a mapping stands where a number is expected"),
        (["1", ["2", "3"]], "the rows have different lengths: entry [1] has no list, entry [2] 2"),
        ([["1", "2"], ["3"]], "the rows have different lengths: entry [1] has 2, entry [2] 1"),
        ([[["1"], ["2", "3"]]], "the rows have different lengths: entry [1, 1] has 1, entry [1, 2] 2"),
        ("0,5", "'0,5' has a comma: write the decimal point as '.', 0.5"),
        (["1", "0,25"], "entry [2]: '0,25' has a comma: write the decimal point as '.', 0.25"),
        (["1", "[2, 3]"], "entry [2]: a bracket is quoted; write the list without quotes"),
        ("0,25 0,5", "entry [1]: '0,25' has a comma: write the decimal point as '.', 0.25"),
        ("1,2\n3,4", "entry [1, 1]: '1,2' has a comma: write the decimal point as '.', 1.2"),
        ("1, , 3", "entry [2]: it is empty"),
        (["1", ""], "entry [2]: it is empty"),
        ("[1, [2, 3]]", "'1' stands beside a list; every row is a list of its own"),
        ("[[1, 2], [3, 4]", "the brackets do not match"),
        (["1"] * 100_001, "more than 100000 numbers"),
    ],
)
def test_what_cannot_be_read_is_said(data, sentence):
    with pytest.raises(NumberError) as caught:
        read_numbers(data)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "x + 1",
        "1 +",
        "1..2",
        "2 3 x",
        "0.5.5",
        "1/0x",
        "--",
        "",
        "()",
        "e",
        "True",
        "yes",
        "[1, 2] [3, 4]",
        "[1, 2], [3, 4]",
    ],
)
def test_what_is_no_number_is_named(text):
    with pytest.raises(NumberError):
        read_numbers(text)


def test_one_row_of_a_block_may_hold_fractions():
    assert read_numbers("1/2 - 1/4").values == pytest.approx(0.25)


ANYTHING = st.recursive(
    st.none() | st.text(max_size=30) | st.text("0123456789.,;[]()+-−*/^e \n", max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=12,
)


@given(ANYTHING)
@example("9**9**9")
@example("1/0")
@example("(-1)^0.5")
@example("1e" + "9" * 400)
@example("1e-" + "9" * 400)
@example("9" * 5000)
@example("[" * 3000)
@example("(" * 3000)
@example("[" * 5 + "1" + "]" * 5)
@example([[[[[[[[[["1"]]]]]]]]]])
@example("１２")
@example("1_000")
@example("²")
def test_reading_never_raises_anything_but_a_sentence(data):
    with suppress(NumberError):
        typed = read_numbers(data)
        assert typed.values.shape == typed.place.shape == typed.digits.shape
        assert typed.values.dtype == float


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=2, max_size=4))
def test_however_a_matrix_is_written_it_is_the_same(rows):
    texts = [[repr(x) for x in row] for row in rows]
    for data in (
        texts,
        "\n".join(" ".join(r) for r in texts),
        "; ".join(", ".join(r) for r in texts),
        str(np.array(texts, dtype=object).tolist()).replace("'", ""),
    ):
        np.testing.assert_array_equal(read_numbers(data).values, rows)
