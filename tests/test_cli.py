"""The command `grade`: what it prints where, and with which exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main

ROOT = Path(__file__).resolve().parent.parent
TEXT = """
title: Two steps
questions:
  - id: q1
    title: A neuron
    define: {z: w*x + b, o: sigma(z)}
    given: {w: 0.7, x: 1.3, b: -0.2}
    parts:
      - {id: z, points: 1}
      - {id: o, points: 3}
  - id: q2
    given: {a: 2}
    parts:
      - {id: why, kind: written, points: 2, rubric: [{id: x, points: 2, text: says why}]}
      - {id: s, kind: choice, points: 1, choices: {a: up, b: down}, answer: a}
"""
GOOD = "q1: {z: 0.71, o: 0.6704}\n"


@pytest.fixture
def here(course, monkeypatch):
    course.assignment(TEXT)
    folder = course.folder / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("GRADE_COURSE", raising=False)
    return folder


def grade(*words, env=None):
    return CliRunner().invoke(main, [str(word) for word in words], env=env)


def command(*words, cwd=None, **env):
    code = "import sys; from grader.cli import main; main(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        capture_output=True, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), **env}, check=False,
    )  # fmt: skip


# Exit codes.


def test_graded(here):
    (here / "a.yaml").write_text(GOOD)
    assert grade("-a", "hw", "a.yaml").exit_code == 0
    assert grade("--assignment", "hw", "a.yaml").exit_code == 0
    assert grade("run", "-a", "hw", "a.yaml").exit_code == 0
    assert grade("a.yaml", "-a", "hw").exit_code == 0


@pytest.mark.parametrize(("percent", "code"), [(50, 0), (57, 0), (57.2, 1), (100, 1), (0, 0)])
def test_below_a_share_of_the_points(here, percent, code):
    (here / "a.yaml").write_text(GOOD)  # 4 of 7 points
    result = grade("-a", "hw", "a.yaml", "--fail-under", percent)
    assert result.exit_code == code
    assert "4 of 7 points" in result.stdout


@pytest.mark.parametrize(
    ("words", "stderr"),
    [
        (["-a", "nothing", "a.yaml"], "there is no assignment 'nothing' in "),
        (["-a", "hw", "nothing.yaml"], "nothing.yaml: there is no such file\n"),
        (["-a", "hw", "a.yaml", "--question", "q9"], "hw has no question 'q9'; its questions: q1, q2\n"),
        (["-a", "hw", "a.docx"], "a.docx: a submission is a folder or one of .yaml, .yml, .json, .py, .ipynb, .zip\n"),
        (["-a", "hw", "a.yaml", "--course", "."], ". is no course: it has no folder 'assignments'\n"),
        (["-a", "broken", "a.yaml"], "assignments/broken.yaml:1:1: an assignment has no field 'titel'\n"),
        (["a.yaml"], "Usage: "),
        (["-a", "hw", "a.yaml", "--format", "pdf"], "Usage: "),
        (["-a", "hw", "a.yaml", "-o", "no/such/folder/x.json"], "no/such/folder/x.json"),
        (["-a", "hw", "a.yaml", "--reviews", "no.yaml"], "no.yaml: cannot be read"),
        (["batch", "-a", "hw", "nothing"], "Usage: "),
        (["batch", "-a", "hw", "empty"], "there is no submission in empty: one file or folder a student is expected\n"),
        (["start", "nothing"], "there is no assignment 'nothing' in "),
        (["show", "hw", "q9"], "hw has no 'q9'; there are: q1, q2\n"),
    ],
)
def test_wrong_usage_is_two_and_says_why_on_stderr(here, words, stderr):
    (here / "a.yaml").write_text(GOOD)
    (here / "a.docx").write_text("x")
    (here / "empty").mkdir()
    (here.parent / "assignments" / "broken.yaml").write_text("titel: x\n")
    result = grade(*words)
    assert result.exit_code == 2, result.output
    assert stderr in result.stderr
    assert result.stdout == ""


def test_a_submission_that_cannot_be_read_does_not_stop_the_others(here):
    (here / "a.yaml").write_text(GOOD)
    result = grade("-a", "hw", "nothing.yaml", "a.yaml", "--format", "json")
    assert result.exit_code == 2
    assert [report["points"] for report in json.loads(result.stdout)] == [4]
    assert result.stderr == "nothing.yaml: there is no such file\n"


def test_our_own_error_is_three_costs_no_points_and_shows_no_trace_to_the_student(here, monkeypatch):
    from grader.kinds import number

    def fail(*_):
        raise ZeroDivisionError("our own slip")

    monkeypatch.setattr(number, "observe", fail)
    (here / "a.yaml").write_text(GOOD + "q2: {s: a}\n")
    result = grade("-a", "hw", "a.yaml", "--format", "json")
    assert result.exit_code == 3
    report = json.loads(result.stdout)
    assert report["provisional"] is True
    assert report["points"] == 1
    parts = {p["id"]: p for q in report["questions"] for p in q["parts"]}
    assert parts["s"]["outcome"] == "correct"
    assert parts["z"]["outcome"] == "grader_error"
    assert parts["z"]["feedback"] == [
        "the grader itself failed on this part: this is not your fault, and no points are lost; your TA has been told"
    ]
    assert "ZeroDivisionError" not in result.stdout
    assert "our error in q1.z of a.yaml:\nTraceback (most recent call last):" in result.stderr
    assert "ZeroDivisionError: our own slip" in result.stderr
    assert grade("-a", "hw", "a.yaml", "--fail-under", "99").exit_code == 3


UNDRAWABLE = """
title: Cases
questions:
  - id: q1
    reference: net
    dims: {n: 3, m: 3}
    sample: {x: {normal: [n]}, w: {normal: [m]}}
    parts:
      - {id: z, kind: function, points: 1, cases: [{count: 2}, {name: other, m: 2}]}
      - {id: r, kind: function, points: 1, cases: [{x: {normal: [k]}}]}
      - {id: s, kind: choice, points: 1, choices: {a: up, b: down}, answer: a}
"""


@pytest.fixture
def undrawable(course, here):
    course.reference("net", "def z(w, x):\n    return w @ x\n\ndef r(x):\n    return x * 2\n")
    course.assignment(UNDRAWABLE)
    (here / "a.py").write_text("def z(w, x):\n    return w @ x\n")
    return here


@pytest.mark.parametrize("words", [("-a", "hw", "a.py"), ("-a", "hw", "a.py", "--case", "z:1"), ("batch", "-a", "hw", ".")])
def test_a_case_that_cannot_be_made_is_the_authors_error_not_ours(undrawable, words):
    result = grade(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    first, second = (i for i, line in enumerate(lines) if ".py:" in line or ".yaml:" in line)
    assert "net.py:1:1: the quantity 'z' cannot be computed: ValueError: " in lines[first]
    assert lines[first].endswith(", in the case 'other' of q1.z")
    assert lines[first + 1 : first + 3] == [" 1 | def z(w, x):", "   | ^"]
    assert "hw.yaml:9:52: the case 'case 1' of q1.r cannot be drawn: x: 'k' is no number and no dim" in lines[second]
    assert "Traceback" not in result.stderr
    assert grade("check", "hw").exit_code == 1


def test_a_case_that_cannot_be_made_stops_nobody_who_handed_in_no_code(undrawable):
    (undrawable / "b.yaml").write_text("q1: {s: a}\n")
    result = grade("-a", "hw", "b.yaml", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["points"]) == (0, 1)


# What is graded.


def test_without_a_submission_the_files_here_are_it(here):
    result = grade("-a", "hw")
    assert result.exit_code == 2
    assert result.stderr == (
        f"there is no submission here: looked for hw.yaml, hw.json, hw.py, hw.ipynb, hw/ in {here}\n"
        "`grade start hw` writes a template\n"
    )
    (here / "hw.yaml").write_text("q1: {z: 0.71}\n")
    (here / "hw.json").write_text('{"q1": {"o": 0.6704}}')
    (here / "hw").mkdir()
    (here / "hw" / "more.yaml").write_text("q2: {s: a}\n")
    assert json.loads(grade("-a", "hw", "--format", "json").stdout)["points"] == 5


def test_a_folder_alone_is_a_submission(here):
    (here / "hw").mkdir()
    (here / "hw" / "answers.yaml").write_text(GOOD)
    assert json.loads(grade("-a", "hw", "--format", "json").stdout)["points"] == 4


def test_the_template_untouched_is_all_unanswered(here):
    assert grade("start", "hw", "--student", "ada").exit_code == 0
    result = grade("-a", "hw", "--format", "json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["student"] == "ada"
    assert {p["outcome"] for q in report["questions"] for p in q["parts"]} == {"unanswered"}
    assert report["points"] == 0
    assert report["provisional"] is False
    assert report["notes"] == []


@pytest.mark.parametrize("id", ["hw1", "hw2", "hw3", "hw4", "hw5"])
def test_the_templates_of_the_course_are_all_unanswered(tmp_path, id):
    assert grade("start", id, tmp_path / "new", "--course", ROOT).exit_code == 0
    result = grade("-a", id, tmp_path / "new", "--course", ROOT, "--format", "json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert {p["outcome"] for q in report["questions"] for p in q["parts"]} == {"unanswered"}
    assert report["notes"] == []


TEMPLATE = """
title: Layers
questions:
  - id: q1
    define: {z: w*x, s: 2*w, m: 3*w}
    given: {w: 2, x: 3}
    parts:
      - {id: a, kind: function, points: 1, call: "layer(x, (w, 1))", returns: [z, {w: w, both: [s, m]}], changes: {w: m}}
      - {id: b, kind: function, points: 1, call: Net(w), returns: {w: w}}
      - {id: c, kind: function, points: 1, call: Net(w).step(2), returns: s}
      - {id: d, kind: function, points: 1, call: slope(x), returns: z, prompt: 'the slope $\\nabla$'}
  - id: q2
    define: {z: w*x}
    given: {w: 2, x: 3}
    parts: [{id: slope, kind: function, points: 1, call: "slope(w, x)", returns: z}]
"""


def test_a_module_template_says_what_is_asked_and_runs(course, here):
    course.assignment(TEMPLATE)
    assert grade("start", "hw").exit_code == 0
    code = (here / "hw.py").read_text()
    compile(code, "hw.py", "exec")
    lines = [line.strip() for line in code.splitlines() if line.strip()]
    assert lines[2:] == [
        "def layer(x, argument_2):",
        '"""Change w in place and return the tuple (z, {w: w, both: (s, m)})."""',
        "raise NotImplementedError",
        "def q1_slope(x):",
        "r\"\"\"The slope $\\nabla$.\"\"\"",
        "raise NotImplementedError",
        "def q2_slope(w, x):",
        '"""Return z."""',
        "raise NotImplementedError",
        "class Net:",
        "def __init__(self, w):",
        "raise NotImplementedError",
        "def step(self, argument_1):",
        '"""Return s."""',
        "raise NotImplementedError",
    ]


def test_a_template_never_overwrites(here):
    (here / "hw.yaml").write_text("mine")
    result = grade("start", "hw")
    assert result.exit_code == 2
    assert "hw.yaml is already there; it is left as it is, and nothing is written" in result.stderr
    assert (here / "hw.yaml").read_text() == "mine"


# Formats.


def test_one_submission_is_an_object_several_are_a_list(here):
    for name in ("a", "b"):
        (here / f"{name}.yaml").write_text(GOOD)
    assert json.loads(grade("-a", "hw", "a.yaml", "--format", "json").stdout)["student"] == "a"
    assert [r["student"] for r in json.loads(grade("-a", "hw", "a.yaml", "b.yaml", "--format", "json").stdout)] == [
        "a",
        "b",
    ]


def test_json_is_strict_whatever_was_typed(here):
    (here / "a.yaml").write_text("q1: {z: nan, o: .inf}\nstudent: nan\n")

    def refuse(constant):
        raise AssertionError(constant)

    report = json.loads(grade("-a", "hw", "a.yaml", "--format", "json").stdout, parse_constant=refuse)
    assert report["points"] == 0
    assert report["student"] == "nan"


def test_the_same_bytes_twice(here):
    (here / "a.yaml").write_text("q1: {z: 0.9, o: 0.7109}\nq2: {why: because, s: b}\n")
    for form in ("json", "terminal"):
        words = ("-a", "hw", "a.yaml", "--format", form)
        first, second = command(*words, cwd=here, PYTHONHASHSEED="1"), command(*words, cwd=here, PYTHONHASHSEED="2")
        assert first.stdout == second.stdout != b""


def test_a_report_can_go_to_a_file(here):
    (here / "a.yaml").write_text(GOOD)
    result = grade("-a", "hw", "a.yaml", "--format", "json", "-o", "out.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((here / "out.json").read_text())["points"] == 4


def test_one_question_alone(here):
    (here / "a.yaml").write_text(GOOD)
    report = json.loads(grade("-a", "hw", "a.yaml", "--format", "json", "--question", "q2").stdout)
    assert [q["id"] for q in report["questions"]] == ["q2"]


@pytest.mark.parametrize("level", ["hints", "score"])
@pytest.mark.parametrize("form", ["terminal", "json", "markdown"])
def test_less_feedback_holds_no_expected_number(here, level, form):
    (here / "a.yaml").write_text("q1: {z: 0.5, o: 0.123}\nq2: {s: b}\n")
    full = grade("-a", "hw", "a.yaml", "--format", form).stdout
    less = grade("-a", "hw", "a.yaml", "--format", form, "--feedback", level).stdout
    for secret in ("0.71", "0.6704", "0.62246"):
        assert secret in full
        assert secret not in less
    assert "up" in full
    assert "(up)" not in less


def test_the_assignment_says_how_much_feedback_there_is(here):
    path = here.parent / "assignments" / "hw.yaml"
    path.write_text(path.read_text() + "feedback: score\n")
    (here / "a.yaml").write_text("q1: {z: 0.5}\n")
    assert "0.71" not in grade("-a", "hw", "a.yaml").stdout
    assert "0.71" in grade("-a", "hw", "a.yaml", "--feedback", "full").stdout


def test_marks_of_a_person_are_counted(here):
    (here / "a.yaml").write_text(GOOD + "q2: {why: because}\n")
    (here / "marks.yaml").write_text("a:\n  q2.why: {x: 1.5, comment: good}\n")
    report = json.loads(grade("-a", "hw", "a.yaml", "--format", "json", "--reviews", "marks.yaml").stdout)
    assert (report["points"], report["provisional"]) == (5.5, False)
    (here / "marks.csv").write_text("student,part,item,points,comment\na,q2.why,x,2,\n")
    report = json.loads(grade("-a", "hw", "a.yaml", "--format", "json", "--reviews", "marks.csv").stdout)
    assert report["points"] == 6


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        ("a:\n  q2.s: {x: 1}\n", "marks.yaml:2:3: 'q2.s' is no written part of hw\n 2 |   q2.s: {x: 1}\n   |   ^^^^\n   written parts: q2.why\n"),
        ("a:\n  q2.why: {y: 1}\n", "marks.yaml:2:3: the rubric of q2.why has no item 'y'\n 2 |   q2.why: {y: 1}\n   |   ^^^^^^\n   its items: x\n"),
        ("a:\n  q2.why: {x: 3}\n", "marks.yaml:2:3: x takes 0 to 2 points, not 3\n"),
        ("a:\n  q2.why: {x: -1}\n", "marks.yaml:2:3: x takes 0 to 2 points, not -1\n"),
        ("a:\n  q2.why: {x: nan}\n", "marks.yaml:2:3: 'nan' is no number of points\n"),
        ("a:\n  q2.why: 2\n", "marks.yaml:2:3: marks are a mapping: rubric item → points, and a comment"),
    ],
)
def test_marks_that_cannot_be_are_refused(here, marks, sentence):
    (here / "a.yaml").write_text(GOOD)
    (here / "marks.yaml").write_text(marks)
    result = grade("-a", "hw", "a.yaml", "--reviews", "marks.yaml")
    assert result.exit_code == 2
    assert sentence in result.stderr


# The terminal.


def test_a_pipe_has_no_colour_and_fits_its_width(here):
    (here / "a.yaml").write_text("q1: {z: 0.5, o: 0.123}\nq2: {why: because it is so}\n")
    for columns in ("40", "200"):
        result = command("-a", "hw", "a.yaml", cwd=here, COLUMNS=columns)
        assert b"\x1b" not in result.stdout
        assert max(len(line) for line in result.stdout.decode().splitlines()) <= int(columns)
        assert "of 7 points so far (provisional: 1 part open)" in " ".join(result.stdout.decode().split())
        assert result.stderr == b""


def test_no_colour_is_respected_on_a_terminal(here):
    import pty

    (here / "a.yaml").write_text(GOOD)

    def shown(**env):
        parent, child = pty.openpty()
        code = "import sys; from grader.cli import main; main(sys.argv[1:])"
        words = [sys.executable, "-c", code, "-a", "hw", "a.yaml"]
        clean = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        process = subprocess.Popen(
            words, stdout=child, cwd=here, env={**clean, "PYTHONPATH": str(ROOT), "TERM": "xterm", **env}
        )
        os.close(child)
        output = b""
        while True:
            try:
                piece = os.read(parent, 4096)
            except OSError:
                break
            if not piece:
                break
            output += piece
        os.close(parent)
        assert process.wait() == 0
        return output

    assert b"\x1b[" in shown()
    assert b"\x1b[" not in shown(NO_COLOR="1")


@pytest.mark.parametrize(
    ("encoding", "form"), [("ascii", "terminal"), ("cp1252", "terminal"), ("ascii", "json"), ("latin-1", "markdown")]
)
def test_an_old_terminal_is_no_reason_to_fail(here, encoding, form):
    (here / "a.yaml").write_text("student: Zoë 😀\nq1: {z: −0.71, o: words}\n", encoding="utf-8")
    result = command("-a", "hw", "a.yaml", "--format", form, cwd=here, PYTHONIOENCODING=encoding)
    assert (result.returncode, result.stderr) == (0, b"")
    if form == "json":
        assert json.loads(result.stdout)["points"] == 0


def test_markup_in_an_answer_is_shown_as_it_stands(here):
    (here / "a.yaml").write_text('student: "[red]x[/red]"\nq1: {z: "[bold]", o: "[/]"}\nq2: {why: "[link=x]y"}\n')
    output = grade("-a", "hw", "a.yaml").stdout
    for typed in ("[red]x[/red]", "[bold]", "[/]", "[link=x]y"):
        assert typed in output


def test_control_characters_of_a_student_do_not_reach_the_terminal(here):
    (here / "a.json").write_text(
        json.dumps({"student": "\x1b[31mred\x07", "q1": {"z": "\x1b]0;title\x07", "o": "a\x00b"}})
    )
    for form in ("terminal", "markdown"):
        output = grade("-a", "hw", "a.json", "--format", form).stdout
        assert not set(output) & {"\x1b", "\x07", "\x00"}


@pytest.mark.parametrize("name", ["a\x1b[31m\x07.docx", "b\x1b[2J.yaml", "c\x9b31m.json"])
def test_control_characters_of_a_file_name_do_not_reach_the_terminal(here, name):
    (here / name).write_text("[1]")
    for words in (("-a", "hw", name), ("-a", "hw", "missing" + name)):
        result = command(*words, cwd=here)
        said = (result.stdout + result.stderr).decode()
        assert name[0] in said
        assert not set(said) & {"\x1b", "\x07", "\x9b"}


# Help.


def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom grader.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('numpy', 'yaml', 'rich', 'grader.assignment') if m in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stderr == "[]\n"
    assert "Grade homework in backpropagation." in result.stdout


def commands():
    yield from ((name, item) for name, item in main.commands.items() if not item.hidden)


@pytest.mark.parametrize(("name", "item"), list(commands()))
def test_every_command_says_what_it_does(name, item):
    result = grade(name, "--help")
    assert result.exit_code == 0
    assert item.help.strip().endswith(".")
    for option in item.params:
        if option.param_type_name == "option" and option.name != "help":
            assert option.help or option.metavar or hasattr(option.type, "choices"), f"{name} {option.name}"


def test_the_version():
    from grader import __version__

    assert grade("--version").stdout == f"grade, version {__version__}\n"


def test_list_shows_the_assignments_of_the_course(here):
    result = grade("list")
    assert (result.exit_code, result.stdout) == (0, "hw  Two steps  7 points  4 parts\n")


def test_show_holds_no_answer(here):
    output = grade("show", "hw").stdout
    assert "w = 0.7" in output
    for secret in ("0.71", "0.6704", "sigma(z)"):
        assert secret not in output
