"""One case of a function part, run again by itself: what went in, what the student's code gave, what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader import execution
from grader.calling import call_form
from grader.conventions import recognised
from grader.errors import Problem, StudentError
from grader.execution import Asked
from grader.key import Key
from grader.kinds import code
from grader.marking import Marker, passes
from grader.sandbox.calls import Reply
from grader.submission import Submission


@dataclass(frozen=True)
class CaseAgain:
    """A case with everything that belongs to it; for the author's eyes."""

    address: str
    number: int
    name: str
    seed: str
    call: str
    inputs: Mapping[str, Any]
    values: tuple[tuple[str, Any, Any, bool], ...]
    """Quantity, theirs, ours, whether they agree."""
    passes: bool
    sentences: tuple[str, ...]
    output: str


def run_again(key: Key, submission: Submission, wanted: str, isolation: str = "auto") -> CaseAgain:
    """Run one case: `q2.backward:7`, or `7` where there is one function part.

    Errors: StudentError, where there is no such case, or where it is hidden.
    """
    if not submission.files:
        raise StudentError(Problem(f"{submission.name}: there is no code in it, so no case to run"))
    plan = execution.plan(key, submission)
    address, number = _found(plan.asked, wanted)
    asked = plan.asked[address]
    case = asked.cases[number - 1]
    if case.hidden:
        raise StudentError(Problem(f"case {number} of {address} is hidden: nothing of it is shown"))
    runner = execution.Runner(isolation, key.assignment.limits, key.folders)
    try:
        one = replace(
            asked, cases=[case], calls=[asked.calls[number - 1]],
            conventions=tuple(replace(way, cases=way.cases[number - 1 : number]) for way in asked.conventions),
        )  # fmt: skip
        runner.run(replace(plan, asked={address: one}, codes={asked.main: plan.codes[asked.main]}))
    finally:
        runner.close()
    return _compared(one, number, one.replies[0])


def _found(asked: Mapping[str, Asked], wanted: str) -> tuple[str, int]:
    address, _, number = wanted.rpartition(":")
    functions = {a: one for a, one in asked.items() if one.conventions}
    fitting = [a for a in functions if not address or address in {a, a.partition(".")[2]}]
    if len(fitting) != 1:
        there = ", ".join(functions) or "none"
        what = f"'{address}' is no function part" if address else "there are several function parts"
        raise StudentError(Problem(f"{what}; write --case PART:NUMBER with one of: {there}"))
    many = len(functions[fitting[0]].cases)
    if not number.isdigit() or not 1 <= int(number) <= many:
        raise StudentError(Problem(f"'{number}' is no case of {fitting[0]}: they are numbered 1 to {many}"))
    return fitting[0], int(number)


def _compared(asked: Asked, number: int, reply: Reply) -> CaseAgain:
    question, part, case = asked.question, asked.part, asked.cases[0]
    call = asked.calls[0]
    form = call_form(question, part)
    inputs = {name: call.inputs[name] for name in form.arguments if name not in form.literals}
    written = getattr(part.part, "call", None) or f"{part.part.id}({', '.join(form.arguments)})"
    observation = recognised(question, part, code.observe_function(question, part, asked))
    sentences = tuple(remark.text for remark in observation.remarks)
    if not observation.samples:
        return CaseAgain(
            part.address, number, case.name, case.seed, written, inputs, (), False, sentences, reply.output
        )
    marker = Marker(question, part, observation, {})
    fit = marker.fit("true")
    assert fit is not None
    sample, found = observation.samples[0], fit.agreements[0]
    values = tuple(
        (name, typed.values, np.asarray(fit.expected[0][name]), found[name].full)
        for name, typed in sample.values.items()
    )
    sentences += tuple(s for s in (sample.failure, *sample.remarks) if s)
    return CaseAgain(
        part.address,
        number,
        case.name,
        case.seed,
        written,
        inputs,
        values,
        passes(sample, found),
        sentences,
        reply.output,
    )
