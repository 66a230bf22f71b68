"""Is a student's gradient the gradient of their own loss? That tells a wrong loss, a wrong gradient and another convention apart.

Where a function returns a loss and its gradients and the loss is wrong, it is called a few times more with its arguments
moved along a direction; the difference of *its* losses is held against *its* gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any, cast

import numpy as np

from grader.assignment import FunctionPart
from grader.calling import CallForm, call_form, expected_names
from grader.cases import random
from grader.execution import Asked, passed
from grader.graph import World
from grader.key import PartKey, QuestionKey
from grader.marking import Fit, Marker, passes
from grader.observation import Observation, Sample
from grader.report import Remark
from grader.sandbox import Call, Reply
from grader.wording import listed

EXAMINED = 2
"""Failing cases that are looked at."""
STEP = 1e-5
NEAR = 1e-5
"""Central differences of a step of 1e-5 are exact to about 1e-9; a wrong formula is off by more than 1e-2."""

Again = Callable[[Sequence[Call]], Sequence[Reply]]
"""Makes some more calls of the submission's code."""


@dataclass(frozen=True)
class _Pair:
    gradient: str
    loss: str
    wrt: str


def examined(question: QuestionKey, part: PartKey, observation: Observation, asked: Asked, again: Again) -> Observation:
    """Return the observation with what is known about loss and gradients together, and the credit that it is worth."""
    names = expected_names(part)
    form = call_form(question, part)
    pairs = _pairs(question, form, names)
    if not pairs:
        return observation
    fit = Marker(question, part, observation, {}).fit("true")
    if fit is None or fit.full:
        return observation
    failing = [i for i in range(len(observation.samples)) if _is_comparable(observation.samples[i], fit, i, names)]
    wrong_loss = [i for i in failing if not all(fit.agreements[i][pair.loss].full for pair in pairs)]
    if failing and not wrong_loss:
        off = [n for n in names if any(not fit.agreements[i][n].full for i in failing)]
        return _with(observation, f"your {_word(pairs)} is right: the slip is in {listed(off)}")
    chosen = sorted(wrong_loss, key=lambda i: (observation.samples[i].case.hidden, i))[:EXAMINED]
    chosen = [i for i in chosen if not observation.samples[i].case.single] or chosen[:0]
    if not chosen:
        return observation
    own = _own(question, form, names, pairs, observation.samples, chosen, asked, again)
    true = {pair.gradient for pair in pairs if all(fit.agreements[i][pair.gradient].full for i in wrong_loss)}
    said, consistent = _words([pair.gradient for pair in pairs], own, true, _word(pairs))
    if not said:
        return observation
    out = _with(observation, said)
    share = Fraction(str(cast(FunctionPart, part.part).consistent))
    if consistent and share:
        out = replace(out, floor=_credit(part, observation, fit, set(wrong_loss), share))
    return out


def _pairs(question: QuestionKey, form: CallForm, names: Sequence[str]) -> list[_Pair]:
    """Return which returned values are gradients of another returned value, by an argument of the call."""
    out = []
    for name in names:
        quantity = question.graph.quantities.get(name)
        claim = quantity.gradient if quantity else None
        if claim and claim.of in names and claim.wrt in form.names:
            out.append(_Pair(name, claim.of, claim.wrt))
    return out


def _is_comparable(sample: Sample, fit: Fit, index: int, names: Sequence[str]) -> bool:
    """Whether a case fails by its values alone."""
    found = fit.agreements[index]
    return (
        not sample.failure
        and not sample.remarks
        and not passes(sample, found)
        and all(name in found and not found[name].fault for name in names)
    )


def _own(
    question: QuestionKey,
    form: CallForm,
    names: Sequence[str],
    pairs: Sequence[_Pair],
    samples: Sequence[Sample],
    chosen: Sequence[int],
    asked: Asked,
    again: Again,
) -> dict[str, bool | None]:
    """Return for each gradient whether it is that of the student's own loss; None where that cannot be said."""
    calls: list[Call] = []
    slopes: list[tuple[_Pair, float, float, float]] = []
    for index in chosen:
        case = asked.cases[index]
        world = question.world(case)
        for pair in pairs:
            base = np.asarray(world[pair.wrt], dtype=float)
            way = random(pair.gradient, index).choice([-1.0, 1.0], base.shape)
            step = STEP * max(1.0, float(np.max(np.abs(base), initial=0.0)))
            for sign in (1, -1):
                moved = {pair.wrt: base + sign * step * way}
                inputs = form.inputs(partial(_input, world, moved))
                call = asked.calls[index]
                calls.append(replace(call, id=f"{call.id} {pair.gradient} {sign:+d}", inputs=inputs))
            values = samples[index].values[pair.gradient].values.astype(float).reshape(base.shape)
            slopes.append((pair, step, float(np.sum(values * way)), float(np.sum(np.abs(values)))))
    replies = again(calls)
    out: dict[str, bool | None] = {}
    for number, (pair, step, slope, size) in enumerate(slopes):
        up, down = (_loss(replies[2 * number + k], names.index(pair.loss)) for k in (0, 1))
        if up is None or down is None:
            out[pair.gradient] = None
            continue
        difference = (up - down) / (2 * step)
        holds = abs(difference - slope) <= NEAR * max(size, abs(difference)) + 1e-12 * (abs(up) + abs(down)) / step
        if out.get(pair.gradient, True) is not None:
            out[pair.gradient] = bool(out.get(pair.gradient, True)) and holds
    return out


def _input(world: World, moved: Mapping[str, Any], name: str) -> Any:
    """Return what is passed for a name: the moved value, or the case's own."""
    return passed(moved.get(name, world[name]))


def _loss(reply: Reply, slot: int) -> float | None:
    if reply.failure or reply.values[slot].size != 1:
        return None
    value = float(np.asarray(reply.values[slot], dtype=float).reshape(()))
    return value if np.isfinite(value) else None


def _word(pairs: Sequence[_Pair]) -> str:
    """Return what the differentiated quantity is called: a circuit has no loss."""
    return "loss" if "loss" in pairs[0].loss.casefold() else pairs[0].loss


def _words(gradients: Sequence[str], own: Mapping[str, bool | None], true: set[str], loss: str) -> tuple[str, bool]:
    """Return the sentence, and whether the gradients are all right for the student's own loss."""
    known = [g for g in gradients if own.get(g) is not None]
    good = [g for g in known if own[g]]
    bad = [g for g in known if not own[g]]
    the = "the loss" if loss == "loss" else loss
    many = "gradients are" if len(gradients) > 1 else "gradient is"
    if not known:
        return "", False
    if not bad and len(known) == len(gradients):
        return f"your {many} right for your {loss}; {the} is what is wrong", True
    if not good and set(bad) <= true:
        return f"your {many} right, but not for your {loss}: {the} is what is wrong", False
    if not good:
        return f"your {many} not right for your own {loss} either: {listed(bad)} and {the} are wrong", False
    either = " either" if not set(bad) <= true else ""
    return f"right for your own {loss}: {listed(good)}; not right for it{either}: {listed(bad)}", False


def _credit(part: PartKey, observation: Observation, fit: Fit, consistent: set[int], share: Fraction) -> Fraction:
    total = earned = Fraction(0)
    least = Fraction(1)
    for index, sample in enumerate(observation.samples):
        full = passes(sample, fit.agreements[index])
        worth = Fraction(1) if full else share if index in consistent else Fraction(0)
        total += sample.case.weight
        earned += worth * sample.case.weight
        least = min(least, worth)
    if cast(FunctionPart, part.part).partial == "all" or not total:
        return least
    return earned / total


def _with(observation: Observation, sentence: str) -> Observation:
    return replace(observation, remarks=(*observation.remarks, Remark.open(sentence)))
