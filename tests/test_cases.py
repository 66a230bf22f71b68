"""Samplers, sizes and draws."""

import numpy as np
import pytest

from grader.cases import SampleError, Sampler, draw, number, random, read_given, size
from grader.numbers import NumberError

DIMS = {"n": 5, "d": 3, "k": 4}


def drawn(spec, like=None, magnitudes=False, seed="s"):
    return Sampler.read(spec).draw(random(seed), DIMS, like, magnitudes)


@pytest.mark.parametrize(
    ("spec", "shape", "kind"),
    [
        ({"normal": ["d"]}, (3,), "f"),
        ({"normal": "d"}, (3,), "f"),
        ({"normal": ["n", "d + 1"]}, (5, 4), "f"),
        ({"normal": []}, (), "f"),
        ({"normal": None}, (), "f"),
        ({"normal": ["0", "d"]}, (0, 3), "f"),
        ({"uniform": ["0", "1"], "shape": ["n"]}, (5,), "f"),
        ({"uniform": ["0", "1"]}, (), "f"),
        ({"integers": ["0", "k"], "shape": ["n"], "dtype": "uint8"}, (5,), "u"),
        ({"integers": ["0", "k"], "shape": ["n"]}, (5,), "i"),
        ({"one_hot": ["n", "k"]}, (5, 4), "f"),
        ({"one_hot": ["k"]}, (4,), "f"),
        ({"choice": ["0.1", "0.5"], "shape": ["n"]}, (5,), "f"),
        ({"positive": ["d"]}, (3,), "f"),
        ({"negative": ["d"]}, (3,), "f"),
        ({"nonzero": ["d"]}, (3,), "f"),
        ("(0, 1)", (), "f"),
        ("[0, 1]", (), "f"),
        ("positive", (), "f"),
        ("integer 2..9", (), "i"),
        ("normal", (), "f"),
        ({"normal": ["d"], "dtype": "float32"}, (3,), "f"),
    ],
)
def test_a_sampler_has_a_shape_and_a_type(spec, shape, kind):
    value = drawn(spec)
    assert value.shape == shape
    assert value.dtype.kind == kind


def test_bounds_and_signs_hold():
    many = {"shape": ["1000"]}
    assert drawn({"uniform": ["-1", "2"], **many}).min() >= -1
    assert set(drawn({"integers": ["0", "k"], **many})) == {0, 1, 2, 3}
    assert set(Sampler.read("integer 2..4").draw(random("s"), {}, np.zeros(200))) == {2, 3, 4}
    assert (drawn({"positive": ["1000"]}) > 0).all()
    assert (drawn({"negative": ["1000"]}) < 0).all()
    assert set(drawn({"choice": ["0.1", "0.5"], **many})) == {0.1, 0.5}
    hot = drawn({"one_hot": ["200", "k"]})
    assert (hot.sum(axis=1) == 1).all()
    assert (hot.sum(axis=0) > 0).all()


def test_scale_and_offset_move_a_draw():
    plain = drawn({"normal": ["d"]})
    np.testing.assert_allclose(drawn({"normal": ["d"], "scale": "300", "offset": "2"}), 300 * plain + 2)


def test_the_points_of_formulas_lie_away_from_zero():
    value = np.abs(drawn({"normal": ["1000"]}, magnitudes=True))
    assert value.min() >= 0.25
    assert value.max() <= 3


def test_a_sampler_without_a_shape_takes_that_of_the_given():
    assert drawn("(0, 1)", like=np.zeros((2, 3))).shape == (2, 3)


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ({"normall": ["d"]}, "a sampler has no field 'normall'; did you mean 'normal'?"),
        (
            {"normal": ["d"], "uniform": ["0", "1"]},
            "a sampler names one of normal, uniform, integers, one_hot, choice, positive, negative, nonzero; this names normal and uniform",
        ),
        (
            {"shape": ["d"]},
            "a sampler names one of normal, uniform, integers, one_hot, choice, positive, negative, nonzero; this names none",
        ),
        ({"uniform": ["0"]}, "uniform takes two bounds, as in {uniform: [0, 1]}"),
        ({"integers": "k"}, "integers takes two bounds, as in {integers: [0, 1]}"),
        ({"choice": None}, "choice takes the values to choose from"),
        ({"normal": ["d"], "dtype": "float23"}, "data type 'float23' not understood"),
        ({"normal": ["d"], "scale": "big"}, "could not convert string to float: 'big'"),
        ("between 0 and 1", "'between 0 and 1' is none of '(0, 1)', 'positive', 'negative', 'nonzero', 'integer 2..9'"),
        (["0", "1"], "a sampler is a mapping such as {normal: [d]}, or a text such as '(0, 1)'"),
    ],
)
def test_what_is_no_sampler_is_said(spec, sentence):
    with pytest.raises(SampleError) as caught:
        Sampler.read(spec)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ({"normal": ["m"]}, "'m' is no number and no dim: "),
        ({"normal": ["-1"]}, "the size '-1' is -1; a size is a whole number from 0 to 100000"),
        ({"normal": ["n / 2"]}, "the size 'n / 2' is 2.5; a size is a whole number from 0 to 100000"),
        ({"normal": ["100000", "n", "100"]}, "the shape (100000, 5, 100) has 50,000,000 numbers; at most 10,000,000 are drawn"),
        ({"integers": ["3", "3"]}, "integers from 3 to below 3: there are none"),
        ({"integers": ["0", "inf"]}, "integers from 0 to below inf: there are none"),
        ({"one_hot": None}, "one_hot needs a shape, as in {one_hot: [n, k]}"),
        ({"uniform": ["0", "m"]}, "'m' is no number and no dim: "),
        ({"normal": ["1e400"]}, "the size '1e400' is inf; a size is a whole number from 0 to 100000"),
        ({"normal": ["nan"]}, "the size 'nan' is nan; a size is a whole number from 0 to 100000"),
        ({"uniform": ["1", "0"]}, "uniform from 1 to 0: the bounds are finite, the lower one first"),
        ({"uniform": ["0", "inf"]}, "uniform from 0 to inf: the bounds are finite, the lower one first"),
    ],
)
def test_what_cannot_be_drawn_is_said(spec, sentence):
    with pytest.raises(SampleError) as caught:
        drawn(spec)
    assert str(caught.value).startswith(sentence)


def test_a_draw_is_the_same_on_every_machine_and_in_every_run():
    np.testing.assert_array_equal(random("hw5", "q1", 0).standard_normal(3), random("hw5", "q1", 0).standard_normal(3))
    assert random("hw5").integers(10**9) == 554175404
    assert random("a", "b").integers(10**9) != random("b", "a").integers(10**9)


def test_a_question_is_drawn_name_by_name():
    given = {"x": np.array([1.0, 2.0]), "t": np.array([1.0, 0.0])}
    samplers = {"x": Sampler.read({"normal": ["n"]})}
    values = draw(random("s"), ["x", "t", "n", "unknown"], given, samplers, DIMS)
    assert values["x"].shape == (5,)
    assert values["t"] is given["t"]
    assert values["n"] == 5
    assert "unknown" not in values


def test_a_free_name_is_an_unknown_scalar():
    values = draw(random("s"), ["x", "a"], {"x": np.ones((2, 3))}, {}, {}, free=True)
    assert values["x"].shape == (2, 3)
    assert np.shape(values["a"]) == ()
    assert (np.abs(values["x"]) >= 0.25).all()


def test_a_draw_that_fails_names_what_was_drawn():
    with pytest.raises(SampleError, match=r"^x: 'm' is no number and no dim"):
        draw(random("s"), ["x"], {}, {"x": Sampler.read({"normal": ["m"]})}, DIMS)


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("n", 5), ("n + 1", 6), ("2*n", 10), ("n*d", 15), ("0.5", 0.5), ("1/3", 1 / 3)],
)
def test_numbers_may_be_formulas_of_dims(text, value):
    assert number(text, DIMS) == pytest.approx(value)


def test_a_size_is_a_whole_number():
    assert size("n + 1", DIMS) == 6


@pytest.mark.parametrize(
    ("data", "values", "integral", "dtype"),
    [
        ("1/3", 1 / 3, False, "float64"),
        (["1", "0"], [1, 0], False, "float64"),
        (["1", "0"], [1, 0], True, "int64"),
        ([["1/2", "sqrt(4)"]], [[0.5, 2]], False, "float64"),
        ("1 2\n3 4", [[1, 2], [3, 4]], False, "float64"),
    ],
)
def test_a_given_is_an_array_of_its_shape(data, values, integral, dtype):
    found = read_given(data, integral)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, values)


@pytest.mark.parametrize(
    ("data", "integral", "sentence"),
    [
        ("inf", False, "a given must be finite"),
        (["1", "nan"], False, "a given must be finite"),
        (["0.5"], True, "whole numbers are expected, because the sampler draws integers"),
        ("x", False, "'x' is not a number"),
    ],
)
def test_a_given_that_is_none_is_said(data, integral, sentence):
    with pytest.raises(NumberError, match=f"^{sentence}"):
        read_given(data, integral)
