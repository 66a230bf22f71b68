"""When two answers are equal: shape → finite → entries. Every trap of other graders is a row."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.equality import Tolerance, Typed, compare, measure, scaled
from grader.numbers import read_numbers

DEFAULT = Tolerance()


def agree(typed, answer, **tolerance):
    return compare(read_numbers(typed), np.array(answer, dtype=float), Tolerance(**tolerance))


@pytest.mark.parametrize(
    ("typed", "answer", "tolerance", "right"),
    [
        # within rtol of the answer, whatever was typed
        ("0.7337784", 0.7337784, {}, True),
        ("0.7338", 0.7337784, {}, True),
        ("0.734", 0.7337784, {}, True),
        ("0.733", 0.7337784, {}, False),  # 1.06e-3 off
        ("0.73", 0.7337784, {}, False),
        # rounds to what was typed, with three digits
        ("0.0862", 0.08617, {}, True),
        ("0.101", 0.10149, {}, True),  # 0.5 % off, but the right rounding
        ("0.102", 0.10149, {}, False),
        ("0.10", 0.10149, {}, False),  # two digits
        ("0.10", 0.10149, {"digits": 2}, True),
        ("0.1", 0.10149, {"digits": 2}, False),
        ("0.1", 0.10149, {"digits": 1}, True),
        # decimals, instead of digits
        ("0.09", 0.0862, {"decimals": 2}, True),
        ("0.0862", 0.0862, {"decimals": 2}, True),
        ("0.08", 0.0862, {"decimals": 2}, False),
        ("0.1", 0.0862, {"decimals": 2}, False),
        ("0.09", 0.0862, {}, False),
        ("0.27", 0.258, {"decimals": 2}, False),  # 3 · 0.09, where 0.258 is exact
        ("0.26", 0.258, {"decimals": 2}, True),
        ("0", 0.004, {"decimals": 2}, True),
        ("0.00", 0.004, {"decimals": 2}, True),
        ("0.005", 0.0049, {"decimals": 3, "digits": 3}, True),
        ("12.3", 12.34, {"decimals": 3, "digits": 3}, True),
        # fewer digits where the answer itself has fewer
        ("2", 2, {}, True),
        ("0.5", 0.5, {}, True),
        ("0.25", 0.25, {"digits": 5}, True),
        # exact expressions
        ("1/13", 1 / 13, {}, True),
        ("1/13", 1 / 13, {"rtol": 0}, True),
        ("1/sqrt(13)", 13**-0.5, {}, True),
        ("1/12", 1 / 13, {}, False),
        ("1e-6", 1e-6, {}, True),
        (".5", 0.5, {}, True),
        ("−0.5", -0.5, {}, True),
        # signs and magnitudes
        ("-0.734", 0.7337784, {}, False),
        ("7.34", 0.7337784, {}, False),
        ("0", 0.7337784, {}, False),
        ("0", 1e-8, {}, False),  # tiny gradients do not pass as zero
        ("1e-8", 2e-8, {}, False),
        # zeros are markable
        ("0", 0, {}, True),
        ("0.000", 0, {}, True),
        ("1e-13", 0, {}, True),
        ("1e-6", 0, {}, False),
        ("0.001", 0, {"atol": 0.01}, True),
        # a band of the author's
        ("0.75", 0.7337784, {"rtol": 0.05}, True),
        ("0.75", 0.7337784, {"atol": 0.02}, True),
        # not finite
        ("nan", 0.7337784, {}, False),
        ("inf", 0.7337784, {}, False),
        ("1e999", 0.7337784, {}, False),
        ("nan", 0.7337784, {"rtol": 0.99, "atol": 1e9}, False),
    ],
)
def test_one_number(typed, answer, tolerance, right):
    assert agree(typed, answer, **tolerance).full is right


@pytest.mark.parametrize(
    ("typed", "answer", "fault", "flattened"),
    [
        (["1", "2", "3"], [1, 2, 3], "", False),
        ([["1", "2", "3"]], [1, 2, 3], "", True),
        ([["1"], ["2"], ["3"]], [1, 2, 3], "", True),
        (["1", "2", "3"], [[1, 2, 3]], "", True),
        (["1", "2", "3"], [[1], [2], [3]], "", True),
        ([["1", "2", "3"]], [[1], [2], [3]], "", True),
        (["5"], 5, "", True),
        ([["5"]], 5, "", True),
        ("5", [5], "", True),
        ("5", [[5]], "", True),
        # shapes that would only broadcast
        ("1", [1, 1, 1], "shape", False),
        (["1"], [1, 1, 1], "shape", False),
        ([["1"]], [[1, 1], [1, 1]], "shape", False),
        (["1", "1"], [[1, 1], [1, 1]], "shape", False),
        ([["1", "1"]], [[1, 1], [1, 1]], "shape", False),
        # a missing or an extra entry
        (["1", "2"], [1, 2, 3], "shape", False),
        (["1", "2", "3", "3"], [1, 2, 3], "shape", False),
        # flat, transposed or regrouped matrices
        (["1", "2", "3", "4"], [[1, 2], [3, 4]], "shape", False),
        ([["1", "4"], ["2", "5"], ["3", "6"]], [[1, 2, 3], [4, 5, 6]], "shape", False),
        ([["1", "2"], ["3", "4"], ["5", "6"]], [[1, 2, 3], [4, 5, 6]], "shape", False),
        ([[["1", "2"]]], [1, 2], "shape", False),
        # nothing
        ([], [1, 2, 3], "empty", False),
        ([[], []], [[1, 2], [3, 4]], "empty", False),
        ([[]], 1, "empty", False),
        # numbers that are none
        (["1", "2", "nan"], [1, 2, 3], "nonfinite", False),
        (["1", "inf", "3"], [1, 2, 3], "nonfinite", False),
        ([["1", "2", "nan"]], [1, 2, 3], "nonfinite", True),
        # shape before finiteness
        (["nan"], [1, 2, 3], "shape", False),
    ],
)
def test_shapes(typed, answer, fault, flattened):
    found = agree(typed, answer)
    assert (found.fault, found.flattened) == (fault, flattened)
    assert found.full is (fault == "")
    assert found.share == (0 if fault else 1)
    assert found.entries.shape == np.shape(answer)


def test_entries_are_judged_one_by_one():
    found = agree([["1", "2.5"], ["0", "-4"]], [[1, 2], [0, 4]])
    assert found.entries.tolist() == [[True, False], [True, False]]
    assert found.share == 0.5


def test_a_small_entry_is_not_excused_by_a_large_one():
    assert agree(["1000", "0.002"], [1000, 0.001]).entries.tolist() == [True, False]


def test_zero_beside_large_entries_is_met_within_their_floor():
    assert agree(["1e6", "1e-4"], [1e6, 0]).full
    assert not agree(["1e6", "0.1"], [1e6, 0]).full


def test_too_few_digits_are_told():
    found = agree(["0.73", "0.266"], [0.7337784, 0.2662216])
    assert found.entries.tolist() == [False, True]
    assert found.short.tolist() == [True, False]


def test_a_wrong_number_is_not_short_of_digits():
    assert agree("0.74", 0.7337784).short is None
    assert agree("0.0", 0.03).short is None  # no significant digit at all


def test_nothing_agrees_with_an_answer_that_is_not_finite():
    for answer in (np.nan, np.inf):
        assert not compare(read_numbers("1"), np.array(answer), DEFAULT).full
        assert not compare(Typed.exact(answer), np.array(answer), DEFAULT).full


# A step away from an old weight.

OLD = 0.85
GRADIENT = 0.0321
RATE = 0.1
NEW = OLD - RATE * GRADIENT  # 0.84679


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("0.84679", True),
        ("0.8468", True),
        ("0.846790000", True),
        ("0.85321", False),  # ascent: 0.8 % from the right weight
        ("0.8532", False),
        ("0.85", False),  # the old weight, and too coarse to show the step
        ("0.847", True),  # the last digit shows the step
        ("0.848", False),
        ("0.8179", False),  # the learning rate was left out
        ("0.84675", False),
    ],
)
def test_a_new_weight_is_compared_as_the_step_to_it(typed, right):
    for rtol in (1e-3, 1e-2):
        found = compare(read_numbers(typed), np.array(NEW), Tolerance(rtol=rtol), base=np.array(OLD))
        assert found.full is right


def test_a_step_shown_too_coarsely_is_short_of_digits():
    found = compare(read_numbers("0.85"), np.array(NEW), DEFAULT, base=np.array(OLD))
    assert found.short.tolist() is True


def test_a_step_of_zero_keeps_its_old_weight():
    answer, old = np.array([1.5, 2.0 - 0.1]), np.array([1.5, 2.0])
    assert compare(read_numbers(["1.5", "1.9"]), answer, DEFAULT, base=old).full
    assert not compare(read_numbers(["1.6", "1.9"]), answer, DEFAULT, base=old).full


@given(st.integers(0, 10_000))
def test_a_step_the_wrong_way_is_wrong_at_real_sizes(seed):
    rng = np.random.default_rng(seed)
    old = rng.normal(size=(3, 4))
    step = 0.01 * rng.normal(size=(3, 4))
    assume((np.abs(step) > 1e-5).all())
    for digits in (4, 6, 8):
        wrong = read_numbers([[f"{x:.{digits}f}" for x in row] for row in old + step])
        right = read_numbers([[f"{x:.{digits + 3}f}" for x in row] for row in old - step])
        assert not compare(wrong, old - step, Tolerance(rtol=0.05), base=old).entries.any()
        assert compare(right, old - step, Tolerance(rtol=1e-3), base=old).full


# Laws.

ARRAYS = hnp.arrays(
    float,
    hnp.array_shapes(max_dims=2, max_side=4),
    elements=st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6),
)


@given(ARRAYS, st.integers(3, 17))
def test_an_answer_equals_itself_typed_with_enough_digits(answer, digits):
    for typed in (read_numbers(_typed(answer, digits)), Typed.exact(answer)):
        assert compare(typed, answer, Tolerance(rtol=0)).full


def _typed(answer, digits):
    return [_typed(x, digits) for x in answer] if np.ndim(answer) else f"{answer:.{digits - 1}e}"


@given(ARRAYS, ARRAYS, st.sampled_from([1e-6, 0.25, 8.0, 2.0**20]))
def test_scaling_both_changes_nothing(response, answer, factor):
    assume(np.abs(answer).max(initial=0) > 1e-3)
    before = compare(Typed.exact(response), answer, DEFAULT)
    after = compare(Typed.exact(response * factor), answer * factor, DEFAULT)
    assert before.fault == after.fault
    if factor != 1e-6:  # a power of two is exact
        assert (before.entries == after.entries).all()


@given(st.integers(0, 1000), st.permutations(range(5)))
def test_permuting_both_permutes_the_verdict(seed, order):
    rng = np.random.default_rng(seed)
    answer = rng.normal(size=5)
    response = answer * rng.choice([1, 1, 1.0005, 1.1], size=5)
    plain = compare(Typed.exact(response), answer, DEFAULT).entries
    turned = compare(Typed.exact(response[order]), answer[order], DEFAULT).entries
    assert (plain[order] == turned).all()


@given(ARRAYS, st.data())
def test_what_is_not_finite_never_earns(answer, data):
    response = answer.copy()
    at = tuple(data.draw(st.integers(0, n - 1)) for n in answer.shape)
    response[at] = data.draw(st.sampled_from([np.nan, np.inf, -np.inf]))
    found = compare(Typed.exact(response), answer, Tolerance(rtol=0.99, atol=1e12))
    assert found.share == 0
    assert not found.full


@given(ARRAYS, ARRAYS)
def test_the_tolerance_is_scaled_by_the_answer(response, answer):
    found = compare(Typed.exact(response), answer, Tolerance(rtol=0.5))
    if not found.fault:
        allowed = np.maximum(0.5 * np.abs(answer), 1e-9 * np.abs(answer).max())
        error = np.abs(response.reshape(answer.shape) - answer)
        clear = np.abs(error - allowed) > 1e-9 * (1 + allowed)
        assert (found.entries[clear] == (error <= allowed)[clear]).all()


@pytest.mark.parametrize(
    ("text", "place", "digits"),
    [
        ("0", 1, 0),
        ("100", 1, 3),
        ("1e3", 1000, 1),
        ("0.0010", 1e-4, 2),
        ("-.5", 0.1, 1),
        ("−2.5e-3", 1e-4, 2),
        ("1e999", np.inf, 1),
        ("1e-999", np.inf, 1),
    ],
)
def test_precision_is_measured_on_the_text(text, place, digits):
    found = measure(text)
    assert found[0] == pytest.approx(place)
    assert found[1] == digits


def test_code_is_compared_within_a_share_of_its_largest_entry():
    answer = np.array([1000.0, 1.0])
    tolerance = scaled(answer, 1e-6)
    assert compare(Typed.exact([1000.0009, 1.0009]), answer, tolerance).full
    assert not compare(Typed.exact([1000.0, 1.002]), answer, tolerance).full
