"""`grade batch`: a row for each student, whatever they handed in."""

import csv
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.gradebook.discover import discover
from grader.gradebook.results import file_names

TEXT = """
title: Two steps
questions:
  - id: q1
    define: {z: w*x + b, o: sigma(z)}
    given: {w: 0.7, x: 1.3, b: -0.2}
    parts:
      - {id: z, points: 1}
      - {id: o, points: 3}
  - id: q2
    parts:
      - {id: why, kind: written, points: 2, rubric: [{id: x, points: 2, text: says why}]}
"""
GOOD = "q1: {z: 0.71, o: 0.6704}\n"


@pytest.fixture
def klass(course):
    """A class's folder, and a way to grade it: its exit code, its rows by student, and the command's result."""
    course.assignment(TEXT)
    folder = course.folder / "class"
    folder.mkdir()

    def grade(*words):
        result = CliRunner().invoke(main, ["batch", "-a", "hw", str(folder), "--course", str(course.folder), *words])
        table = course.folder / "class-results" / "gradebook.csv"
        rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8")))) if table.exists() else []
        return result, {row["student"]: row for row in rows}

    return folder, grade


def test_a_row_each(klass):
    folder, grade = klass
    (folder / "ada.yaml").write_text(GOOD)
    (folder / "bob").mkdir()
    (folder / "bob" / "hw.yaml").write_text("q1: {z: 0.9, o: 0.7109}\nq2: {why: because}\n")
    (folder / "cyd.JSON").write_text('{"q1": {"z": 0.71}}')
    result, rows = grade()
    assert result.exit_code == 0
    assert result.stdout == ""
    assert rows == {
        "ada": {"student": "ada", "points": "4", "possible": "6", "percent": "66.67", "status": "graded", "late": "", "q1.z": "1", "q1.o": "3", "q2.why": "0"},
        "bob": {"student": "bob", "points": "3", "possible": "6", "percent": "50.00", "status": "provisional", "late": "", "q1.z": "0", "q1.o": "3", "q2.why": ""},
        "cyd": {"student": "cyd", "points": "1", "possible": "6", "percent": "16.67", "status": "graded", "late": "", "q1.z": "1", "q1.o": "0", "q2.why": "0"},
    }  # fmt: skip
    report = json.loads((folder.parent / "class-results" / "reports" / "ada.json").read_text())
    assert (report["student"], report["points"]) == ("ada", 4)


def test_one_bad_submission_never_stops_the_rest(klass):
    folder, grade = klass
    (folder / "ada.yaml").write_text(GOOD)
    (folder / "empty").mkdir()
    (folder / "broken.zip").write_bytes(b"PK not really")
    (folder / "large.yaml").write_bytes(b"#" * (2 << 20))
    (folder / "bytes.yaml").write_bytes(bytes(range(256)))
    (folder / "deep.json").write_text("[" * 100_000)
    (folder / "list.yaml").write_text("- 1\n")
    (folder / "void.yaml").write_text("")
    (folder / "link.yaml").symlink_to(folder / "ada.yaml")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "zoe.yaml").write_text(GOOD)
    result, rows = grade()
    assert result.exit_code == 0
    assert {name: (row["points"], row["status"]) for name, row in rows.items()} == {
        "ada": ("4", "graded"),
        "broken": ("0", "unreadable"),
        "bytes": ("0", "unreadable"),
        "deep": ("0", "unreadable"),
        "empty": ("0", "unreadable"),
        "large": ("0", "unreadable"),
        "link": ("0", "unreadable"),
        "list": ("0", "unreadable"),
        "pipe": ("0", "unreadable"),
        "void": ("0", "graded"),
        "zoe": ("4", "graded"),
    }
    report = json.loads((folder.parent / "class-results" / "reports" / "large.json").read_text())
    assert any("has 2048 KiB; at most 1024 KiB are read" in note for note in report["notes"])


def test_an_error_of_ours_is_one_row_without_points_and_exit_three(klass, monkeypatch):
    from grader.grading import Grader

    folder, grade = klass
    for name in ("ada", "bob"):
        (folder / f"{name}.yaml").write_text(GOOD)
    real = Grader.grade

    def fail(self, submission):
        if submission.student == "ada":
            raise ZeroDivisionError("our own slip")
        return real(self, submission)

    monkeypatch.setattr(Grader, "grade", fail)
    result, rows = grade()
    assert result.exit_code == 3
    assert (rows["ada"]["status"], rows["ada"]["q1.z"]) == ("grader_error", "")
    assert (rows["bob"]["status"], rows["bob"]["points"]) == ("graded", "4")


def test_a_part_that_we_failed_on_has_no_points_in_the_table(klass, monkeypatch):
    from grader.kinds import number

    folder, grade = klass
    (folder / "ada.yaml").write_text(GOOD)

    def fail(*_):
        raise ZeroDivisionError("our own slip")

    monkeypatch.setattr(number, "observe", fail)
    result, rows = grade()
    assert result.exit_code == 3
    assert (rows["ada"]["status"], rows["ada"]["q1.z"], rows["ada"]["q1.o"]) == ("grader_error", "", "")


def test_the_name_of_the_file_is_the_student_whatever_it_says(klass):
    folder, grade = klass
    (folder / "ada.yaml").write_text("student: bob\n" + GOOD)
    (folder / "bob.yaml").write_text("q1: {z: 0}\n")
    _, rows = grade()
    assert {name: row["points"] for name, row in rows.items()} == {"ada": "4", "bob": "0"}


def test_several_files_of_one_stem_are_one_submission(klass):
    folder, grade = klass
    (folder / "ada.yaml").write_text("q1: {z: 0.71}\n")
    (folder / "ada.json").write_text('{"q1": {"o": 0.6704}}')
    _, rows = grade()
    assert {name: row["points"] for name, row in rows.items()} == {"ada": "4"}


def test_an_archive_is_a_submission(klass):
    folder, grade = klass
    with zipfile.ZipFile(folder / "ada.zip", "w") as archive:
        archive.writestr("../hw.yaml", GOOD)
    _, rows = grade()
    assert rows["ada"]["points"] == "4"
    assert not (folder.parent / "hw.yaml").exists()


@pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@x", '=HYPERLINK("x")'])
def test_a_name_that_begins_like_a_formula_is_none(klass, name):
    folder, grade = klass
    (folder / f"{name}.yaml").write_text(GOOD)
    grade()
    line = (folder.parent / "class-results" / "gradebook.csv").read_text().splitlines()[1]
    [row] = csv.reader([line])
    assert not row[0].startswith(("+", "-", "@"))
    assert row[0] in (f'="{name}"', f"'{name}") or '""' in row[0]


def test_only_one_student(klass):
    folder, grade = klass
    for name in ("ada", "bob"):
        (folder / f"{name}.yaml").write_text(GOOD)
    _, rows = grade("--only", "bob")
    assert list(rows) == ["bob"]
    result, _ = grade("--only", "eve")
    assert result.exit_code == 2
    assert f"there is no submission of 'eve' in {folder}" in result.stderr


def test_a_second_run_writes_the_same_bytes(klass):
    folder, grade = klass
    (folder / "bob.yaml").write_text("q1: {z: 0.9, o: 0.7109}\n")
    (folder / "ada.yaml").write_text(GOOD)
    results = folder.parent / "class-results"
    grade()
    first = {p: (results / p).read_bytes() for p in ("gradebook.csv", "reports/ada.json", "reports/bob.json")}
    grade()
    assert {p: (results / p).read_bytes() for p in first} == first


def test_less_feedback_in_the_reports_of_a_class(klass):
    folder, grade = klass
    (folder / "ada.yaml").write_text("q1: {z: 0.5}\n")
    report = folder.parent / "class-results" / "reports" / "ada.json"
    grade()
    assert "expected 0.71" in report.read_text()
    grade("--feedback", "hints")
    assert "0.71" not in report.read_text()


def test_results_may_go_elsewhere(klass, tmp_path):
    folder, grade = klass
    (folder / "ada.yaml").write_text(GOOD)
    grade("-o", str(tmp_path / "out" / "here"))
    assert (tmp_path / "out" / "here" / "gradebook.csv").exists()
    assert not (folder.parent / "class-results").exists()


def test_the_folder_one_is_in(klass, monkeypatch):
    folder, _ = klass
    (folder / "ada.yaml").write_text(GOOD)
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, ["batch", "-a", "hw", ".", "--course", ".."])
    assert result.exit_code == 0
    assert (folder.parent / "class-results" / "reports" / "ada.json").exists()


def test_results_among_the_submissions_are_nobodys_work(klass):
    folder, grade = klass
    (folder / "ada.yaml").write_text(GOOD)
    for _ in range(2):
        grade("-o", str(folder / "results"))
    table = (folder / "results" / "gradebook.csv").read_text()
    assert [line.partition(",")[0] for line in table.splitlines()] == ["student", "ada"]
    _, rows = grade()  # and where the results of another run go elsewhere
    assert list(rows) == ["ada"]


def test_results_do_not_lie_in_the_folder_of_submissions_itself(klass):
    folder, grade = klass
    (folder / "ada.yaml").write_text(GOOD)
    result, _ = grade("-o", str(folder))
    assert result.exit_code == 2
    assert "--output names another folder" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["ada.yaml"]


@pytest.mark.parametrize(
    ("name", "cell"),
    [("=1+1", '="=1+1"'), ("-x", '="-x"'), ('="&A1&"', '="=""&A1&"""'), ("a=b", "a=b"), ('a"b', 'a"b')],
)
def test_a_name_is_no_formula_in_a_spreadsheet(klass, name, cell):
    folder, grade = klass
    (folder / f"{name}.yaml").write_text(GOOD)
    _, rows = grade()
    assert list(rows) == [cell]


def test_what_is_no_submission_is_left_alone(tmp_path):
    for name in ("ada.yaml", ".hidden.yaml", "notes.txt", "Thumbs.db"):
        (tmp_path / name).write_text("")
    for name in ("bob", "__MACOSX", ".git"):
        (tmp_path / name).mkdir()
    (tmp_path / "cyd").symlink_to(tmp_path / "bob")
    assert [entry.student for entry in discover(tmp_path)] == ["ada", "bob"]


@pytest.mark.parametrize(
    ("students", "names"),
    [
        (["ada"], ["ada"]),
        (["a/b", "a\\b", "a:b"], ["a_b", "a_b-2", "a_b-3"]),
        (["..", "."], ["_", "_-2"]),
        (["Ada", "ada"], ["Ada", "ada-2"]),
        (["José"], ["José"]),
        (["x" * 300], ["x" * 120]),
        (["=1+1"], ["_1+1"]),
    ],
)
def test_a_students_name_is_a_safe_file_name(students, names):
    assert list(file_names(students).values()) == names
    assert all(Path(name).name == name for name in names)
