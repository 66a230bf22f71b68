"""What an author may write, and what a slip in it is told: place, one sentence, the nearest right name."""

import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
import yaml

from grader.assignment import Assignment
from grader.document import read_yaml
from grader.errors import AuthorError
from grader.reading import read_assignment
from grader.schema import schema

ROOT = Path(__file__).resolve().parent.parent
EDITOR = jsonschema.Draft202012Validator(schema())


def read(text):
    return read_assignment(read_yaml(text, "hw.yaml"))


def problems(text):
    with pytest.raises(AuthorError) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


def part(fields):
    return f"title: x\nquestions:\n  - id: q1\n    parts:\n      - {{id: a, points: 1, {fields}}}\n"


GOOD = part("kind: number")


def test_the_least_that_an_assignment_is():
    found = read(GOOD)
    assert found.title == "x"
    assert found.points == 1
    assert found.feedback == "full"
    assert found.questions[0].parts[0].follow == 1


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2", 2), ("0.1", Fraction(1, 10)), ("1/3", Fraction(1, 3)), ("2.5", Fraction(5, 2)), ("0", 0), ("1e1", 10)],
)
def test_points_are_exact(typed, value):
    assert read(GOOD.replace("points: 1", f"points: {typed}")).points == value


def test_points_sum_without_rounding():
    text = "title: x\nquestions:\n  - id: q1\n    parts: [{id: a, points: 0.1}, {id: b, points: 0.1}, {id: c, points: 0.1}]\n"
    assert read(text).questions[0].points == Fraction(3, 10)


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("true", 1),
        ("True", 1),
        ("yes", 1),
        ("false", 0),
        ("no", 0),
        ("0.5", Fraction(1, 2)),
        ("1/3", Fraction(1, 3)),
        ("0", 0),
    ],
)
def test_follow_is_a_share(typed, share):
    assert read(part(f"follow: {typed}")).questions[0].parts[0].follow == share


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            "tolerence: {rtol: 1}",
            "hw.yaml:5:28: a number part has no field 'tolerence'\n"
            " 5 |       - {id: a, points: 1, tolerence: {rtol: 1}}\n"
            "   |                            ^^^^^^^^^\n"
            "   did you mean 'tolerance'?",
        ),
        (
            "tolerance: {rtoll: 1}",
            "hw.yaml:5:40: a tolerance has no field 'rtoll'\n"
            " 5 |       - {id: a, points: 1, tolerance: {rtoll: 1}}\n"
            "   |                                        ^^^^^\n"
            "   did you mean 'rtol'?",
        ),
        (
            "kind: numbr",
            "hw.yaml:5:34: there is no kind of part 'numbr'\n"
            " 5 |       - {id: a, points: 1, kind: numbr}\n"
            "   |                                  ^^^^^\n"
            "   did you mean 'number'?",
        ),
        (
            "kind: essay",
            "hw.yaml:5:34: there is no kind of part 'essay'\n"
            " 5 |       - {id: a, points: 1, kind: essay}\n"
            "   |                                  ^^^^^\n"
            "   kinds: number, formula, function, graph, choice, written",
        ),
        (
            "rubric: [{id: x, points: 1, text: y}]",
            "hw.yaml:5:28: a number part has no field 'rubric'\n"
            " 5 |       - {id: a, points: 1, rubric: [{id: x, points: 1, text: y}]}\n"
            "   |                            ^^^^^^\n"
            "   'rubric' is a field of a written part",
        ),
        (
            "layout: eithr",
            "hw.yaml:5:36: 'eithr' is none of 'fixed', 'either'\n"
            " 5 |       - {id: a, points: 1, layout: eithr}\n"
            "   |                                    ^^^^^\n"
            "   did you mean 'either'?",
        ),
        (
            "follow: maybe",
            "hw.yaml:5:36: 'maybe' is none of true, false and a share such as 0.5\n"
            " 5 |       - {id: a, points: 1, follow: maybe}\n"
            "   |                                    ^^^^^",
        ),
        (
            "follow: 1.5",
            "hw.yaml:5:36: '1.5' must lie between 0 and 1\n"
            " 5 |       - {id: a, points: 1, follow: 1.5}\n"
            "   |                                    ^^^",
        ),
        (
            "tolerance: {rtol: tiny}",
            "hw.yaml:5:46: 'tiny' is no number\n"
            " 5 |       - {id: a, points: 1, tolerance: {rtol: tiny}}\n"
            "   |                                              ^^^^",
        ),
        (
            "tolerance: {rtol: -1}",
            "hw.yaml:5:46: '-1' must be at least 0\n"
            " 5 |       - {id: a, points: 1, tolerance: {rtol: -1}}\n"
            "   |                                              ^^",
        ),
        (
            "tolerance: {digits: 0}",
            "hw.yaml:5:48: '0' must be at least 1\n"
            " 5 |       - {id: a, points: 1, tolerance: {digits: 0}}\n"
            "   |                                                ^",
        ),
        (
            "tolerance: {digits: 2.5}",
            "hw.yaml:5:48: '2.5' is no whole number\n"
            " 5 |       - {id: a, points: 1, tolerance: {digits: 2.5}}\n"
            "   |                                                ^^^",
        ),
        (
            "tolerance: 1e-3",
            "hw.yaml:5:39: a mapping (name: value) is expected here\n"
            " 5 |       - {id: a, points: 1, tolerance: 1e-3}\n"
            "   |                                       ^^^^",
        ),
        (
            "kind: choice, choices: {a: x}, answer: a",
            "hw.yaml:5:9: a choice part needs at least two choices\n"
            " 5 |       - {id: a, points: 1, kind: choice, choices: {a: x}, answer: a}\n"
            "   |         ^",
        ),
        (
            "kind: choice, choices: {a: x, b: y}, answer: c",
            "hw.yaml:5:9: the answer 'c' is none of the choices a, b\n"
            " 5 |       - {id: a, points: 1, kind: choice, choices: {a: x, b: y}, answer: c}\n"
            "   |         ^",
        ),
        (
            "kind: choice, choices: {a: x, b: y}",
            "hw.yaml:5:9: a choice part needs 'answer'\n"
            " 5 |       - {id: a, points: 1, kind: choice, choices: {a: x, b: y}}\n"
            "   |         ^",
        ),
        (
            "kind: written, rubric: [{id: x, points: 2, text: y}]",
            "hw.yaml:5:9: the rubric's points sum to 2, the part has 1\n"
            " 5 |       - {id: a, points: 1, kind: written, rubric: [{id: x, points: 2, text: y}]}\n"
            "   |         ^",
        ),
        (
            "kind: written, rubric: [{id: x, points: 0.5, text: y}, {id: x, points: 0.5, text: z}]",
            "hw.yaml:5:9: the rubric has two items 'x'\n"
            " 5 |       - {id: a, points: 1, kind: written, rubric: [{id: x, points: 0.5, text: y}, {id: x, points: 0.5, text: z}]}\n"
            "   |         ^",
        ),
        (
            "kind: function, cases: [givn]",
            "hw.yaml:5:52: 'givn' is none of 'given'\n"
            " 5 |       - {id: a, points: 1, kind: function, cases: [givn]}\n"
            "   |                                                    ^^^^\n"
            "   did you mean 'given'?",
        ),
        (
            "kind: function, cases: [{count: 0}]",
            "hw.yaml:5:60: '0' must be at least 1\n"
            " 5 |       - {id: a, points: 1, kind: function, cases: [{count: 0}]}\n"
            "   |                                                            ^",
        ),
    ],
)  # fmt: skip
def test_a_slip_in_a_part_is_shown_under_a_caret(fields, sentence):
    found = problems(part(fields))
    assert [_wide(s) for s in found] == [_wide(sentence)]


def _wide(sentence):
    """A line over a hundred characters is shown through a window, which has a test of its own."""
    head, *rest = sentence.split("\n")
    return (
        (head, rest[-1] if rest and not rest[-1].startswith(" ") else "")
        if any(len(x) > 100 for x in rest)
        else sentence
    )


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["an assignment is a mapping with title and questions"]),
        ("- 1\n", ["an assignment is a mapping with title and questions"]),
        ("title: x\n", ["an assignment needs 'questions'"]),
        ("questions: []\n", ["an assignment needs 'title'", "at least 1 is needed here"]),
        ("title: x\nquestions: [{id: q1, parts: []}]\n", ["at least 1 is needed here"]),
        ("title: x\nquestions: [{id: q1}]\n", ["a question needs 'parts'"]),
        ("title: x\nquestions: {id: q1}\n", ["a list is expected here"]),
        ("title: [x]\n" + GOOD[9:], ["a text is expected here"]),
        ("titel: y\n" + GOOD, ["an assignment has no field 'titel'"]),
        (GOOD.replace("id: a", "id: 1a"), ["'1a' cannot be an id"]),
        (GOOD.replace("id: q1", "id: q 1"), ["'q 1' cannot be an id"]),
        (GOOD.replace("points: 1", "points: many"), ["'many' is no number of points"]),
        (GOOD.replace("points: 1", "points: -1"), ["'-1' must lie between 0 and 100000"]),
        (GOOD.replace("points: 1", "points: nan"), ["'nan' is no number of points"]),
        (GOOD.replace("points: 1", "points: inf"), ["'inf' is no number of points"]),
        (GOOD.replace("points: 1", "points: 1/0"), ["'1/0' is no number of points"]),
        (GOOD.replace("points: 1, ", ""), ["a number part needs 'points'"]),
        (GOOD + "due: tomorrow\n", ["'tomorrow' is no date; write it as 2026-11-30 or 2026-11-30T23:59"]),
        (GOOD + "feedback: some\n", ["'some' is none of 'full', 'hints', 'score'"]),
        (GOOD + "limits: {seconds: 0}\n", ["'0' must be more than 0"]),
        (GOOD + "limits: {second: 1}\n", ["limits has no field 'second'"]),
        (GOOD + "limits: {seconds: inf}\n", ["'inf' is no number"]),
        (GOOD + "limits: {seconds: [1]}\n", ["a list is no number"]),
        (GOOD + "limits: {memory_mb: 1e999}\n", ["'1e999' is no whole number"]),
        (GOOD + "tolerance: {atol: nan}\n", ["'nan' is no number"]),
        (GOOD + "feedback: {a: b}\n", ["a mapping is none of 'full', 'hints', 'score'"]),
        (GOOD + "feedback: " + "x" * 50 + "\n", [f"'{'x' * 39}…' is none of 'full', 'hints', 'score'"]),
        (GOOD + "authors: [a, {b: c}, [d]]\n", ["a text is expected here", "a text is expected here"]),
        (GOOD.replace("kind: number", "kind: [number]"), ["a text is expected here"]),
        (GOOD.replace("id: a", "id: "), ["a number part needs 'id'"]),
        (part("kind: graph, backward: perhaps"), ["'perhaps' is neither true nor false"]),
        (
            part("wrong: {x: [a], y: {says: z, credit: 2}}"),
            ["a mapping (name: value) is expected here", "'2' must be at most 1"],
        ),
        (part("kind: function, conventions: {e: 3}"), ["a list is expected here"]),
        (
            GOOD.replace("- id: q1", "- id: q1\n    dims: {n: 0, m: two, k: 3}"),
            ["'0' must be at least 1", "'two' is no whole number"],
        ),
        (
            "title: x\nquestions:\n  - id: q1\n    parts: [{id: a, points: 1}, {id: a, points: 1}]\n"
            "  - id: q1\n    parts: [{id: a, points: 1}]\n",
            ["there are two parts 'a' in q1", "there are two questions 'q1'"],
        ),
        (
            "title: x\nquestion: 1\nquestions:\n  - id: q1\n    tex: y\n    parts: [{id: a, points: x, kind: number}, {id: b}]\n",
            [
                "an assignment has no field 'question'",
                "a question has no field 'tex'",
                "'x' is no number of points",
                "a number part needs 'points'",
            ],
        ),
    ],
)
def test_every_problem_is_told_at_once_in_the_order_of_the_file(text, messages):
    with pytest.raises(AuthorError) as caught:
        read(text)
    assert [p.message for p in caught.value.problems] == messages


def test_a_key_without_a_value_says_nothing():
    assert read(GOOD + "source:\ndue:\n").source == ""


def test_a_repeated_key_stops_an_assignment():
    [sentence] = problems(GOOD + "title: y\n")
    assert sentence.startswith("hw.yaml:6:1: the key 'title' is given twice; the first is in line 1")


def test_one_misspelt_key_in_a_real_assignment(tmp_path):
    text = (ROOT / "assignments" / "hw5.yaml").read_text(encoding="utf-8").replace("tolerance:", "tolerence:", 1)
    assert problems(text) == [
        "hw.yaml:4:1: an assignment has no field 'tolerence'\n"
        " 4 | tolerence: {rtol: 1.0e-3, digits: 3, decimals: 3}\n"
        "   | ^^^^^^^^^\n"
        "   did you mean 'tolerance'?"
    ]


def test_a_wide_line_is_shown_through_a_window():
    [sentence] = problems(part("prompt: " + "x" * 150 + ", tolerence: {}"))
    line, carets, hint = sentence.split("\n")[1:]
    assert line.index("tolerence") == carets.index("^")
    assert carets.count("^") == len("tolerence")
    assert len(line) < 115
    assert hint == "   did you mean 'tolerance'?"


def test_the_schema_for_editors_is_fresh():
    written = (ROOT / "assignments" / "assignment.schema.json").read_text(encoding="utf-8")
    assert written == json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def test_the_schema_says_what_every_field_is_for():
    def fields(node, path=""):
        for name, item in node.get("properties", {}).items():
            yield f"{path}.{name}", item

    made = schema()
    known = [f for owner, node in made["$defs"].items() for f in fields(node, owner)] + list(fields(made, "Assignment"))
    assert len(known) > 60
    assert "Largest relative error of an entry." in {item.get("description") for _, item in known}


@pytest.mark.parametrize("path", sorted((ROOT / "assignments").rglob("*.yaml")), ids=lambda p: p.stem)
def test_an_editor_has_no_complaint_about_a_good_assignment(path):
    assert not list(EDITOR.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ("tolerence: {rtol: 1}", "'tolerence' was unexpected"),
        ("tolerance: {rtol: 2}", "2 is greater than or equal to the maximum of 1"),
        ("kind: numbr", "'numbr' is not one of"),
        ("kind: written", "'rubric' is a required property"),
        ("kind: choice, choices: {a: x, b: y}", "'answer' is a required property"),
        ("kind: function, cases: [givn]", "is not valid under any of the given schemas"),
        ("layout: eithr", "'eithr' is not one of ['fixed', 'either']"),
    ],
)
def test_an_editor_complains_where_we_do(fields, complaint):
    text = part(fields)
    assert problems(text)
    assert complaint in "; ".join(error.message for error in EDITOR.iter_errors(yaml.safe_load(text)))


def test_every_assignment_names_the_schema_in_its_first_line():
    for path in (ROOT / "assignments").rglob("*.yaml"):
        depth = len(path.relative_to(ROOT / "assignments").parts) - 1
        assert path.read_text(encoding="utf-8").startswith(
            f"# yaml-language-server: $schema={'../' * depth}assignment.schema.json\n"
        ), path


def test_an_assignment_is_frozen():
    with pytest.raises(Exception, match="frozen"):
        read(GOOD).title = "y"
    assert isinstance(read(GOOD), Assignment)
