"""Renderers show a report as it is: whatever a student typed is text, never markup."""

from fractions import Fraction

import pytest

from grader.render import markdown, terminal
from grader.report import Outcome, PartResult, QuestionResult, Remark, Report, Row

NASTY = [
    "[red]x[/red]",
    "[/]",
    "| a | b |",
    "# head",
    "<script>x</script>",
    "`code`",
    "**bold**",
    "$x^2$",
    "a\nb",
    "~~x~~",
    "![i](u)",
]


def report(typed="1.5", outcome=Outcome.INCORRECT, credit=Fraction(0), remark="a sentence"):
    part = PartResult(
        "u", "number", Fraction(2), credit, outcome, yours=typed, remarks=(Remark(remark),),
        heading=("case", "verdict"), rows=(Row((typed, "passes"), True), Row(("two", "wrong"), False)),
    )  # fmt: skip
    other = PartResult("v", "number", Fraction(1), Fraction(1), Outcome.CORRECT)
    return Report("hw", "A title", typed, "ada.yaml", (QuestionResult("q1", typed, (part, other)),), notes=(typed,))


@pytest.mark.parametrize("typed", NASTY)
def test_in_markdown_nothing_typed_is_markup(typed):
    output = markdown.render([report(typed, remark=typed)])
    plain = output.replace("\\|", "").replace("\\#", "").replace("\\`", "").replace("\\*", "")
    assert "<script>" not in output
    assert "**bold**" not in output
    assert "`code`" not in plain
    assert "\n# head" not in output
    for line in plain.splitlines():
        if line.startswith("| ") and " part " not in line:
            assert line.count("|") in (6, 3), line


@pytest.mark.parametrize("typed", NASTY)
def test_on_a_terminal_what_was_typed_is_shown(typed):
    output = terminal.render([report(typed, remark=typed)], color=False, width=100)
    for line in typed.splitlines():
        assert line in output
    assert "\x1b" not in output


def test_a_table_alone_stands_beside_the_name_of_its_part():
    parts = tuple(
        PartResult(id, "graph", Fraction(1), Fraction(1), Outcome.CORRECT, heading=("node",), rows=(Row((id * 3,), True),))
        for id in ("g", "h")
    )
    output = terminal.render([Report("hw", "t", "ada", "ada.yaml", (QuestionResult("q1", "", parts),))], False, 80)
    told = [line.split() for line in output.splitlines() if "node" in line]
    assert told == [["g", "node"], ["h", "node"]]


@pytest.mark.parametrize("width", [20, 30, 40, 59, 60, 80, 110, 300])
def test_every_width_is_kept_and_shows_the_points(width):
    output = terminal.render([report("x" * 200, remark="word " * 60)], color=False, width=width)
    assert max(len(line) for line in output.splitlines()) <= width
    assert "1 of 3 points" in " ".join(output.split())
    assert "u" in output


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_sign_and_a_word(outcome):
    for output in (terminal.render([report(outcome=outcome)], False, 100), markdown.render([report(outcome=outcome)])):
        assert terminal.STYLE[outcome][0] in output
        assert terminal.WORDS[outcome] in output


def test_colour_is_there_where_it_is_wanted():
    assert "\x1b[" in terminal.render([report()], color=True, width=80)


def test_several_reports_follow_each_other():
    for render in (terminal.render, markdown.render):
        assert render([report("ada1"), report("bob2")]).count("1 of 3 points") == 2
