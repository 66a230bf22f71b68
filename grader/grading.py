"""One submission, from responses to a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from grader.assignment import ChoicePart, FormulaPart, FunctionPart, GraphPart, NumberPart, WrittenPart
from grader.document import printable
from grader.errors import Problem
from grader.key import Key, PartKey, QuestionKey
from grader.kinds.written import Review
from grader.marking import Marker
from grader.observation import Observation, unanswered
from grader.report import Outcome, PartResult, QuestionResult, Report
from grader.submission import Submission
from grader.verdict import judge, our_error, settled

if TYPE_CHECKING:
    from grader.execution import Run, Runner

Reviews = Mapping[tuple[str, str, str], Review]
"""A person's marks, by student, question and part."""


@dataclass
class _History:
    """What a student answered so far to parts of one kind in one question."""

    observed: dict[str, Observation] = field(default_factory=dict)
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
    _runner: Runner | None = None

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
        """Return the report of one submission. Whatever fails in us fails one part, and says so.

        Errors: AuthorError, where a case that the submission's code is to be tried in cannot be drawn.
        """
        run = self._run(submission) if submission.files else None
        questions = []
        for question in self.key.questions.values():
            history: dict[type, _History] = {}
            results = []
            for part in question.parts.values():
                try:
                    results.append(self._part(submission, question, part, run, history))
                except Exception as error:
                    results.append(our_error(part, error))
            questions.append(QuestionResult(question.id, question.question.title, tuple(results)))
        notes = [*(note(problem) for problem in submission.problems), *(run.notes if run else ())]
        return Report(
            self.key.id, self.key.assignment.title, submission.student, submission.name, tuple(questions),
            (run.isolation if run else "") or Report.isolation, tuple(notes),
        )  # fmt: skip

    def _run(self, submission: Submission) -> Run:
        """Ask the submission's code all that it can answer, in one exchange."""
        from grader import execution

        plan = execution.plan(self.key, submission)
        if not plan.asked:
            return execution.Run(errors=plan.errors)
        if self._runner is None:
            self._runner = execution.Runner(self.isolation, self.key.assignment.limits, self.key.folders)
        return self._runner.run(plan)

    def _part(
        self,
        submission: Submission,
        question: QuestionKey,
        part: PartKey,
        run: Run | None,
        history: dict[type, _History],
    ) -> PartResult:
        observation = self._observe(submission, question, part, run)
        if observation.outcome is None:
            # A formula for h says nothing about the number given for h: each kind has a history of its own.
            own = history.setdefault(type(part.part), _History())
            if observation.conventions:
                from grader.conventions import recognised

                observation = recognised(question, part, observation)
            if run is not None and part.address in run.asked and isinstance(part.part, FunctionPart):
                observation = self._examined(question, part, observation, run)
            marker = Marker(question, part, observation, own.observed)
            result = judge(marker, own.sound, own.recognised)
            if result.misconception:
                own.recognised.append(result.misconception)
            if isinstance(part.part, NumberPart | FormulaPart) and part.quantity:
                own.observed[part.quantity] = observation
                if result.outcome is Outcome.CORRECT:
                    own.sound.add(part.quantity)
        else:
            result = settled(part, observation)
        return result

    def _examined(self, question: QuestionKey, part: PartKey, observation: Observation, run: Run) -> Observation:
        """Hold a loss and its gradients against each other, where both came from the student's code."""
        from grader.consistency import examined

        asked, runner = run.asked[part.address], self._runner
        assert runner is not None
        again = partial(runner.again, run.codes[asked.main])
        return examined(question, part, observation, asked, again)

    def _observe(self, submission: Submission, question: QuestionKey, part: PartKey, run: Run | None) -> Observation:
        """Read a response; each kind is imported when it is first met."""
        spec = part.part
        response = submission.responses.get((question.id, spec.id))
        if run is not None and part.address in run.errors:
            raise run.errors[part.address]
        match spec:
            case NumberPart():
                from grader.kinds import number

                if run is not None and part.address in run.asked:
                    from grader.kinds import code

                    return code.observe_number(question, part, run.asked[part.address])
                return number.observe(question, part, response)
            case FormulaPart():
                if response is None:
                    return unanswered()
                from grader.kinds import formula

                return formula.observe(self.key.id, question, part, response)
            case GraphPart():
                if response is None:
                    return unanswered()
                from grader.kinds import graph

                return graph.observe(self.key.id, question, part, response)
            case ChoicePart():
                from grader.kinds import choice

                return choice.observe(part, response)
            case WrittenPart():
                from grader.kinds import written

                review = self.reviews.get((submission.student, question.id, spec.id))
                return written.observe(part, response, review)
            case FunctionPart():
                if run is None:
                    return unanswered()
                from grader.kinds import code

                return code.observe_function(question, part, run.asked.get(part.address))
        raise TypeError(f"no kind for {type(spec).__name__}")


def note(problem: Problem) -> str:
    """Return a problem of a submission as one line for its report."""
    where = f"{problem.location.file}, line {problem.location.line}: " if problem.location else ""
    return printable(where + problem.message + (f" ({problem.hint})" if problem.hint else ""))
