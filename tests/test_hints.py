"""At the levels hints and score no report holds an expected number, in any format.

A generated class makes every slip; a number in a report that some expected value rounds to, and that the student did not write,
gives that value away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.assignment import ChoicePart, FormulaPart, FunctionPart, NumberPart
from grader.binding import open_key
from grader.calling import asked_of
from grader.drawing import cases_of
from grader.grading import Grader
from grader.key import Key
from grader.marking import Marker
from grader.observation import Observation
from grader.render import gradescope, html, markdown, terminal
from grader.report import Report, dump
from grader.submission import Response, Submission
from grader.verdict import judge

ROOT = Path(__file__).resolve().parent.parent
HOMEWORKS = ("hw1", "hw2", "hw3", "hw4", "hw5")
NUMBER = re.compile(r"(?<![\w.])[−-]?\d+(?:\.\d+)?(?:e[−-]?\d+)?")


def text(value: Any) -> Any:
    value = np.asarray(value, dtype=float)
    return f"{value:.5g}" if value.ndim == 0 else [text(item) for item in value]


def answers(key: Key, seed: int) -> dict[tuple[str, str], Response]:
    """Return one student's answers: in each question one misconception, carried through, or noise."""
    rng = np.random.default_rng(seed)
    out: dict[tuple[str, str], Response] = {}
    for question in key.questions.values():
        known = list(question.graph.misconceptions.values())
        wrong = known[int(rng.integers(len(known)))] if known and rng.random() < 0.8 else None
        world = question.graph.world(question.values, exchanged=wrong)
        for id, part in question.parts.items():
            spec = part.part
            if isinstance(spec, NumberPart):
                try:
                    value = np.asarray(world[part.quantity], dtype=float)
                except Exception:
                    continue
                factor = rng.choice([1, 1, 1, 2, -1, 0.5, 1.37, 10])
                noise = 0.01 * rng.standard_normal(value.shape) * (rng.random() < 0.2)
                out[question.id, id] = Response(text(value * factor + noise))
            elif isinstance(spec, FormulaPart) and spec.wrong:
                out[question.id, id] = Response(list(spec.wrong)[int(rng.integers(len(spec.wrong)))])
            elif isinstance(spec, FormulaPart):
                own = [n for n in (*question.given, *question.samplers) if n not in question.dims]
                out[question.id, id] = Response(f"2 * {own[0]}" if own else "0.5")
            elif isinstance(spec, ChoicePart):
                out[question.id, id] = Response(list(spec.choices)[int(rng.integers(len(spec.choices)))])
    return out


def graded(key: Key, seed: int) -> Report:
    """Return a report in which functions were answered too: by what the reference gives with a misconception."""
    with Grader(key) as grader:
        report = grader.grade(Submission("student", "student", answers(key, seed)))
    rng = np.random.default_rng(seed)
    results = {}
    for question, part in key.parts():
        if isinstance(part.part, FunctionPart):
            names = asked_of(part)
            from grader.equality import Typed
            from grader.observation import Sample

            factor = rng.choice([-1, 2, 1.1])
            samples = tuple(
                Sample(case, {n: Typed.exact(factor * np.asarray(question.world(case)[n], dtype=float)) for n in names})
                for case in cases_of(key, question, part)
            )
            results[part.address] = judge(Marker(question, part, Observation(samples=samples, by="cases"), {}))
    questions = tuple(
        replace(q, parts=tuple(results.get(f"{q.id}.{p.id}", p) for p in q.parts)) for q in report.questions
    )
    return replace(report, questions=questions)


def expected(key: Key) -> Iterator[float]:
    """Go through every number of every answer, of the open and the hidden cases."""
    for question, part in key.parts():
        if isinstance(part.part, NumberPart):
            yield from np.ravel(np.asarray(question.truth[part.quantity], dtype=float))
        elif isinstance(part.part, FunctionPart):
            for case in cases_of(key, question, part):
                for name in asked_of(part):
                    yield from np.ravel(np.asarray(question.world(case)[name], dtype=float))[:50]


def told(page: str) -> set[tuple[float, float]]:
    """Return the numbers of a page that have three digits or more, each with half a unit of its last place."""
    out = set()
    for found in NUMBER.findall(page):
        plain = found.replace("−", "-")
        mantissa, _, power = plain.lstrip("-").partition("e")
        whole, _, fraction = mantissa.partition(".")
        if len((whole + fraction).lstrip("0")) >= 3:
            out.add((float(plain), 0.5 * 10.0 ** ((int(power) if power else 0) - len(fraction))))
    return out


def scores(report: Report) -> set[float]:
    """Return the points and the credit that a report shows: these are numbers that it may hold."""
    out = {float(report.points), float(report.possible)}
    for question, part in report.parts():
        out |= {float(question.points), float(question.possible), float(part.points), float(part.possible)}
        out.add(float(part.credit))
    return {round(x, places) for x in out for places in (2, 4, 6)}


def without_yours(report: Report) -> Report:
    """Return a report without what the student wrote, which may be right."""
    questions = tuple(
        replace(q, parts=tuple(replace(p, yours="", read_as=None) for p in q.parts)) for q in report.questions
    )
    return replace(report, questions=questions)


@pytest.mark.parametrize("level", ["hints", "score"])
@pytest.mark.parametrize("homework", HOMEWORKS)
def test_no_expected_number_is_in_a_report_below_full(homework: str, level: str) -> None:
    key = open_key(ROOT / "assignments" / f"{homework}.yaml")
    values = np.array([v for v in expected(key) if v])
    sentences = 0
    for seed in range(4):
        report = graded(key, seed)
        seen = without_yours(report.at(level))
        sentences += sum(len(part.remarks) for _, part in seen.parts())
        points = scores(report)
        data = seen.to_json()
        plain = terminal.render([seen], color=False, width=200)
        # A page's own styles and the lengths of its bars are no numbers that a student reads.
        shown = re.sub(r"(?s)<style>.*?</style>|<[^>]*>", " ", html.render([data]))
        scope = re.sub(r'"number": "[\d.]+"', "", dump(gradescope.results(seen)))  # the parts' own numbers: 1.1, 1.2, …
        for page in (dump(data), scope, markdown.render([seen]), plain, shown):
            for value, half in told(page):
                near = values[np.abs(values - value) <= half] if value not in points else np.zeros(0)
                assert not near.size, f"{value} gives away {near[0]} in a report of {level}"
    assert (sentences > 0) == (level == "hints")


@pytest.mark.parametrize("homework", [name for name in HOMEWORKS if name != "hw3"])  # hw3 asks for no numbers
def test_full_reports_do_hold_them(homework: str) -> None:
    """The search itself finds something: where everything is shown, expected numbers are."""
    key = open_key(ROOT / "assignments" / f"{homework}.yaml")
    values = np.array([v for v in expected(key) if v])
    page = " ".join(dump(without_yours(graded(key, seed)).to_json()) for seed in range(4))
    assert any((np.abs(values - value) <= half).any() for value, half in told(page))


@pytest.mark.parametrize("homework", HOMEWORKS)
def test_a_hint_does_not_name_the_choice_or_the_factor(homework: str) -> None:
    key = open_key(ROOT / "assignments" / f"{homework}.yaml")
    for seed in range(4):
        for question, part in graded(key, seed).at("hints").parts():
            spec = key.questions[question.id].parts[part.id].part
            page = " ".join(part.feedback)
            assert "expected" not in page or "shape" in page, page
            if isinstance(spec, ChoicePart):
                assert not any(words in page for words in spec.choices.values() if len(words) > 3)
            assert not (part.misconception or "").startswith("ratio:")
            assert not part.rows


@pytest.mark.parametrize("homework", HOMEWORKS)
def test_what_a_misconception_says_below_full_is_not_the_answer(homework: str) -> None:
    """The clause before a colon says what was done; what is right stands after it."""
    key = open_key(ROOT / "assignments" / f"{homework}.yaml")
    for question in key.questions.values():
        for part in question.parts.values():
            if isinstance(part.part, FormulaPart) and part.part.answer:
                right = re.sub(r"\s|\*|\+0x?y?$", "", part.part.answer)
                for wrong in question.graph.misconceptions.values():
                    if wrong.of == part.quantity and len(right) > 3:
                        assert right not in re.sub(r"\s|\*|·", "", wrong.hint), (part.address, wrong.hint)
