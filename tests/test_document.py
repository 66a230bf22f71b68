"""YAML and JSON as typed: every scalar is text, every refusal has a place and a sentence."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader.document import read_json, read_yaml


def problems(text):
    return [str(problem) for problem in read_yaml(text, "hw.yaml").problems]


JOINED = [
    ("a: {call: step(w, x, lr=0.1), points: 2}", {"call": "step(w, x, lr=0.1)", "points": "2"}),
    ("a: {o: (0, 1), p: (0, 1)}", {"o": "(0, 1)", "p": "(0, 1)"}),
    ("a: {e: 'outer(a, ' , f: outer(σ(a), g(b, (c)))}", {"e": "outer(a, ", "f": "outer(σ(a), g(b, (c)))"}),
    ("a: {call: step(w,\n  x), points: 2}", {"call": "step(w,\n  x)", "points": "2"}),
    ("a: {b: {call: f(x, y)}, c: [{d: g(x, y)}]}", {"b": {"call": "f(x, y)"}, "c": [{"d": "g(x, y)"}]}),
]


@pytest.mark.parametrize(("text", "data"), JOINED)
def test_a_comma_inside_round_brackets_ends_no_entry(text, data):
    document = read_yaml(text, "hw.yaml")
    assert (document.data, document.problems) == ({"a": data}, [])


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("{a: oh :(, points: 1}", {"a": "oh :(", "points": "1"}),
        ("{a: f(x, b: 2, c)}", {"a": "f(x", "b": "2", "c)": None}),
        ("{a: f(x, 'y)'}", {"a": "f(x", "y)": None}),
        ("{a: f(x, y)): 1}", {"a": "f(x", "y))": "1"}),
        ("[f(x, y)]", ["f(x", "y)"]),
    ],
)
def test_only_bare_words_up_to_the_closing_bracket_are_joined(text, data):
    assert read_yaml(text, "hw.yaml").data == data


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 1e-6", {"a": "1e-6"}),
        ("a: yes", {"a": "yes"}),
        ("a: off", {"a": "off"}),
        ("a: 012", {"a": "012"}),
        ("a: 0x1F", {"a": "0x1F"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 12:30:45", {"a": "12:30:45"}),
        ("a: 2026-11-30", {"a": "2026-11-30"}),
        ("a: 0.730", {"a": "0.730"}),
        ("a: .5", {"a": ".5"}),
        ("a: .nan", {"a": ".nan"}),
        ("a: 1/13", {"a": "1/13"}),
        ("a: −0.5", {"a": "−0.5"}),
        ("yes: 1\nno: 2\n3: 4\n1e-6: 5", {"yes": "1", "no": "2", "3": "4", "1e-6": "5"}),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ("a: null", {"a": None}),
        ('a: "null"', {"a": "null"}),
        ("a: ''", {"a": ""}),
        ("a: [1, [2, 3], {b: c}]", {"a": ["1", ["2", "3"], {"b": "c"}]}),
        ("a: []\nb: {}", {"a": [], "b": {}}),
        ("a: |\n  1 2\n  3 4\n", {"a": "1 2\n3 4\n"}),
        ("a: >\n  x\n  y\n", {"a": "x y\n"}),
        ("\ufeffa: 1", {"a": "1"}),
        ("a: 1\r\nb:\r\n  - 2\r\n", {"a": "1", "b": ["2"]}),
        ("- a\n- b", ["a", "b"]),
        ("just words", "just words"),
        ("", None),
        ("# only a comment\n", None),
        ("--- {a: 1}\n...\n", {"a": "1"}),
        ("'<<': 1", {"<<": "1"}),
        ("a: {'b': 1, \"c\": 2}", {"a": {"b": "1", "c": "2"}}),
        ("a: x # and why", {"a": "x"}),
    ],
)
def test_scalars_are_what_was_typed(text, data):
    document = read_yaml(text, "hw.yaml")
    assert document.data == data
    assert document.problems == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "a: 1\nb: 2\na: 3\n",
            "hw.yaml:3:1: the key 'a' is given twice; the first is in line 1\n 3 | a: 3\n   | ^",
        ),
        (
            "a: &x 1\n",
            "hw.yaml:1:4: an anchor (&x) is not allowed here; write the value out\n 1 | a: &x 1\n   |    ^^",
        ),
        (
            "a: [*x]\n",
            "hw.yaml:1:5: an alias (*x) is not allowed here; write the value out\n 1 | a: [*x]\n   |     ^^",
        ),
        (
            "a: !!python/object:os.system x\n",
            "hw.yaml:1:4: a tag (!!python/object:os.system) is not allowed here\n"
            " 1 | a: !!python/object:os.system x\n"
            "   |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   put quotes around the text",
        ),
        (
            "a: {<<: {b: 1}}\n",
            "hw.yaml:1:5: a merge key (<<) is not allowed here; write the values out\n"
            " 1 | a: {<<: {b: 1}}\n"
            "   |     ^^",
        ),
        (
            "a:\n\tb: 1\n",
            "hw.yaml:2:1: a tab cannot indent YAML\n 2 | \tb: 1\n   | ^\n   use spaces",
        ),
        (
            "a: b: c\n",
            "hw.yaml:1:5: a second ': ' stands in this line\n 1 | a: b: c\n   |     ^\n"
            "   put quotes around a text that holds ': '",
        ),
        (
            "a: 1\nwords\nb: 2\n",
            "hw.yaml:3:1: this line is no 'key: value'\n 3 | b: 2\n   | ^\n   is a ':' missing, or the indentation off?",
        ),
        (
            "? [1, 2]\n: 3\n",
            "hw.yaml:1:3: a key must be a plain name\n 1 | ? [1, 2]\n   |   ^",
        ),
        (
            "a: 1\n---\nb: 2\n",
            "hw.yaml:2:1: a second document starts here; one file holds one document\n 2 | ---\n   | ^^^",
        ),
        ("a: \x07\n", "hw.yaml:1:4: the character U+0007 cannot stand in YAML\n 1 | a: \x07\n   |    ^"),
        ("a: 'x\n", "hw.yaml:2:1: a quote that was opened is not closed\n   check the quotes before this place"),
        ("a: `x`\n", "hw.yaml:1:4: a text cannot begin with '`'\n 1 | a: `x`\n   |    ^\n   put quotes around it"),
        ("a: @x\n", "hw.yaml:1:4: a text cannot begin with '@'\n 1 | a: @x\n   |    ^\n   put quotes around it"),
        (
            "a: " + "[" * 40 + "]" * 40,
            "hw.yaml:1:36: this is nested more than 32 deep\n"
            " 1 | a: " + "[" * 40 + "]" * 40 + "\n   | " + " " * 35 + "^",
        ),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_with_its_place(text, sentence):
    assert problems(text) == [sentence]


def test_an_open_bracket_names_the_place_where_it_is_missed():
    [sentence] = problems("a: [1, 2\nb: 3\n")
    assert sentence.startswith("hw.yaml:2:2: a bracket that was opened is not closed")
    assert sentence.endswith("check the brackets and commas before this place")


def test_two_problems_are_both_said_and_the_rest_is_read():
    document = read_yaml("a: &x 1\nb: !t 2\nc: 3\n", "hw.yaml")
    assert [p.message for p in document.problems] == [
        "an anchor (&x) is not allowed here; write the value out",
        "a tag (!t) is not allowed here",
    ]
    assert document.data == {"a": "1", "b": "2", "c": "3"}


def test_of_a_repeated_key_the_first_value_stays_with_its_place():
    document = read_yaml("a: {b: 1}\na: {b: 2, c: 3}\n", "hw.yaml")
    assert document.data == {"a": {"b": "1"}}
    assert document.locate(("a", "b")).line == 1


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), "hw.yaml:1:1"),
        (("a",), "hw.yaml:2:3"),
        (("a", 1), "hw.yaml:3:5"),
        (("a", 1, "b"), "hw.yaml:3:9"),
        (("a", 1, "missing"), "hw.yaml:3:5"),
        (("c",), "hw.yaml:4:4"),
    ],
)
def test_every_value_has_a_place(path, place):
    document = read_yaml("a:\n  - 1\n  - {b: 2}\nc: x y\n", "hw.yaml")
    assert str(document.locate(path)) == place


def test_a_key_has_a_place_and_a_width():
    location = read_yaml("a:\n  tolerence: 1\n", "hw.yaml").locate_key(("a", "tolerence"))
    assert (location.line, location.column, location.width) == (2, 3, 9)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": 1e-6, "b": 0.730, "c": 12}', {"a": "1e-6", "b": "0.730", "c": "12"}),
        ('{"a": true, "b": false, "c": null}', {"a": "true", "b": "false", "c": None}),
        ('{"a": NaN, "b": -Infinity}', {"a": "NaN", "b": "-Infinity"}),
        ('{"a": [[1, 2], [3, 4]]}', {"a": [["1", "2"], ["3", "4"]]}),
        ('\ufeff{"a": "σ(z)"}', {"a": "σ(z)"}),
        ('{"a": "\\ud83d\\ude00", "\\ud800": "\\udfff!"}', {"a": "😀", "?": "?!"}),
    ],
)
def test_json_has_the_same_shape(text, data):
    document = read_json(text, "hw.json")
    assert document.data == data
    assert document.problems == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": 1, "a": 2}', "the key 'a' is given twice in one object"),
        ('{"a": 1,}', "this is not JSON: "),
        ("", "this is not JSON: expecting value"),
        ("[" * 100_000, "the JSON is nested more than 32 deep"),
        ("[" * 40 + "]" * 40, "the JSON is nested more than 32 deep"),
    ],
)
def test_what_json_refuses(text, sentence):
    [problem] = read_json(text, "hw.json").problems
    assert problem.message.startswith(sentence)
    assert problem.location.file == "hw.json"


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
NESTED = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(NESTED)
def test_any_data_written_as_yaml_reads_back_as_text(data):
    written = yaml.safe_dump(data, allow_unicode=True, default_style='"')
    document = read_yaml(written, "hw.yaml")
    assert document.problems == []
    assert document.data == data


@given(NESTED)
def test_any_data_written_as_json_reads_back_as_text(data):
    document = read_json(json.dumps(data), "hw.json")
    assert document.problems == []
    assert document.data == data


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    for document in (read_yaml(text, "hw.yaml"), read_json(text, "hw.json")):
        for problem in document.problems:
            assert problem.message
            assert str(problem).startswith(f"{document.file}:")
