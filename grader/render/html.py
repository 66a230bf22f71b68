"""A report, or a whole class, as one HTML page that needs nothing beside it: no script, no font, no other file.

Whatever a student typed is escaped, and the page's own policy forbids everything but its styles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from grader.document import printable
from grader.render.outcomes import SIGNS, WORDS
from grader.report import Outcome

if TYPE_CHECKING:
    from grader.gradebook.overview import Overview


def render(reports: Sequence[Mapping[str, Any]]) -> str:
    """Return reports, in their JSON form, as one page."""
    return _page("report.html", reports=reports)


def class_page(overview: Overview) -> str:
    """Return the page of a class."""
    return _page("class.html", overview=overview)


def _page(name: str, **values: Any) -> str:
    return printable(_template(name).render(**values))


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("grader.render"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "points": _points, "earned": _earned, "outcomes": _outcomes, "in_order": _in_order,
        "sign": lambda outcome: SIGNS[Outcome(outcome)], "word": lambda outcome: WORDS[Outcome(outcome)],
    }  # fmt: skip
    return environment.get_template(name)


def _points(number: float) -> str:
    """Return points as people write them: 2, 2.5, 1.67."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _earned(report: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return the points earned by outcome, in percent of the possible ones."""
    earned: Counter[str] = Counter()
    for question in report["questions"]:
        for part in question["parts"]:
            earned[part["outcome"]] += part["points"]
    possible = report["possible"] or 1
    return [(str(o), round(100 * earned[o] / possible, 2)) for o in Outcome if earned[o]]


def _outcomes(report: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return how many parts have each outcome."""
    count = Counter(part["outcome"] for question in report["questions"] for part in question["parts"])
    return _in_order(count.items())


def _in_order(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return outcomes and their counts, the best first."""
    known = dict(counts)
    return [(str(o), known[o]) for o in Outcome if known.get(o)]
