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
    lines = [f"# {_plain(report.assignment)}: {_plain(report.title)}", "", f"{_plain(report.student)}: {total}", ""]
    for question in report.questions:
        lines += [f"## {question.id} {_plain(question.title)}", ""]
        lines += ["| | part | yours | outcome | points |", "|-|-|-|-|-:|"]
        for part in question.parts:
            yours = _plain(part.read_as or part.yours)
            mark = SIGNS[part.outcome]
            score = f"{text(part.points)} / {text(part.possible)}"
            lines.append(f"| {mark} | {part.id} | {yours} | {WORDS[part.outcome]} | {score} |")
        lines.append("")
        lines += [line for part in question.parts for line in _feedback(part)]
        lines.append("")
    lines += [f"- note: {_plain(note)}" for note in report.notes]
    return "\n".join(lines).rstrip() + "\n"


def _feedback(part: PartResult) -> list[str]:
    lines = [f"- **{part.id}** {_plain(sentence)}" for sentence in part.feedback]
    if part.rows:
        lines += ["", "| " + " | ".join(part.heading) + " |", "|" + "-|" * len(part.heading)]
        lines += ["| " + " | ".join(_plain(cell) for cell in row.cells) + " |" for row in part.rows]
        lines.append("")
    return lines


def _plain(value: str) -> str:
    """Keep what a student typed from being Markdown or HTML."""
    for sign in "\\`*_{}[]<>#|~$":
        value = (
            value.replace(sign, "\\" + sign)
            if sign not in "<>"
            else value.replace(sign, {"<": "&lt;", ">": "&gt;"}[sign])
        )
    return " ".join(value.split())
