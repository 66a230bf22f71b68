"""A report as Markdown, for a pull request or a learning platform."""

from __future__ import annotations

from collections.abc import Iterable

from grader.render.outcomes import SIGNS, WORDS
from grader.report import PartResult, Report, text


def render(reports: Iterable[Report]) -> str:
    """Return reports as Markdown, one after the other."""
    return "\n".join(_report(report) for report in reports)


def _report(report: Report) -> str:
    total = f"**{text(report.points)} of {text(report.possible)} points**"
    if report.provisional:
        total += " so far (provisional)"
    lines = [f"# {plain(report.assignment)}: {plain(report.title)}", "", f"{plain(report.student)}: {total}", ""]
    for question in report.questions:
        lines += [f"## {question.id} {plain(question.title)}", ""]
        lines += ["| | part | yours | outcome | points |", "|-|-|-|-|-:|"]
        for part in question.parts:
            yours = plain(part.read_as or part.yours)
            mark = SIGNS[part.outcome]
            score = f"{text(part.points)} / {text(part.possible)}"
            lines.append(f"| {mark} | {part.id} | {yours} | {WORDS[part.outcome]} | {score} |")
        lines.append("")
        lines += [line for part in question.parts for line in feedback(part)]
        lines.append("")
    lines += [f"- note: {plain(note)}" for note in report.notes]
    return "\n".join(lines).rstrip() + "\n"


def feedback(part: PartResult) -> list[str]:
    """Return the lines below a part: its sentences, and its table."""
    lines = [f"- **{part.id}** {plain(sentence)}" for sentence in part.feedback]
    if part.rows:
        lines += ["", "| " + " | ".join(part.heading) + " |", "|" + "-|" * len(part.heading)]
        lines += ["| " + " | ".join(plain(cell) for cell in row.cells) + " |" for row in part.rows]
        lines.append("")
    return lines


def plain(value: str) -> str:
    """Keep what a student typed from being Markdown or HTML."""
    for sign in "\\`*_{}[]<>#|~$":
        value = (
            value.replace(sign, "\\" + sign)
            if sign not in "<>"
            else value.replace(sign, {"<": "&lt;", ">": "&gt;"}[sign])
        )
    return " ".join(value.split())
