"""The results of a class: what changed is graded again and nothing else, and stopping loses nothing that was done."""

import csv
import html
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.gradebook import classwork
from grader.gradebook.classwork import Graded
from grader.gradebook.overview import overview
from grader.grading import Grader

TEXT = """
title: Two steps
questions:
  - id: q1
    define: {z: w*x + b, o: sigma(z)}
    given: {w: 0.7, x: 1.3, b: -0.2}
    parts: [{id: z, points: 1}, {id: o, points: 3}]
  - id: q2
    parts: [{id: why, kind: written, points: 2, rubric: [{id: x, points: 2, text: says why}]}]
"""
GOOD = "q1: {z: 0.71, o: 0.6704}\n"
SLIP = "q1: {z: 0.9, o: 0.7109}\n"


class Class:
    """A class of three, and a way to grade it that says who was graded."""

    def __init__(self, course, monkeypatch):
        self.course = course
        course.assignment(TEXT)
        self.folder = course.folder / "class"
        self.results = course.folder / "class-results"
        self.folder.mkdir()
        for name in ("ada", "bob", "cyd"):
            (self.folder / f"{name}.yaml").write_text(GOOD if name == "ada" else SLIP)
        self.graded = []
        real = Grader.grade

        def grade(grader, submission):
            self.graded.append(submission.student)
            return real(grader, submission)

        monkeypatch.setattr(Grader, "grade", grade)

    def grade(self, *words):
        self.graded.clear()
        asked = ["batch", "-a", "hw", str(self.folder), "--course", str(self.course.folder), *words]
        return CliRunner().invoke(main, asked)

    def rows(self):
        text = (self.results / "gradebook.csv").read_text(encoding="utf-8")
        return {row["student"]: row for row in csv.DictReader(io.StringIO(text))}

    def report(self, student):
        return json.loads((self.results / "reports" / f"{student}.json").read_text(encoding="utf-8"))


@pytest.fixture
def klass(course, monkeypatch):
    return Class(course, monkeypatch)


def test_a_second_run_grades_only_what_changed(klass):
    klass.grade()
    assert klass.graded == ["ada", "bob", "cyd"]
    (klass.folder / "bob.yaml").write_text(GOOD)
    (klass.folder / "dan.yaml").write_text(GOOD)
    result = klass.grade()
    assert klass.graded == ["bob", "dan"]
    assert "4 submissions graded (2 of them before, and unchanged since)" in result.stderr
    assert {name: row["points"] for name, row in klass.rows().items()} == {"ada": "4", "bob": "4", "cyd": "3", "dan": "4"}


def test_a_touched_file_with_the_same_bytes_has_not_changed(klass):
    klass.grade()
    os.utime(klass.folder / "bob.yaml", (1, 1))
    klass.grade()
    assert klass.graded == []


@pytest.mark.parametrize("change", ["tolerance", "reference", "reviews", "isolation", "force"])
def test_whatever_marks_depend_on_has_them_graded_again(klass, change):
    klass.course.reference("unused", "def q(x):\n    return x\n")
    klass.grade()
    words = []
    if change == "tolerance":
        klass.course.assignment(TEXT + "tolerance: {rtol: 0.3}\n")
    elif change == "reference":
        klass.course.reference("unused", "def q(x):\n    return 2 * x\n")
    elif change == "reviews":
        marks = klass.course.folder / "marks.yaml"
        marks.write_text("bob: {q2.why: {x: 2}}\n")
        words = ["--reviews", str(marks)]
    else:
        words = ["--force"] if change == "force" else ["--isolation", "limited"]
    klass.grade(*words)
    assert klass.graded == (["bob"] if change == "reviews" else ["ada", "bob", "cyd"])


def test_what_we_failed_on_is_tried_again(klass, monkeypatch):
    from grader.kinds import number

    with monkeypatch.context() as patch:
        patch.setattr(number, "observe", lambda *_: 1 / 0)
        assert klass.grade("--only", "bob").exit_code == 3
    assert klass.rows()["bob"]["status"] == "grader_error"
    assert klass.grade().exit_code == 0
    assert klass.rows()["bob"]["points"] == "3"


def test_whoever_takes_their_work_back_has_no_row(klass):
    klass.grade()
    (klass.folder / "cyd.yaml").unlink()
    klass.grade()
    assert klass.graded == []
    assert list(klass.rows()) == ["ada", "bob"]
    names = ["ada.html", "ada.json", "bob.html", "bob.json"]
    assert sorted(p.name for p in (klass.results / "reports").iterdir()) == names


def test_one_student_alone_leaves_the_others_rows(klass):
    klass.grade()
    for name in ("ada", "bob"):
        (klass.folder / f"{name}.yaml").write_text("q1: {z: 0}\n")
    klass.grade("--only", "bob")
    assert klass.graded == ["bob"]
    assert {name: row["points"] for name, row in klass.rows().items()} == {"ada": "4", "bob": "0", "cyd": "3"}


def test_one_student_alone_leaves_what_the_others_are_told(klass):
    klass.grade("--feedback", "score")
    before = klass.report("bob")
    klass.grade("--only", "ada")
    assert klass.report("ada")["questions"][0]["parts"][0]["yours"] == "0.71"
    assert klass.report("bob") == before
    (klass.results / "reports" / "bob.json").unlink()
    klass.grade("--only", "ada")
    assert klass.report("bob") == before


@pytest.mark.parametrize(
    ("students", "words", "said"),
    [
        (1, [], "1 submission graded, median 66.7 %:"),
        (2, [], "2 submissions graded, median 58.3 %:"),
        (3, ["--only", "ada"], "3 submissions graded (the others as they were), median 50.0 %:"),
    ],
)
def test_what_a_grading_says_at_its_end(klass, students, words, said):
    for name in ("bob", "cyd")[students - 1 :]:
        (klass.folder / f"{name}.yaml").unlink()
    if words:
        klass.grade()
    assert said in klass.grade(*words).stderr
    page = (klass.results / "index.html").read_text(encoding="utf-8")
    assert said.partition(", ")[2].rstrip(":") in page


def test_another_level_of_feedback_is_written_without_grading(klass):
    klass.grade()
    full = klass.report("bob")
    klass.grade("--feedback", "score")
    assert klass.graded == []
    assert not any(part["feedback"] for q in klass.report("bob")["questions"] for part in q["parts"])
    klass.grade()
    assert klass.report("bob") == full


@pytest.mark.parametrize("name", ["reports/bob.json", "reports/bob.html", "index.html", "gradebook.csv"])
def test_a_result_that_was_deleted_is_written_again(klass, name):
    klass.grade()
    before = (klass.results / name).read_bytes()
    (klass.results / name).unlink()
    klass.grade()
    assert (klass.graded, (klass.results / name).read_bytes()) == ([], before)


def test_the_page_of_a_class_says_where_it_went_wrong_and_leads_to_each_report(klass):
    (klass.folder / "d#1 <e>?.yaml").write_text("q1: {z: 0.91}\n")
    (klass.folder / "eve.yaml").write_text("q1: {z: -0.71}\n")
    klass.grade()
    page = (klass.results / "index.html").read_text(encoding="utf-8")
    shown = html.unescape(page)
    assert "5 submissions" in shown
    assert "looks like the negative of the answer: check the signs" in shown
    assert "d#1 <e>?" in shown
    assert "<e>" not in page
    links = set(re.findall(r'href="([^"]+)"', page))
    assert len(links) == 5
    assert all((klass.results / urllib.parse.unquote(link)).exists() for link in links)


def test_numbers_of_a_class():
    def graded(student, points, outcome="incorrect", slip=None):
        part = {"id": "z", "outcome": outcome, "credit": points / 4, "misconception": slip, "feedback": ["looks like x"]}
        report = {"title": "T", "points": points, "possible": 4, "provisional": False, "questions": [{"id": "q1", "parts": [part]}]}
        return Graded(student, report, "graded")

    some = [graded("a", 4, "correct"), graded("b", 1, slip="s"), graded("c", 2, slip="s"), graded("d", 0, "grader_error")]
    seen = overview(some, {n: n for n in "abcd"}, "hw", ["q1.z"])
    assert (seen.mean, seen.median) == (43.75, 37.5)
    assert seen.columns == (1, 0, 1, 0, 0, 1, 0, 0, 0, 1)
    [part] = seen.parts
    assert dict(part.outcomes) == {"correct": 1, "incorrect": 2, "grader_error": 1}
    assert part.credit == pytest.approx(7 / 12)  # what we failed on is not theirs
    [slip] = seen.slips
    assert (slip.part, slip.says, [row.student for row in slip.students]) == ("q1.z", "looks like x", ["b", "c"])
    none = overview([], {}, "hw", ["q1.z"])
    assert (none.mean, none.median, none.slips) == (None, None, ())


def test_reports_move_with_the_names_of_their_files(klass):
    (klass.folder / "a:b.yaml").write_text(GOOD)
    klass.grade()
    assert klass.report("a_b")["points"] == 4
    (klass.folder / "a+b.yaml").write_text(SLIP)
    (klass.folder / "a*b.yaml").write_text(SLIP)  # sorted before a:b, it takes the name a_b.json
    klass.grade()
    assert (klass.report("a_b")["student"], klass.report("a_b-2")["student"]) == ("a*b", "a:b")
    (klass.folder / "a*b.yaml").unlink()
    klass.grade()
    assert klass.report("a_b")["student"] == "a:b"
    assert not list((klass.results / "reports").glob("a_b-2.*"))


def test_the_gradebook_answers_in_sql_where_a_class_went_wrong(klass):
    klass.grade()
    with sqlite3.connect(klass.results / "gradebook.db") as db:
        asked = "SELECT part, outcome, count(*) FROM parts GROUP BY part, outcome ORDER BY part, outcome"
        assert db.execute(asked).fetchall() == [
            ("q1.o", "correct", 1), ("q1.o", "follow_through", 2),
            ("q1.z", "correct", 1), ("q1.z", "incorrect", 2),
            ("q2.why", "unanswered", 3),
        ]  # fmt: skip
        assert db.execute("SELECT points FROM submissions WHERE student = 'bob'").fetchall() == [(3,)]


def test_a_status_is_the_same_wherever_it_stands(klass):
    (klass.folder / "bob.yaml").write_text(SLIP + "q2: {why: because}\n")
    (klass.folder / "cyd.yaml").write_text("- 1\n")
    said = klass.grade().stderr
    expected = {"ada": "graded", "bob": "provisional", "cyd": "unreadable"}
    with sqlite3.connect(klass.results / "gradebook.db") as db:
        assert dict(db.execute("SELECT student, status FROM submissions")) == expected
    assert {name: row["status"] for name, row in klass.rows().items()} == expected
    assert ", 1 provisional, 1 unreadable:" in said


def test_marks_for_nobody_are_told(klass):
    marks = klass.course.folder / "marks.yaml"
    marks.write_text("bob: {q2.why: {x: 2}}\neve: {q2.why: {x: 2}}\n")
    said = klass.grade("--reviews", str(marks)).stderr
    assert "marks for 'eve', of whom there is no submission in" in said
    assert "'bob'" not in said


@pytest.mark.parametrize("kind", ["bytes", "database", "damaged", "assignment", "folder", "version"])
def test_a_file_that_is_no_gradebook_of_ours_is_left_as_it_is(klass, kind):
    path = klass.results / "gradebook.db"
    klass.results.mkdir()
    if kind == "bytes":
        path.write_bytes(b"my own notes, for years" * 100)
    elif kind == "database":
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE mine (x)")
    elif kind == "folder":
        path.mkdir()
    else:
        klass.grade()
        if kind == "damaged":
            path.write_bytes(path.read_bytes()[:3000])
        elif kind == "version":
            with sqlite3.connect(path) as db:
                db.execute("PRAGMA user_version = 99")
        else:
            with sqlite3.connect(path) as db:
                db.execute("UPDATE about SET assignment = 'other'")
    before = path.read_bytes() if path.is_file() else None
    result = klass.grade()
    assert result.exit_code == 2
    assert (path.read_bytes() if path.is_file() else None) == before
    assert klass.graded == []
    [sentence] = result.stderr.splitlines()
    assert "gradebook.db" in sentence
    assert "Traceback" not in result.stderr


def test_two_gradings_at_once_are_told_of_each_other(klass, monkeypatch):
    klass.grade()
    monkeypatch.setattr(sqlite3, "connect", lambda path, timeout, real=sqlite3.connect: real(path, timeout=0.05))
    (klass.folder / "bob.yaml").write_text(GOOD)
    other = sqlite3.connect(klass.results / "gradebook.db", timeout=0.05)
    other.execute("BEGIN IMMEDIATE")
    result = klass.grade()
    other.close()
    assert result.exit_code == 2
    assert "another grading writes to it" in result.stderr


def test_file_names_of_strangers(klass):
    names = [b"\xff.yaml", b"\xfe.yaml", b"n\nl.yaml", b"\x1b[31m.yaml", "Zoë.yaml".encode()]
    for name in names:
        with open(os.path.join(os.fsencode(klass.folder), name), "w") as file:
            file.write(GOOD)
    result = klass.grade()
    assert result.exit_code == 0
    assert {r"\xff", r"\xfe", r"n\nl", r"\x1b[31m", "Zoë"} < set(klass.rows())
    assert "\x1b" not in result.stderr


def command(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_class_at_a_glance(klass):
    klass.grade()
    shown = command("report", klass.results).stdout
    assert "3 submissions, mean 55.6 %, median 50.0 %" in shown
    assert "q1.z    ✓✓✓✓✓✓✓✓✗✗✗✗✗✗✗✗✗✗✗✗✗✗✗✗   33 %  1 correct, 2 incorrect" in shown
    assert command("report", klass.results / "gradebook.db").stdout == shown


@pytest.mark.parametrize("form", ["json", "markdown", "html", "gradescope"])
def test_a_class_in_another_format_is_all_its_reports(klass, form):
    klass.grade()
    files = [klass.folder / f"{name}.yaml" for name in ("ada", "bob", "cyd")]
    now = command("-a", "hw", *files, "--course", klass.course.folder, "--format", form).stdout
    assert command("report", klass.results, "--format", form).stdout == now


@pytest.mark.parametrize("form", ["terminal", "json", "markdown", "html", "gradescope"])
def test_a_report_is_shown_again(klass, form):
    klass.grade()
    now = command("-a", "hw", klass.folder / "bob.yaml", "--course", klass.course.folder, "--format", form).stdout
    again = command("report", klass.results, "--student", "bob", "--format", form).stdout
    assert again == now
    assert command("report", klass.results / "reports" / "bob.json", "--format", form).stdout == now


def test_whose_points_became_different(klass):
    klass.grade()
    old = klass.results.with_name("old")
    shutil.copytree(klass.results, old)
    (klass.folder / "bob.yaml").write_text(GOOD)
    (klass.folder / "cyd.yaml").unlink()
    (klass.folder / "dan.yaml").write_text(GOOD)
    klass.grade()
    shown = command("diff", old, klass.results).stdout
    assert [" ".join(line.split()) for line in shown.splitlines() if line] == [
        "bob 3 → 4",
        "q1.z 0 → 1 incorrect → correct",
        "q1.o 3 → 3 follows through → correct",
        "cyd 3 → – gone",
        "dan – → 4 new",
        "3 with other points, 1 unchanged",
    ]
    assert command("diff", old, old).stdout == "0 with other points, 3 unchanged\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["report", "{folder}"], "there is no gradebook in"),
        (["report", "{folder}/ada.yaml"], "cannot be used as a gradebook: file is not a database"),
        (["report", "{results}", "--student", "eve"], "has no report of 'eve'; it has: ada, bob, cyd"),
        (["report", "{folder}/list.json"], "is no report of this grader"),
        (["report", "{results}/reports/ada.json", "--student", "bob"], "is the report of 'ada', not of 'bob'"),
        (["diff", "{results}", "{folder}"], "there is no gradebook in"),
    ],
)
def test_results_that_are_none(klass, words, sentence):
    (klass.folder / "list.json").write_text("[1]")
    klass.grade()
    result = command(*(word.format(folder=klass.folder, results=klass.results) for word in words))
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_a_finished_gradebook_is_one_file_that_can_be_sent(klass, tmp_path):
    klass.grade()
    assert sorted(p.name for p in klass.results.glob("gradebook.db*")) == ["gradebook.db"]
    shutil.copy(klass.results / "gradebook.db", tmp_path / "sent.db")
    (tmp_path / "sent.db").chmod(0o400)
    assert "3 submissions" in command("report", tmp_path / "sent.db").stdout


COMMAND = [sys.executable, "-c", "from grader.cli import main; main()", "batch", "--jobs", "2", "-a", "hw"]


def many(klass, number=400):
    """Fill the class, and begin to grade it in a process of its own; return that process once it has graded some."""
    for index in range(number):
        (klass.folder / f"s{index:03d}.yaml").write_text(SLIP)
    asked = [*COMMAND, "--course", str(klass.course.folder), str(klass.folder)]
    process = subprocess.Popen(asked, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + 60
    while len(list((klass.results / "reports").glob("*.json"))) < 20:
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.005)
    return process


def test_a_killed_grading_goes_on_where_it_was(klass):
    process = many(klass)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    with sqlite3.connect(klass.results / "gradebook.db") as db:
        (entered,) = db.execute("SELECT count(*) FROM submissions").fetchone()
    assert 19 <= entered < 403
    klass.grade("--jobs", "1")
    assert len(klass.graded) == 403 - entered
    assert len(klass.rows()) == 403
    assert len(list((klass.results / "reports").glob("*"))) <= 2 * 403 + 1  # at most one half-written report lies beside them


class Deadly:
    """Grades, but kills its own process once, or always at one student."""

    def __init__(self, student, flag):
        self.student, self.flag = student, flag

    def __call__(self, entry):
        if entry.student == self.student or not (self.student or self.flag.exists()):
            self.flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return classwork._grade(entry)  # in a process of its own, where it is the real one


@pytest.mark.parametrize("student", ["", "s007"])
def test_a_process_that_is_killed_takes_nobody_elses_work_with_it(klass, monkeypatch, student):
    for index in range(60):
        (klass.folder / f"s{index:03d}.yaml").write_text(SLIP)
    flag = klass.course.folder / "killed"
    monkeypatch.setattr(classwork, "_grade", Deadly(student, flag))
    klass.grade("--jobs", "2")
    assert flag.exists()
    rows = klass.rows()
    assert len(rows) == 63
    assert [name for name, row in rows.items() if row["status"] == "grader_error"] == ([student] if student else [])


def test_no_process_outlives_a_killed_grading(klass):
    process = many(klass)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until = time.monotonic() + 60
    while _alive(process.pid):
        assert time.monotonic() < until
        time.sleep(0.05)


def _alive(group):
    """Return whether a process of the group runs; one that has ended and waits for its parent does not."""
    shown = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return any(int(line.split()[0]) == group and line.split()[1][0] != "Z" for line in shown.splitlines())


def test_ctrl_c_leaves_a_table_and_says_how_to_go_on(klass):
    process = many(klass)
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    done = len(klass.rows())
    assert f"stopped: {done} of 403 are graded; the same command goes on from here" in said
    klass.grade("--jobs", "1")
    assert len(klass.graded) == 403 - done
