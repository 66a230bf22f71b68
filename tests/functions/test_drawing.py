"""How cases are drawn: hard, repeatable, labels whole, away from kinks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.binding import open_key
from grader.cases import Case
from grader.drawing import cases_of
from grader.errors import AuthorError
from grader.key import Key
from grader.patterns import common

REFERENCE = '''
import numpy as np

def picked(p, y):
    """by index"""
    return p[np.arange(len(y)), y]

def compared(p, y):
    """by comparison"""
    return np.sum(p * (np.asarray(y)[:, None] == np.arange(p.shape[1])))

def batches(p, batch):
    """cut off"""
    return sum(p[i : i + int(batch)].sum() ** 2 for i in range(0, len(p), int(batch)))

def sliced(p, batch):
    """sliced"""
    return p[:batch] * 2

def masked(p, m):
    """a mask"""
    return p * (m > 0)

def scaled(p, rate):
    """a product"""
    return p * rate

def padded(p, pad):
    """zeros all around"""
    return np.pad(p, int(pad))

def folded(p):
    """a kink at 0"""
    return np.maximum(p, 0)

def slope(p):
    """a jump at 0"""
    return 1.0 * (p > 0)
'''


def key(tmp_path: Path, question: str, part: str) -> Key:
    (tmp_path / "assignments").mkdir(exist_ok=True)
    (tmp_path / "reference").mkdir(exist_ok=True)
    (tmp_path / "reference" / "labels.py").write_text(REFERENCE)
    path = tmp_path / "assignments" / "draw.yaml"
    path.write_text(f"""
title: Draws
questions:
  - id: q
    reference: labels
    {question}
    parts:
      - {{id: part, kind: function, points: 1, {part}}}
""")
    return open_key(path)


def cases(tmp_path: Path, question: str, part: str) -> list[Case]:
    opened = key(tmp_path, question, part)
    found = opened.questions["q"]
    return cases_of(opened, found, found.parts["part"])


P = "p: [[0.2, 0.3, 0.5], [0.1, 0.6, 0.3]]"


@pytest.mark.parametrize(
    ("call", "returns", "given", "name", "kind"),
    [
        ("f(p, y)", "picked", "y: [2, 0]", "y", "i"),
        ("f(p, y)", "compared", "y: [2, 0]", "y", "i"),
        ("f(p, batch)", "batches", "batch: 2", "batch", "i"),
        ("f(p, batch)", "sliced", "batch: 1", "batch", "i"),
        ("f(p, m)", "masked", "m: [[1, 2, 0], [0, 3, 1]]", "m", "f"),
        ("f(p, rate)", "scaled", "rate: 2", "rate", "f"),
    ],
)
def test_what_the_reference_takes_for_a_label_reaches_everyone_as_a_whole_number(
    tmp_path: Path, call: str, returns: str, given: str, name: str, kind: str
) -> None:
    found = cases(
        tmp_path, f"given: {{{P}, {given}}}", f'call: "{call}", returns: {returns}, cases: [given, {{count: 2}}]'
    )
    assert [np.asarray(case.given[name]).dtype.kind for case in found] == [kind] * 3


def test_a_case_may_set_labels_of_its_own(tmp_path: Path) -> None:
    found = cases(
        tmp_path, f"given: {{{P}, y: [2, 0]}}", 'call: "f(p, y)", returns: picked, cases: [given, {y: [1, 1]}]'
    )
    assert found[1].given["y"].dtype.kind == "i"
    assert found[1].given["y"].tolist() == [1, 1]


def test_without_a_sampler_what_is_given_is_drawn_in_its_own_likeness(tmp_path: Path) -> None:
    found = cases(
        tmp_path, f"given: {{{P}, rate: 1}}", 'call: "f(p, rate)", returns: scaled, cases: [given, {count: 5}]'
    )
    drawn = [case.given["p"] for case in found[1:]]
    assert len({array.tobytes() for array in drawn}) == 5
    assert all(np.allclose(array.sum(axis=1), 1) for array in drawn)
    assert all(float(case.given["rate"]) != 1 for case in found[1:])


def test_a_count_beside_what_is_only_drawn_stays_a_count(tmp_path: Path) -> None:
    question = "given: {pad: 2}\n    sample: {p: {normal: [3, 4]}}"
    found = cases(
        tmp_path, question, 'call: "f(p, pad)", returns: [padded, pad], cases: [{count: 3}, {name: none, pad: 0}]'
    )
    assert [int(case.given["pad"]) for case in found] == [2, 2, 2, 0]
    assert {np.asarray(case.given["pad"]).dtype.kind for case in found} == {"i"}


def test_the_same_seed_draws_the_same_case_and_another_another(tmp_path: Path) -> None:
    question, part = (
        "sample: {p: {normal: [2, 3]}}",
        'call: "f(p)", returns: folded, cases: [{count: 2}, {count: 2, seed: 5}]',
    )
    once, again = cases(tmp_path, question, part), cases(tmp_path, question, part)
    assert all(np.array_equal(a.given["p"], b.given["p"]) for a, b in zip(once, again, strict=True))
    assert len({case.given["p"].tobytes() for case in once}) == 4


def test_drawn_cases_keep_away_from_kinks(tmp_path: Path) -> None:
    sampler = "{choice: [-1.5, 0.0001, 1.5, 2.5], shape: [3]}"
    found = cases(tmp_path, f"sample: {{p: {sampler}}}", 'call: "f(p)", returns: [folded, slope], cases: [{count: 20}]')
    near = sum(bool((np.abs(case.given["p"]) < 1e-3).any()) for case in found)
    assert near <= 2  # of about twelve without care


@pytest.mark.parametrize(
    ("sampler", "holds"),
    [
        ("{normal: [3], scale: 0.1, offset: 5}", lambda a: ((a > 4) & (a < 6)).all()),
        ("{uniform: [2, 3], shape: [4]}", lambda a: ((a >= 2) & (a < 3)).all()),
        ("{integers: [1, 4], shape: [9], dtype: uint8}", lambda a: a.dtype == np.uint8 and set(a) <= {1, 2, 3}),
        ("{one_hot: [5, 3]}", lambda a: (a.sum(axis=1) == 1).all() and a.shape == (5, 3)),
        ("{choice: [0.5, 2], shape: [6]}", lambda a: set(a) <= {0.5, 2.0}),
    ],
)
def test_samplers(tmp_path: Path, sampler: str, holds: object) -> None:
    found = cases(tmp_path, f"sample: {{p: {sampler}}}, given: {{rate: 2}}".replace("}, given", "}\n    given"),
                  'call: "f(p, rate)", returns: scaled, cases: [{count: 3}]')  # fmt: skip
    assert all(holds(case.given["p"]) for case in found)  # type: ignore[operator]


def test_a_case_that_cannot_be_drawn_says_why(tmp_path: Path) -> None:
    with pytest.raises(AuthorError) as caught:
        cases(tmp_path, "dims: {n: 3}\n    sample: {p: {normal: [n]}}",
              'call: "f(p)", returns: folded, cases: [{n: 2, p: {normal: [k]}}]')  # fmt: skip
    [problem] = caught.value.problems
    assert problem.message.startswith("the case 'case 1' of q.part cannot be drawn: p: 'k' is no number and no dim")
    assert problem.location is not None
    assert problem.source[problem.location.column - 1 :].startswith("{n: 2, p: {normal: [k]}}]")


def test_a_case_that_the_reference_cannot_compute_says_which(tmp_path: Path) -> None:
    question = "dims: {n: 2, k: 3}\n    given: {y: [2, 0]}\n    sample: {p: {normal: [n, k]}}"
    with pytest.raises(AuthorError) as caught:
        cases(tmp_path, question, 'call: "f(p, y)", returns: picked, cases: [{name: narrow, n: 1}]')
    [problem] = caught.value.problems
    assert problem.message.startswith("the quantity 'picked' cannot be computed: IndexError: ")
    assert problem.message.endswith(", in the case 'narrow' of q.part")


def _case(single: bool = False, hidden: bool = False, **facts: float) -> Case:
    dims = {n: int(v) for n, v in facts.items() if n in "nmk"}
    return Case({n: np.asarray(v) for n, v in facts.items()}, dims=dims, single=single, hidden=hidden)


PATTERNS = [
    ([_case(n=12, batch=4), _case(n=10, batch=4), _case(n=9, batch=4)], [1, 2],
     "whenever the last batch is short (n is no multiple of batch)"),
    ([_case(reg=0), _case(reg=0.1), _case(reg=0.2)], [1, 2], "whenever reg ≠ 0"),
    ([_case(n=3), _case(n=3, single=True)], [1], "whenever the arguments are float32"),
    ([_case(n=3), _case(n=1), _case(n=4)], [1], "whenever n = 1"),
    ([_case(n=5, m=4), _case(n=5, m=4), _case(n=1, m=4)], [0, 1], "whenever n > 1"),
    ([_case(n=4, batch=8), _case(n=9, batch=3), _case(n=16, batch=4)], [0], "whenever the last batch is short (n is no multiple of batch)"),
    ([_case(n=3, m=5), _case(n=6, m=5), _case(n=7, m=5)], [1, 2], "whenever n > m"),
    ([_case(n=3), _case(n=4)], [1], ""),
    ([_case(n=3), _case(n=1, hidden=True)], [1], ""),
    ([_case(n=3)], [0], ""),
]  # fmt: skip


@pytest.mark.parametrize(("drawn", "failing", "words"), PATTERNS)
def test_what_failing_cases_have_in_common(drawn: list[Case], failing: list[int], words: str) -> None:
    assert common(drawn, failing) == words
