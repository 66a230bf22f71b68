"""A class in which each student makes one known misconception at one quantity and carries it through.

Every misconception of every homework's reference is made once in each question that asks for something it changes: as numbers
typed with five digits, as formulas where the assignment writes it as one, and as functions, whose values over all cases come
from the reference with that one function exchanged. Prints how many of those that the data can tell apart are named, whether
later parts get follow-through, and whether anything right was called a slip. The claim: at least 95 % are named, no right
answer is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from grader.assignment import FormulaPart, FunctionPart, NumberPart
from grader.binding import open_key
from grader.calling import asked_of, call_form
from grader.drawing import cases_of
from grader.equality import Typed
from grader.errors import AuthorError
from grader.grading import Grader
from grader.graph import Misconception
from grader.key import Key, PartKey, QuestionKey
from grader.marking import Marker
from grader.observation import Observation, Sample
from grader.points import points_of
from grader.report import Outcome, PartResult
from grader.slips import elsewhere
from grader.submission import Response, Submission
from grader.verdict import judge

ROOT = Path(__file__).resolve().parent.parent
DIGITS = 5


@dataclass
class Tally:
    """What became of a class."""

    slips: int = 0
    """Slips that show in some part, and that the data can tell apart."""
    named: int = 0
    hidden: int = 0
    """Slips that change nothing that is asked, or whose numbers another one gives as well."""
    later: int = 0
    """Answers after the slip that it changed."""
    followed: int = 0
    """Those of them that got follow-through, or the same name again where the slip lies on no asked value."""
    right: int = 0
    accused: int = 0
    """Right answers that were called a slip, or not called right."""
    false: int = 0
    """Slips called by the name of another one."""
    missed: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add what became of other students."""
        for name in ("slips", "named", "hidden", "later", "followed", "right", "accused", "false"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.missed += other.missed

    def __str__(self) -> str:
        return (
            f"{self.named} of {self.slips} slips named ({_share(self.named, self.slips)}), {self.false} by a false name; "
            f"{self.followed} of {self.later} later answers followed ({_share(self.followed, self.later)}); "
            f"{self.accused} of {self.right} right answers called a slip; {self.hidden} slips that the data hide"
        )


def _share(some: int, of: int) -> str:
    return f"{100 * some / of:.1f} %" if of else "–"


def numbers(key: Key) -> Iterator[tuple[str, Tally]]:
    """Grade a student for each misconception, who answers all number parts of the question with it."""
    with Grader(key) as grader:
        for question in key.questions.values():
            asked = {id: part.quantity for id, part in question.parts.items() if isinstance(part.part, NumberPart)}
            for wrong in question.graph.misconceptions.values():
                if any(wrong.of in (name, *question.graph.ancestors(name)) for name in asked.values()):
                    answers = _typed(question, asked, wrong)
                    sent = {(question.id, id): Response(value) for id, value in answers.items()}
                    report = grader.grade(Submission("student", "student", sent))
                    results = {part.id: part for q, part in report.parts() if q.id == question.id}
                    yield f"{question.id} {wrong.id}", _numbers(question, asked, wrong, answers, results)


def _typed(question: QuestionKey, asked: dict[str, str], wrong: Misconception | None) -> dict[str, Any]:
    world = question.graph.world(question.values, exchanged=wrong)
    out = {}
    for id, name in asked.items():
        try:
            value = np.asarray(world[name], dtype=float)
        except AuthorError:
            continue  # the slip gives arrays that cannot be computed with: here the student is stuck
        if np.isfinite(value).all():
            out[id] = _text(value)
    return out


def _text(value: np.ndarray) -> Any:
    return f"{float(value):.{DIGITS}g}" if value.ndim == 0 else [_text(item) for item in value]


def _numbers(
    question: QuestionKey, asked: dict[str, str], wrong: Misconception, answers: dict[str, Any],
    results: dict[str, PartResult],
) -> Tally:  # fmt: skip
    tally = Tally()
    truth = _typed(question, asked, None)
    changed = [id for id in sorted(answers, key=lambda i: question.graph.rank[asked[i]]) if answers[id] != truth[id]]
    for id in answers:
        if id not in changed:
            tally.right += 1
            tally.accused += results[id].outcome is not Outcome.CORRECT or results[id].misconception is not None
    if not changed or results[changed[0]].outcome is Outcome.CORRECT:
        tally.hidden += 1
        return tally
    first = changed[0]
    rivals = [
        m
        for m in question.graph.upstream(asked[first])
        if m is not wrong and _rival(question, asked, first, m, answers)
    ]
    same = {wrong.id, *(m.id for m in rivals if _same(question, asked[first], wrong, m))}
    if any(m.id not in same for m in rivals) or not _any(answers[first]):
        tally.hidden += 1
    else:
        tally.slips += 1
        found = results[first].misconception
        tally.named += found in same
        tally.false += found is not None and found not in same
        if found not in same:
            tally.missed.append(f"{question.id}.{first} {wrong.id}: {found or results[first].feedback}")
    for id in changed[1:]:
        tally.later += 1
        # A change below the tolerance is right as well.
        good = results[id].outcome in {Outcome.FOLLOW_THROUGH, Outcome.CORRECT} or results[id].misconception in same
        tally.followed += good
        if not good:
            tally.missed.append(
                f"later {question.id}.{id} {wrong.id}: {results[id].outcome} {results[id].feedback[:1]}"
            )
    return tally


def _any(answer: Any) -> bool:
    return bool(np.any(np.asarray(answer, dtype=float)))


def _rival(
    question: QuestionKey, asked: dict[str, str], first: str, other: Misconception, answers: dict[str, Any]
) -> bool:
    """Whether another misconception gives the same digits here, and the same right answers before."""
    given = _typed(question, {first: asked[first]}, other)
    if first not in given:
        return False
    one, two = np.asarray(given[first], dtype=float), np.asarray(answers[first], dtype=float)
    return one.shape == two.shape and bool(np.allclose(one, two, rtol=1e-3, atol=1e-12))


def _same(question: QuestionKey, name: str, one: Misconception, other: Misconception) -> bool:
    """Whether two misconceptions come to the same at other data as well."""
    case = elsewhere(question)
    try:
        a, b = (np.asarray(question.graph.world(case.given, exchanged=m)[name]) for m in (one, other))
    except AuthorError:
        return False
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-9, atol=1e-12))


def formulas(key: Key) -> Iterator[tuple[str, Tally]]:
    """Grade each wrong formula that the assignment itself lists."""
    with Grader(key) as grader:
        for question in key.questions.values():
            for part in question.parts.values():
                if isinstance(part.part, FormulaPart):
                    for text, spec in part.part.wrong.items():
                        id = text if isinstance(spec, str) else spec.id or text
                        sent = {(question.id, part.part.id): Response(text)}
                        report = grader.grade(Submission("student", "student", sent))
                        result = next(p for q, p in report.parts() if (q.id, p.id) == (question.id, part.part.id))
                        named = result.misconception in {id, *_alike(key, question, part, id)}
                        missed = [] if named else [f"{part.address} {text}: {result.misconception or result.feedback}"]
                        false = int(not named and result.misconception is not None)
                        yield f"{part.address} {id}", Tally(slips=1, named=int(named), false=false, missed=missed)


def _alike(key: Key, question: QuestionKey, part: PartKey, id: str) -> set[str]:
    """Return the misconceptions of a formula part that come to the same at every point as one of them."""
    points = points_of(key.id, question, part.part.sample)  # type: ignore[attr-defined]
    known = {m.id: m for m in question.graph.misconceptions.values() if m.of == part.quantity}
    out = set()
    for other in known.values():
        worlds = [[question.world(points[i], m)[part.quantity] for i in range(12)] for m in (known[id], other)]
        if all(np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=1e-9) for a, b in zip(*worlds, strict=True)):
            out.add(other.id)
    return out


def functions(key: Key) -> Iterator[tuple[str, Tally]]:
    """Judge the values that a student's function would return, had it been written with one misconception."""
    for question in key.questions.values():
        for part in question.parts.values():
            if not isinstance(part.part, FunctionPart):
                continue
            names = asked_of(part)
            passed = {n for n in call_form(question, part).names if n in question.graph.quantities}
            cases = cases_of(key, question, part)
            for wrong in dict.fromkeys(m for name in names for m in question.graph.upstream(name)):
                samples = []
                try:
                    for case in cases:
                        truth = question.world(case)
                        world = question.graph.world(case.given, {**case.fixed, **{n: truth[n] for n in passed}}, wrong)
                        samples.append(Sample(case, {n: Typed.exact(np.real(world.compute(n))) for n in names}))
                except AuthorError:
                    continue
                marker = Marker(question, part, Observation(samples=tuple(samples), by="cases"), {})
                right = marker.fit()
                if right is None or right.full:
                    continue
                result = judge(marker)
                rivals = {
                    f.misconception.id
                    for f in marker.fits(question.graph.misconceptions.values(), ["true"])
                    if f.misconception
                }
                named = result.misconception in rivals
                missed = [] if named else [f"{part.address} {wrong.id}: {result.misconception or result.feedback}"]
                false = int(not named and result.misconception is not None)
                yield f"{part.address} {wrong.id}", Tally(slips=1, named=int(named), false=false, missed=missed)


def run(homeworks: list[str]) -> dict[str, Tally]:
    """Return what became of the class in each kind of answer."""
    out = {"numbers": Tally(), "formulas": Tally(), "functions": Tally()}
    for homework in homeworks:
        key = open_key(ROOT / "assignments" / f"{homework}.yaml")
        for kind, made in (("numbers", numbers), ("formulas", formulas), ("functions", functions)):
            for _, tally in made(key):
                out[kind].add(tally)
    return out


def main() -> None:
    """Print the shares, and with `--missed` every slip that was not named."""
    started = time.perf_counter()
    found = run(["hw1", "hw2", "hw3", "hw4", "hw5"])
    total = Tally()
    for kind, tally in found.items():
        print(f"{kind:<10} {tally}")
        total.add(tally)
    print(f"{'all':<10} {total}")
    print(f"{time.perf_counter() - started:.1f} s (claimed: at least 95 % named, no right answer called a slip)")
    if "--missed" in sys.argv:
        print("\n".join(total.missed))


if __name__ == "__main__":
    main()
