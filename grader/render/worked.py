"""A worked solution as a table: for the terminal, or as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.explanation import Explanation, Response
from grader.render.markdown import plain
from grader.render.outcomes import SIGNS, WORDS
from grader.render.terminal import COLORS, page
from grader.report import Outcome


def render(explanations: Iterable[Explanation], color: bool | None = None, width: int | None = None) -> str:
    """Return worked solutions as terminal text."""
    return page([_explanation(one) for one in explanations], color, width)


def _explanation(one: Explanation) -> RenderableType:
    head = Text.assemble((f"{one.question}  ", "bold"), one.title)
    about = one.where + (f"; gradients are those of {one.of}" if one.of and one.where else "")
    pieces: list[RenderableType] = [head, *([Text(about, style="dim")] if about else [])]
    if one.lines:
        pieces.append(Padding(_table(one), (1, 0, 0, 1)))
    pieces += [Padding(Text(sentence), (0, 0, 0, 1)) for sentence in one.others]
    if one.broke:
        pieces.append(Text(f"{one.student}: {one.broke}", style="bold"))
    return Group(*pieces, "")


def _table(one: Explanation) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", no_wrap=True)
    table.add_column("formula", ratio=3)
    table.add_column("value", ratio=3, overflow="fold")
    gradients = any(line.gradient for line in one.lines)
    if gradients:
        table.add_column(f"∂{one.of}/∂…", ratio=3, overflow="fold")
    if one.student:
        table.add_column(one.student, ratio=3, overflow="fold")
    for line in one.lines:
        given = line.formula == "given"
        cells: list[RenderableType] = [Text(line.name, style="" if given else "bold")]
        cells += [Text(line.formula, style="dim" if given else ""), Text(_rows(line.value))]
        cells += [Text(_rows(line.gradient), style="dim")] if gradients else []
        if one.student:
            cells.append(Text("\n").join(_response(r) for r in line.responses))
        table.add_row(*cells)
    return table


def _response(response: Response) -> Text:
    mark, style = SIGNS[response.outcome], COLORS[response.outcome]
    # ✓ and ✗ speak for themselves; that an answer only follows from an earlier one has to be said.
    said = "" if mark in "✗◐" or response.outcome is Outcome.CORRECT else f"  {WORDS[response.outcome]}"
    return Text.assemble((f"{mark} ", style), _rows(response.yours), (said, style))


def _rows(value: str) -> str:
    """Return a matrix with a line for each of its rows."""
    return value.replace("], [", "],\n [")


def markdown(explanations: Iterable[Explanation]) -> str:
    """Return worked solutions as Markdown."""
    return "\n".join(_markdown(one) for one in explanations)


def _markdown(one: Explanation) -> str:
    heads = ["", "formula", "value", f"∂{one.of}/∂…" if one.of else "gradient"]
    heads += [plain(one.student)] if one.student else []
    lines = [f"## {one.question} {plain(one.title)}", "", "| " + " | ".join(heads) + " |", "|" + "-|" * len(heads)]
    for line in one.lines:
        cells = [line.name, line.formula, line.value, line.gradient]
        if one.student:
            cells.append("; ".join(f"{SIGNS[r.outcome]} {r.yours} {WORDS[r.outcome]}" for r in line.responses))
        lines.append("| " + " | ".join(plain(cell) for cell in cells) + " |")
    lines += ["", *(f"- {plain(sentence)}" for sentence in one.others)]
    lines += [f"- {plain(one.student)}: {plain(one.broke)}"] if one.broke else []
    return "\n".join(lines).rstrip() + "\n"
