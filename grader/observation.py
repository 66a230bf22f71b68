"""What a response amounts to before it is judged: values per case, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from grader.cases import Case
from grader.equality import Tolerance, Typed
from grader.report import Outcome, Remark, Row


@dataclass(frozen=True)
class Sample:
    """The values that a response gives for quantities, in one case."""

    case: Case
    values: Mapping[str, Typed] = field(default_factory=dict)
    failure: str = ""
    """Why there are no values; a sentence for the student."""
    kind: str = ""
    """The kind of failure."""
    private: bool = False
    """Whether the failure's own words may hold inputs of the case."""
    remarks: tuple[str, ...] = ()
    """Faults beside the values, such as an argument that was changed: the case fails with them."""
    unchanged: tuple[str, ...] = ()
    """Arguments that the call had to change and left as they were."""
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Observation:
    """A response, read and evaluated; `samples` are held against the key, or `outcome` says why they cannot be."""

    samples: tuple[Sample, ...] = ()
    outcome: Outcome | None = None
    """Set where there is nothing to compare, or where the verdict needs no comparison (a choice)."""
    credit: Fraction = Fraction(0)
    """The credit that comes with `outcome`."""
    by: str = "entries"
    """What earns credit: `entries` of one value over all samples, or whole `cases`."""
    tolerance: Tolerance | None = None
    """How exactly the samples must agree, where it is not the part's own tolerance."""
    remarks: tuple[Remark, ...] = ()
    faults: tuple[str, ...] = ()
    """What keeps a response from being right whatever its values are, such as a graph with a dead line."""
    extra: tuple[Fraction, Fraction] | None = None
    """(weight, credit) of a second task in the same part, such as the gradients beside a graph's nodes."""
    floor: Fraction = Fraction(0)
    """Credit that it has earned whatever its values are, such as for gradients that are right for a wrong loss."""
    conventions: tuple[tuple[str, tuple[Case, ...]], ...] = ()
    """Other ways in which the samples' cases may be settled, each with its name: `regulariser = 1`."""
    read_as: str | None = None
    yours: str = ""
    heading: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    at: Callable[[Case], Sample | None] | None = field(default=None, repr=False, compare=False)
    """What it gives in a case that it was not compared in, where that can be computed."""
    memo: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """How it fits the right answer, once that is worked out; a changed copy begins anew."""


def unanswered() -> Observation:
    """Return the observation of nothing."""
    return Observation(outcome=Outcome.UNANSWERED)


def unreadable(why: str, yours: str = "") -> Observation:
    """Return the observation of something that cannot be read; it is not wrong, it is not there yet."""
    return Observation(outcome=Outcome.UNREADABLE, remarks=(Remark.open(why),), yours=yours)


def shorten(text: str, width: int = 60) -> str:
    """Return a response on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
