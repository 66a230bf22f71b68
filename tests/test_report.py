"""A report is data: exact points, strict JSON there and back, and what a student may see of it."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report import Outcome, PartResult, QuestionResult, Remark, Report, Row, dump, shown, text

WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
SHARES = st.fractions(0, 1, max_denominator=60)
REMARKS = st.builds(Remark, WORDS, st.none() | WORDS)
ROWS = st.builds(Row, st.tuples(WORDS, WORDS), st.none() | st.booleans())
PARTS = st.builds(
    PartResult, WORDS, WORDS, st.fractions(0, 100, max_denominator=60), SHARES, st.sampled_from(Outcome), st.none() | WORDS,
    st.lists(WORDS, max_size=2).map(tuple), st.none() | WORDS, WORDS, st.lists(REMARKS, max_size=3).map(tuple),
    st.just(("a", "b")), st.lists(ROWS, min_size=1, max_size=2).map(tuple), WORDS,
)  # fmt: skip
REPORTS = st.builds(
    Report, WORDS, WORDS, WORDS, WORDS,
    st.lists(st.builds(QuestionResult, WORDS, WORDS, st.lists(PARTS, max_size=3).map(tuple)), max_size=2).map(tuple),
    WORDS, st.lists(WORDS, max_size=2).map(tuple), WORDS,
)  # fmt: skip


def strict(words):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(words, parse_constant=refuse)


@given(REPORTS)
def test_a_report_survives_its_json(report):
    assert Report.from_json(strict(dump(report.to_json()))) == _heard(report)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=25))  # fmt: skip
def test_however_it_is_laid_out_it_is_the_same_json(data):
    assert strict(dump(data)) == data


def test_another_mark_is_another_line():
    def lines(credit):
        parts = tuple(PartResult(id, "number", Fraction(1), Fraction(credit), Outcome.PARTIAL) for id in "ab")
        question = QuestionResult("q", "", (*parts[:1], PartResult("c", "number", Fraction(1), Fraction(0), Outcome.INCORRECT)))
        data = Report("hw", "t", "ada", "ada.yaml", (question,)).to_json() | {"points": 0}
        data["questions"][0]["points"] = 0
        return dump(data).splitlines()

    one, other = lines(0), lines(1)
    assert [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b] == [
        next(i for i, line in enumerate(one) if '"id": "a"' in line)
    ]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), [1, {"a": [float("-inf")]}]])
def test_what_is_no_json_is_refused(bad):
    with pytest.raises(ValueError, match="Out of range"):
        dump(bad)


def _heard(report):
    """An empty hint and none are the same where no remark of the part has one."""
    return report if all(_has_hints(p) or not p.remarks for _, p in report.parts()) else _without(report)


def _has_hints(part):
    return any(r.hint for r in part.remarks)


def _without(report):
    from dataclasses import replace

    def part(p):
        return p if _has_hints(p) else replace(p, remarks=tuple(Remark(r.text) for r in p.remarks))

    return replace(report, questions=tuple(replace(q, parts=tuple(part(p) for p in q.parts)) for q in report.questions))


@given(REPORTS)
def test_points_are_the_exact_sum_of_what_is_settled(report):
    settled = [p for _, p in report.parts() if p.outcome not in {Outcome.NEEDS_REVIEW, Outcome.GRADER_ERROR}]
    assert report.points == sum((p.credit * p.possible for p in settled), Fraction(0))
    assert report.provisional == (len(settled) < len(list(report.parts())))


@given(REPORTS)
def test_below_full_feedback_nothing_unsafe_is_left(report):
    safe = {r.hint for _, p in report.parts() for r in p.remarks if r.hint}
    for level in ("hints", "score"):
        seen = report.at(level)
        assert (seen.points, seen.possible, seen.provisional) == (report.points, report.possible, report.provisional)
        for _, part in seen.parts():
            assert {r.text for r in part.remarks} <= (safe if level == "hints" else set())
            assert part.rows == ()
            if level == "score":
                assert (part.misconception, part.read_as, part.followed, part.yours) == (None, None, (), "")


@pytest.mark.parametrize(
    ("points", "number", "words"),
    [
        (Fraction(2), 2, "2"),
        (Fraction(5, 2), 2.5, "2.5"),
        (Fraction(5, 3), 1.6667, "1.67"),
        (Fraction(1, 10) * 3, 0.3, "0.3"),
        (Fraction(0), 0, "0"),
        (Fraction(10), 10, "10"),
        (Fraction(1, 1000), 0.001, "0"),
        (Fraction(199999, 100000), 2.0, "2"),
    ],
)
def test_points_are_rounded_once_when_shown(points, number, words):
    assert shown(points) == number
    assert text(points) == words


def test_a_report_of_another_schema_is_refused():
    data = Report("hw", "t", "s", "f", ()).to_json() | {"schema": 2}
    with pytest.raises(ValueError, match="a report of schema 2; this version reads 1"):
        Report.from_json(data)


def test_the_keys_that_scripts_rely_on():
    part = PartResult("u", "number", Fraction(2), Fraction(1), Outcome.CORRECT)
    data = Report("hw5", "T", "ada", "ada.yaml", (QuestionResult("q1", "t", (part,)),)).to_json()
    assert set(data) >= {"schema", "assignment", "student", "submission", "points", "possible", "provisional", "isolation", "made_with", "questions"}  # fmt: skip
    assert set(data["questions"][0]) >= {"id", "title", "points", "possible", "parts"}
    assert set(data["questions"][0]["parts"][0]) >= {
        "id", "kind", "points", "possible", "credit", "outcome", "misconception", "followed", "read_as", "feedback"
    }  # fmt: skip
    assert {str(o) for o in Outcome} == {
        "correct", "follow_through", "partial", "incorrect", "unanswered", "unreadable", "needs_review", "grader_error"
    }  # fmt: skip


def test_nothing_to_earn_is_all_of_it():
    assert Report("hw", "t", "s", "f", ()).percent == 100
