"""Renderers show a report as it is: whatever a student typed is text, never markup."""

import json
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from grader.document import printable
from grader.render import gradescope, html, markdown, terminal
from grader.render.outcomes import SIGNS, WORDS
from grader.report import Outcome, PartResult, QuestionResult, Remark, Report, Row, dump

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


class Page(HTMLParser):
    """A page taken apart: its tags in order, its texts, and the attributes that lead elsewhere."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.texts, self.links = [], [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("href", "src", "action", "srcset")]
        assert not any(name.startswith("on") for name, _ in attributes)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize("typed", [*NASTY, "</td></table>", '" onload="x', "&lt;", "{{ 7*7 }}", "\x1b[2J", "\ud800", "]]>"])
def test_in_html_nothing_typed_is_markup(typed):
    plain, page = (Page(html.render([report(t, remark=t).to_json()])) for t in ("typed", typed))
    assert [tag.replace("pre", "p") for tag in page.tags] == plain.tags  # a sentence of several lines stands in a <pre>
    assert page.links == []
    shown = "".join(page.texts)
    assert printable(typed) in shown
    assert "49" not in shown


# What Gradescope's documentation lists; anything else makes it say that the autograder failed.
TOP = {"score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
       "stdout_visibility", "extra_data", "tests", "leaderboard"}  # fmt: skip
TEST = {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags", "visibility",
        "extra_data"}  # fmt: skip


@pytest.mark.parametrize("outcome", list(Outcome))
def test_gradescope_gets_a_test_for_each_part(outcome):
    credit = {Outcome.CORRECT: 1, Outcome.FOLLOW_THROUGH: 1, Outcome.PARTIAL: Fraction(1, 3)}.get(outcome, 0)
    data = json.loads(dump(gradescope.results(report("<b>", outcome, Fraction(credit), "*a* sentence"))))
    assert data.keys() <= TOP
    first, second = data["tests"]
    assert all(test.keys() <= TEST for test in data["tests"])
    assert (first["name"], first["number"], second["number"]) == ("q1.u", "1.1", "1.2")
    assert first["status"] == ("passed" if credit == 1 else "failed")
    assert second == {"name": "q1.v", "number": "1.2", "status": "passed", "output": "✓ correct", "output_format": "md",
                      "tags": ["number"], "visibility": "visible", "score": 1, "max_score": 1}  # fmt: skip
    if outcome in (Outcome.NEEDS_REVIEW, Outcome.GRADER_ERROR):
        assert "score" not in first
        assert "provisional" in data["output"]
    else:
        assert (first["score"], first["max_score"]) == (round(2 * float(credit), 4), 2)
    assert data["score"] == round(2 * float(credit) + 1, 4)
    assert "<b>" not in first["output"]
    assert "\\*a\\* sentence" in first["output"]
    assert "\r" not in first["output"]


def test_an_html_page_needs_nothing_beside_it():
    page = html.render([report().to_json()])
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "@import" not in page
    assert "url(" not in page


def test_what_is_wide_in_html_scrolls_by_itself():
    page = html.render([report(remark="a formula\n" + "x" * 500).to_json()])
    assert '<div class="scroll"><table class="cases">' in page
    # Without it the widest line would set the width of the table, and push the points out of sight.
    assert ".said pre, .said .scroll { width: 0; min-width: 100%; }" in page


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
    one = report(outcome=outcome)
    for output in (terminal.render([one], False, 100), markdown.render([one]), html.render([one.to_json()])):
        assert SIGNS[outcome] in output
        assert WORDS[outcome] in output


def test_colour_is_there_where_it_is_wanted():
    assert "\x1b[" in terminal.render([report()], color=True, width=80)


def test_several_reports_follow_each_other():
    for render in (terminal.render, markdown.render, lambda reports: html.render([r.to_json() for r in reports])):
        assert render([report("ada1"), report("bob2")]).count("1 of 3 points") == 2


def test_a_report_in_html_says_what_it_says_on_a_terminal():
    one = report("1.75", Outcome.PARTIAL, Fraction(1, 3), "12 of 13 entries are right")
    shown = " ".join(" ".join(Page(html.render([one.to_json()])).texts).split())
    for word in ("1.75", "12 of 13 entries are right", "partly right", "0.67 / 2", "1.67 / 3", "passes", "two wrong"):
        assert word in shown
