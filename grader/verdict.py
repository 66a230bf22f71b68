"""From an observation to a part's result: credit, outcome, and the words for what is not right."""

from __future__ import annotations

from collections.abc import Sequence, Set
from fractions import Fraction

import numpy as np

from grader.errors import AuthorError
from grader.key import PartKey
from grader.marking import Fit, Marker
from grader.observation import Observation
from grader.report import Outcome, PartResult, Remark
from grader.wording import array, listed


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
        # The words for what is wrong are loaded where something is.
        from grader.diagnosis import diagnose
        from grader.known import describe, rounded, where_it_broke

        credit = max(credit, observation.floor)
        # What is right as far as it was typed is short of digits, whatever else it would round to.
        diagnosis = diagnose(marker, best, recognised, sound, short=rounded(best.agreement))
        if diagnosis:
            remarks.append(diagnosis.remark)
            named = [m for m in marker.question.graph.upstream(part.quantity) if m.id == diagnosis.id]
            known = named[0] if named else None
            if known and known.credit > credit:
                credit = known.credit
        if observation.by == "entries" and any(sample.values for sample in observation.samples):
            remarks += describe(marker, best, diagnosis is not None)
            broke = None if diagnosis or rounded(best.agreement) else where_it_broke(marker, followed, sound)
            remarks += [broke] if broke else []
        elif observation.by == "cases":
            from grader.casework import describe_cases

            remarks += describe_cases(marker, best, diagnosis)
    elif observation.by == "entries" and len(observation.samples) == 1 and best.agreement.flattened:
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
        from grader.casework import case_table

        heading, rows = case_table(marker, right)
    return PartResult(
        spec.id, getattr(spec, "kind", "number"), spec.points, credit, outcome, diagnosis.id or None if diagnosis else None,
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


def settled(part: PartKey, observation: Observation) -> PartResult:
    """Return the result of a response whose outcome needs no comparison."""
    outcome = observation.outcome
    assert outcome is not None
    return PartResult(
        part.part.id, getattr(part.part, "kind", "number"), part.part.points, observation.credit, outcome,
        yours=observation.yours, read_as=observation.read_as, remarks=observation.remarks,
        heading=observation.heading, rows=observation.rows,
    )  # fmt: skip


def our_error(part: PartKey, error: Exception) -> PartResult:
    """Return a part that we could not mark: the student loses nothing, the traceback is for us."""
    import traceback

    said = (
        "the grader itself failed on this part: this is not your fault, and no points are lost; your TA has been told"
    )
    trace = str(error) if isinstance(error, AuthorError) else "".join(traceback.format_exception(error))
    return PartResult(
        part.part.id, getattr(part.part, "kind", "number"), part.part.points, Fraction(0), Outcome.GRADER_ERROR,
        remarks=(Remark.open(said),), traceback=trace,
    )  # fmt: skip
