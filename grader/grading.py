"""One submission, from responses to a report."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import TracebackType

import numpy as np

from grader.assignment import ChoicePart, FormulaPart, FunctionPart, GraphPart, NumberPart, WrittenPart
from grader.casework import case_table, describe_cases
from grader.diagnosis import describe, diagnose, where_it_broke
from grader.errors import AuthorError, Problem
from grader.key import Key, PartKey, QuestionKey
from grader.kinds import choice, code, formula, graph, number, written
from grader.kinds.written import Review
from grader.marking import Fit, Marker
from grader.observation import Observation, Sample
from grader.report import Outcome, PartResult, QuestionResult, Remark, Report
from grader.submission import Submission
from grader.wording import array, listed

Reviews = Mapping[tuple[str, str, str], Review]
"""A person's marks, by student, question and part."""


@dataclass
class _History:
    """What a student answered so far to parts of one kind in one question."""

    samples: dict[str, Sequence[Sample]] = field(default_factory=dict)
    sound: set[str] = field(default_factory=set)
    """The quantities that were answered rightly."""
    recognised: list[str] = field(default_factory=list)
    """The misconceptions that were recognised."""


@dataclass
class Grader:
    """Grades submissions of one assignment; owns the sandbox, which starts with the first code that comes."""

    key: Key
    isolation: str = "auto"
    reviews: Reviews = field(default_factory=dict)
    _runner: code.Runner | None = None

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the sandbox's processes."""
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    @property
    def parts(self) -> dict[str, list[str]]:
        """The ids of each question's parts."""
        return {question.id: list(question.parts) for question in self.key.questions.values()}

    def grade(self, submission: Submission) -> Report:
        """Return the report of one submission. Whatever fails in us fails one part, and says so."""
        run = code.Run()
        if submission.files:
            plan = code.plan(self.key, submission)
            if plan.calls:
                if self._runner is None:
                    self._runner = code.Runner(self.isolation, self.key)
                run = self._runner.run(plan, self.key.assignment.limits)
        questions = []
        for question in self.key.questions.values():
            history: dict[type, _History] = {}
            results = []
            for part in question.parts.values():
                try:
                    results.append(self._part(submission, question, part, run, history))
                except Exception as error:
                    results.append(_our_error(part, error))
            questions.append(QuestionResult(question.id, question.question.title, tuple(results)))
        notes = [*(note(problem) for problem in submission.problems), *run.notes]
        return Report(
            self.key.id, self.key.assignment.title, submission.student, submission.name, tuple(questions),
            run.isolation or Report.isolation, tuple(notes),
        )  # fmt: skip

    def _part(
        self,
        submission: Submission,
        question: QuestionKey,
        part: PartKey,
        run: code.Run,
        history: dict[type, _History],
    ) -> PartResult:
        observation = self._observe(submission, question, part, run)
        if observation.outcome is None:
            # A formula for h says nothing about the number given for h: each kind has a history of its own.
            own = history.setdefault(type(part.part), _History())
            marker = Marker(question, part, observation, own.samples)
            result = judge(marker, own.sound, own.recognised)
            if result.misconception:
                own.recognised.append(result.misconception)
            if isinstance(part.part, NumberPart | FormulaPart) and part.quantity:
                own.samples[part.quantity] = observation.samples
                if result.outcome is Outcome.CORRECT:
                    own.sound.add(part.quantity)
        else:
            result = _settled(part, observation)
        return result

    def _observe(self, submission: Submission, question: QuestionKey, part: PartKey, run: code.Run) -> Observation:
        spec = part.part
        response = submission.responses.get((question.id, spec.id))
        match spec:
            case NumberPart():
                if (response is None or response.value is None) and part.address in run.replies:
                    return code.observe_number(question, part, run)
                return number.observe(question, part, response)
            case FormulaPart():
                return formula.observe(self.key.id, question, part, response)
            case GraphPart():
                return graph.observe(self.key.id, question, part, response)
            case ChoicePart():
                return choice.observe(part, response)
            case WrittenPart():
                review = self.reviews.get((submission.student, question.id, spec.id))
                return written.observe(part, response, review)
            case FunctionPart():
                return code.observe_function(question, part, run)
        raise TypeError(f"no kind for {type(spec).__name__}")


def judge(marker: Marker, sound: Set[str] = frozenset(), recognised: Sequence[str] = ()) -> PartResult:
    """Mark an observation: answers × worlds, then words for what is not right.

    `sound` are the earlier quantities that were answered rightly, `recognised` the misconceptions found in them.
    """
    part, observation = marker.part, marker.observation
    spec = part.part
    whole = getattr(spec, "partial", "each") == "all"
    right = marker.fit("true")
    assert right is not None
    best, credit = right, _worth(right, whole, Fraction(1))
    followed = None
    share: Fraction = getattr(spec, "follow", Fraction(0))
    if credit < 1 and share:
        followed = marker.fit("followed")
        if followed and _worth(followed, whole, share) > credit:
            best, credit = followed, _worth(followed, whole, share)
    if observation.faults:
        good = Fraction(max(0, len(observation.rows) - len(observation.faults)), max(1, len(observation.rows)))
        credit = credit * good if best.full else Fraction(0)
    diagnosis = None
    remarks = list(observation.remarks)
    if best.full and best.world == "followed":
        remarks.append(_follows(marker, best, right, share))
    elif not best.full:
        diagnosis = diagnose(marker, best, recognised)
        if diagnosis:
            remarks.append(diagnosis.remark)
            known = marker.question.graph.misconceptions.get(diagnosis.id)
            if known and known.credit > credit:
                credit = known.credit
        if observation.by == "entries" and any(sample.values for sample in observation.samples):
            remarks += describe(marker, best, diagnosis)
            broke = None if diagnosis else where_it_broke(marker, followed, sound)
            remarks += [broke] if broke else []
        elif observation.by == "cases":
            remarks += describe_cases(marker, best, diagnosis)
    elif observation.by == "entries" and best.agreement.flattened:
        remarks.append(Remark.open("taken as a vector"))
    remarks += [Remark.open(fault) for fault in observation.faults]
    if observation.extra is not None:
        weight, earned = observation.extra
        credit = credit * (1 - weight) + earned * weight
    full = best.full and not observation.faults and credit == (share if best.world == "followed" else 1)
    if full or credit == 1:
        outcome = Outcome.CORRECT if best.world == "true" else Outcome.FOLLOW_THROUGH
    else:
        outcome = Outcome.PARTIAL if credit else Outcome.INCORRECT
    rows = observation.rows
    heading = observation.heading
    if observation.by == "cases" and not rows:
        heading, rows = case_table(marker, right)
    return PartResult(
        spec.id, getattr(spec, "kind", "number"), spec.points, credit, outcome, diagnosis.id if diagnosis else None,
        best.used if credit else (), observation.read_as, observation.yours, tuple(remarks), heading, rows,
    )  # fmt: skip


def _worth(fit: Fit, whole: bool, share: Fraction) -> Fraction:
    return (Fraction(int(fit.full)) if whole else fit.credit) * share


def _follows(marker: Marker, best: Fit, right: Fit, share: Fraction) -> Remark:
    own = listed(best.used)
    credit = "full credit" if share == 1 else f"{float(share):.0%} of the credit"
    name = next(iter(right.expected[0]))
    exact = right.expected[0][name]
    if len(marker.observation.samples) == 1 and np.size(exact) <= 4:
        return Remark(
            f"follows from your own {own} (the exact chain gives {array(exact)}): {credit}",
            f"follows from your own {own}: {credit}",
        )
    return Remark.open(f"follows from your own {own}: {credit}")


def _settled(part: PartKey, observation: Observation) -> PartResult:
    """Return the result of a response whose outcome needs no comparison."""
    outcome = observation.outcome
    assert outcome is not None
    return PartResult(
        part.part.id, getattr(part.part, "kind", "number"), part.part.points, observation.credit, outcome,
        yours=observation.yours, read_as=observation.read_as, remarks=observation.remarks,
        heading=observation.heading, rows=observation.rows,
    )  # fmt: skip


def _our_error(part: PartKey, error: Exception) -> PartResult:
    """Return a part that we could not mark: the student loses nothing, the traceback is for us."""
    said = (
        "the grader itself failed on this part: this is not your fault, and no points are lost; your TA has been told"
    )
    trace = str(error) if isinstance(error, AuthorError) else "".join(traceback.format_exception(error))
    return PartResult(
        part.part.id, getattr(part.part, "kind", "number"), part.part.points, Fraction(0), Outcome.GRADER_ERROR,
        remarks=(Remark.open(said),), traceback=trace,
    )  # fmt: skip


def note(problem: Problem) -> str:
    """Return a problem of a submission as one line for its report."""
    where = f"{problem.location.file}, line {problem.location.line}: " if problem.location else ""
    return where + problem.message + (f" ({problem.hint})" if problem.hint else "")


def blank(report: Report, why: str) -> Report:
    """Return a report in which nothing is answered, with the reason."""
    return replace(report, notes=(*report.notes, why))
