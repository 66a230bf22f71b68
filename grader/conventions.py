"""What courses settle differently, such as the ½ before a penalty: each way is right, if it is kept throughout."""

from __future__ import annotations

from dataclasses import replace

from grader.key import PartKey, QuestionKey
from grader.marking import Marker
from grader.observation import Observation
from grader.report import Remark


def recognised(question: QuestionKey, part: PartKey, observation: Observation) -> Observation:
    """Return the observation under the convention that most of its cases keep; the course's own where none does better.

    A convention is taken for all cases and all returned values at once: a loss of one with the gradient of another is wrong.
    """
    if not observation.conventions:
        return observation
    best, most = observation, _credit(question, part, observation)
    for words, cases in observation.conventions:
        if most == 1:
            break
        samples = tuple(replace(s, case=c) for s, c in zip(observation.samples, cases, strict=True))
        said = Remark.open(f"your code keeps another convention, {words}, which is accepted")
        other = replace(observation, samples=samples, remarks=(said, *observation.remarks), conventions=())
        credit = _credit(question, part, other)
        if credit > most:
            best, most = other, credit
    return best


def _credit(question: QuestionKey, part: PartKey, observation: Observation) -> float:
    fit = Marker(question, part, observation, {}).fit("true")
    return float(fit.credit) if fit else 0.0
