"""Function parts, and number parts that a student's function answers: what the replies of their code amount to."""

from __future__ import annotations

from typing import cast

import numpy as np

from grader.assignment import FunctionPart
from grader.calling import CallForm, call_form, expected_names
from grader.cases import Case
from grader.equality import Array, Typed
from grader.execution import Asked
from grader.key import PartKey, QuestionKey
from grader.observation import Observation, Sample
from grader.report import Outcome, Remark
from grader.sandbox import Call, Failure, Reply
from grader.wording import array, listed

NOT_THERE = {"not_found", "not_implemented"}
"""Failures that mean: there is no answer yet."""
SETTLED = {*NOT_THERE, "load_failed"}
"""Failures that are the same in every case, so that there are no cases to speak of."""


def observe_number(question: QuestionKey, part: PartKey, asked: Asked) -> Observation:
    """Return what a student's function gave for a number part."""
    reply = asked.replies[0]
    if reply.failure:
        return _failed(reply.failure)
    value = reply.values[0]
    called = "()" if any(step.kind == "call" for step in asked.calls[0].chain) else ""
    sample = Sample(question.case, {part.quantity: Typed.exact(value)})
    return Observation(samples=(sample,), yours=f"{asked.name}{called} = {array(value)}")


def _failed(failure: Failure) -> Observation:
    outcome = Outcome.UNANSWERED if failure.kind in NOT_THERE else Outcome.INCORRECT
    return Observation(outcome=outcome, remarks=(Remark.open(failure.sentence),))


def observe_function(question: QuestionKey, part: PartKey, asked: Asked | None) -> Observation:
    """Return what a student's function gave, case by case."""
    if asked is None:
        return Observation(outcome=Outcome.UNANSWERED)
    replies = asked.replies
    if all(r.failure and r.failure.kind in SETTLED for r in replies):
        failure = next((r.failure for r, c in zip(replies, asked.cases, strict=True) if not c.hidden), None)
        failure = failure or replies[0].failure
        assert failure is not None
        return _failed(failure)
    form = call_form(question, part)
    samples = tuple(
        _sample(part, form, case, call, reply)
        for case, call, reply in zip(asked.cases, asked.calls, replies, strict=True)
    )
    return Observation(
        samples=samples,
        by="cases",
        yours=f"{asked.name}()",
        remarks=_shared(part, form, asked),
        conventions=tuple((way.words, way.cases) for way in asked.conventions[1:]),
    )


def _sample(part: PartKey, form: CallForm, case: Case, call: Call, reply: Reply) -> Sample:
    if reply.failure:
        return Sample(case, failure=reply.failure.sentence, kind=reply.failure.kind)
    values = {name: _typed(v) for name, v in zip(expected_names(part), reply.values, strict=True)}
    changes = cast(FunctionPart, part.part).changes
    disturbed: list[str] = []
    unchanged: list[str] = []
    gone: list[str] = []
    for path, names, before in form.arrays(call.inputs):
        after = reply.after[path]
        same = after.shape == before.shape and np.array_equal(after, before, equal_nan=after.dtype.kind == "f")
        argument = next((name for name in names if name in changes), "")
        if argument and not after.size and before.size:
            gone.append(argument)
        elif argument:
            values[changes[argument]] = _typed(after)
            if same:
                unchanged.append(argument)
        elif not same:
            disturbed.append(names[-1])
    remarks = [
        f"your function changes its argument {name}, which belongs to the caller; work on a copy, {name}.copy()"
        for name in disturbed
    ]
    remarks += [f"{name} is no array of numbers any more after the call" for name in gone]
    return Sample(case, values, remarks=tuple(remarks), unchanged=tuple(unchanged))


def _shared(part: PartKey, form: CallForm, asked: Asked) -> tuple[Remark, ...]:
    """Say which arguments a returned array shares its memory with: right today, and a surprise for a caller tomorrow."""
    # What is to change and what is to be handed back (a cache of inputs) is shared by the author's own wish.
    meant = {*cast(FunctionPart, part.part).changes, *expected_names(part)}
    found: dict[str, None] = {}
    for call, reply in zip(asked.calls, asked.replies, strict=True):
        if reply.failure or not reply.shares:
            continue
        for path, names, _ in form.arrays(call.inputs):
            if path in reply.shares and not any(name in meant for name in names):
                found[names[-1]] = None
    if not found:
        return ()
    what = listed(found)
    said = (
        f"what you return shares its memory with the argument {what}: "
        f"`a = {next(iter(found))}` makes no copy, and who changes one changes both"
    )
    return (Remark.open(said),)


def _typed(value: Array) -> Typed:
    values: Array = np.asarray(value)
    wide = values if values.dtype == np.float32 else values.astype(float)
    return Typed(wide, np.zeros(values.shape), np.zeros(values.shape, dtype=int))
