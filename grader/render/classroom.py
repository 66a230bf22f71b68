"""A class for the terminal: at a glance, and what became different."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from grader.gradebook.changes import Difference
from grader.gradebook.overview import Overview, PartSummary
from grader.render.outcomes import SIGNS, WORDS
from grader.render.terminal import COLORS, page
from grader.report import Outcome

_BARS = " ▁▂▃▄▅▆▇█"
_WIDTH = 24


def render(seen: Overview, color: bool | None = None, width: int | None = None) -> str:
    """Return a class at a glance as terminal text."""
    count = len(seen.rows)
    title = Text.assemble((seen.assignment, "bold"), "  ", seen.title)
    said = f"{count} submission{'s' * (count != 1)}"
    if seen.mean is not None and seen.median is not None:
        most = max(seen.columns)
        spread = "".join(_BARS[-(-8 * column // most)] for column in seen.columns)
        said += f", mean {seen.mean:.1f} %, median {seen.median:.1f} %   0 {spread} 100 %"
    pieces: list[RenderableType] = [Rule(style="dim"), title, Text(said, style="dim"), "", _parts(seen)]
    if seen.slips:
        pieces += ["", Text("Where the class went wrong", style="bold"), _slips(seen)]
    return page(pieces, color, width)


def _parts(seen: Overview) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("part", no_wrap=True)
    table.add_column("outcomes", no_wrap=True)
    table.add_column("mean", justify="right", no_wrap=True)
    table.add_column("", style="dim", overflow="fold")
    for part in seen.parts:
        known = dict(part.outcomes)
        words = ", ".join(f"{known[o]} {WORDS[o]}" for o in Outcome if known.get(o))
        table.add_row(Text(part.address), _bar(part), f"{100 * part.credit:.0f} %", Text(words))
    return table


def _bar(part: PartSummary) -> Text:
    """Return a bar of the outcomes' shares; its signs say the same where there are no colours."""
    known, total, drawn = dict(part.outcomes), sum(count for _, count in part.outcomes) or 1, 0
    bar, seen = Text(), 0
    for outcome in Outcome:
        seen += known.get(outcome, 0)
        cells = round(seen * _WIDTH / total) - drawn
        drawn += cells
        bar.append(SIGNS[outcome] * cells, style=COLORS[outcome])
    return bar


def _slips(seen: Overview) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for slip in seen.slips[:15]:
        names = ", ".join(row.student for row in slip.students[:4])
        more = f" and {len(slip.students) - 4} more" if len(slip.students) > 4 else ""
        table.add_row(
            str(len(slip.students)), Text(slip.part, style="bold"),
            Text.assemble(slip.says, (f"  {names}{more}", "dim")),
        )  # fmt: skip
    return table


def render_difference(found: Difference, color: bool | None = None, width: int | None = None) -> str:
    """Return what became different as terminal text."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    totals = {student: points for student, *points in found.totals}
    for student in dict.fromkeys([*(c.student for c in found.changes), *totals]):
        before, after = totals.get(student, (None, None))
        total = f"{_points(before)} → {_points(after)}" if student in totals else "the same points"
        there = "" if student not in totals or None not in totals[student] else "new" if before is None else "gone"
        table.add_row(Text(student, style="bold"), "", Text(total, style="bold"), Text(there, style="dim"))
        for change in (c for c in found.changes if c.student == student):
            was, is_ = (side or (None, "") for side in (change.before, change.after))
            words = " → ".join(WORDS[Outcome(o)] if o else "not there" for o in (was[1], is_[1]))
            table.add_row("", Text(change.part), f"{_points(was[0])} → {_points(is_[0])}", Text(words, style="dim"))
    said = f"{len(found.totals)} with other points, {found.same} unchanged"
    return page([*([Padding(table, (0, 0, 1, 0))] if table.row_count else []), Group(Text(said))], color, width)


def _points(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}".rstrip("0").rstrip(".")
