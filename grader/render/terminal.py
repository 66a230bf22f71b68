"""A report for the terminal: a header, a table a question, and below it a sentence for each part that needs one."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from grader.render.outcomes import SIGNS, WORDS
from grader.report import Outcome, PartResult, QuestionResult, Report, text

COLORS = {
    Outcome.CORRECT: "green",
    Outcome.FOLLOW_THROUGH: "cyan",
    Outcome.PARTIAL: "yellow",
    Outcome.INCORRECT: "red",
    Outcome.UNANSWERED: "dim",
    Outcome.UNREADABLE: "magenta",
    Outcome.NEEDS_REVIEW: "blue",
    Outcome.GRADER_ERROR: "reverse magenta",
}
_NARROW = 60


def render(reports: Iterable[Report], color: bool | None = None, width: int | None = None) -> str:
    """Return reports as terminal text; colours only where they are wanted (`NO_COLOR` and pipes have none)."""
    console, buffer = _console(color, width)
    for index, report in enumerate(reports):
        if index:
            console.print()
        console.print(_report(report, console.width))
    return _text(buffer)


def page(pieces: Iterable[RenderableType], color: bool | None = None, width: int | None = None) -> str:
    """Return anything that is laid out as terminal text, by the same rules."""
    console, buffer = _console(color, width)
    for piece in pieces:
        console.print(piece)
    return _text(buffer)


def _console(color: bool | None, width: int | None) -> tuple[Console, io.StringIO]:
    buffer = io.StringIO()
    forced = color if color is not None else ("NO_COLOR" not in os.environ and os.isatty(1))
    console = Console(
        file=buffer, force_terminal=forced, no_color=not forced, color_system="auto" if forced else None,
        width=width, highlight=False, emoji=False, legacy_windows=False,
    )  # fmt: skip
    if console.width > 110:
        console.width = 110
    return console, buffer


def _text(buffer: io.StringIO) -> str:
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _report(report: Report, width: int) -> RenderableType:
    pieces: list[RenderableType] = [_header(report, width)]
    for question in report.questions:
        pieces += ["", _question(question, width)]
        pieces += _sentences(question, width)
    if report.notes:
        pieces += ["", *(Padding(Text(f"note: {note}", style="dim"), (0, 0, 0, 1)) for note in report.notes)]
    if not report.isolation.startswith("none"):
        pieces += ["", Padding(Text(f"code was run: {report.isolation}", style="dim"), (0, 0, 0, 1))]
    return Group(*pieces)


def _header(report: Report, width: int) -> RenderableType:
    title = Text.assemble((report.assignment, "bold"), "  ", report.title)
    who = Text(
        report.student if report.student == report.submission else f"{report.student} ({report.submission})",
        style="dim",
    )
    share = min(1.0, max(0.0, report.percent / 100))
    cells = max(10, min(40, width - 40))
    full = round(share * cells) if 0 < share < 1 else int(share * cells)
    full = min(cells - 1, max(1, full)) if 0 < share < 1 else full
    bar = Text.assemble(("━" * full, "green"), ("─" * (cells - full), "dim"))
    points = f"  {text(report.points)} of {text(report.possible)} points"
    if report.provisional:
        waiting = [part for _, part in report.parts() if part.open]
        points += f" so far (provisional: {len(waiting)} part{'s' * (len(waiting) != 1)} open)"
    return Group(Rule(style="dim"), title, who, Text.assemble(bar, (points, "bold")))


def _question(question: QuestionResult, width: int) -> RenderableType:
    heading = Text.assemble((f"{question.id}  ", "bold"), question.title)
    score = Text(f"{text(question.points)} / {text(question.possible)}", style="bold")
    head = Table.grid(expand=True)
    head.add_column(ratio=1)
    head.add_column(justify="right", no_wrap=True)
    head.add_row(heading, score)
    if len(question.parts) > 1 and all(part.outcome is Outcome.UNANSWERED for part in question.parts):
        return Group(head, Text(f" ·  none of its {len(question.parts)} parts is answered", style="dim"))
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=True, expand=True)
    table.add_column(width=1)
    table.add_column(no_wrap=True)
    if width >= _NARROW:
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for part in question.parts:
        style = COLORS[part.outcome]
        cells: list[RenderableType] = [Text(SIGNS[part.outcome], style=style), Text(part.id)]
        if width >= _NARROW:
            cells.append(Text(part.read_as or part.yours, style="dim"))
        cells += [Text(WORDS[part.outcome], style=style), Text(f"{text(part.points)} / {text(part.possible)}")]
        table.add_row(*cells)
    return Group(head, table)


def _sentences(question: QuestionResult, width: int) -> list[RenderableType]:
    """Return the feedback: a part's id, and its sentences hanging beside it."""
    told = [part for part in question.parts if part.remarks or part.rows]
    if not told:
        return []
    column = max(len(part.id) for part in told)
    out: list[RenderableType] = [""]
    for part in told:
        style = COLORS[part.outcome]
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=column, no_wrap=True)
        grid.add_column(ratio=1)
        below: list[RenderableType] = [
            Text("\n").join(_lines(sentence, width - column - 4)) for sentence in part.feedback
        ]
        if part.rows:
            below.append(_rows(part))
        for index, shown in enumerate(below):
            grid.add_row(Text(part.id if index == 0 else "", style=f"bold {style}"), shown)
        out.append(Padding(grid, (0, 0, 0, 1)))
    return out


def _lines(sentence: str, width: int) -> list[Text]:
    """Return a sentence's lines; a quoted line and the carets below it are cut alike, so that these stay under their place."""
    lines = sentence.split("\n")
    out = []
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else ""
        pointed = line if set(line.strip()) == {"^"} else below if set(below.strip()) == {"^"} else ""
        if pointed:
            end = len(pointed.rstrip())
            cut = max(0, min(end + 8, max(len(line), end)) - width)
            line = line[cut:][:width]
        out.append(Text(line))
    return out


def _rows(part: PartResult) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in part.heading:
        table.add_column(escape(name), overflow="fold")
    for row in part.rows:
        style = {True: "", False: "red", None: "dim"}[row.good]
        table.add_row(*(Text(cell) for cell in row.cells), style=style)
    return table
