"""Files from strangers → responses. Whatever cannot be read is a sentence, and the rest is graded."""

import io
import json
import os
import stat
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.errors import StudentError
from grader.files import _without_pictures, read_file
from grader.submission import open_submission

PARTS = {"q1": ["u", "h", "dw"], "q2": ["u", "forward"], "q3": ["why"]}


def read(folder, student=""):
    return open_submission([folder], "hw", PARTS, student)


@pytest.fixture
def put(tmp_path):
    """Write files of a submission and open it."""

    def write(files, only=None):
        folder = tmp_path / "ada"
        folder.mkdir(exist_ok=True)
        for name, content in ({"hw.yaml": files} if isinstance(files, str | bytes) else files).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(folder / only if only else folder)

    return write


def values(submission):
    return {f"{q}.{p}": r.value for (q, p), r in submission.responses.items()}


def notes(submission):
    return [problem.message for problem in submission.problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("q1:\n  u: [1, 2]\n  h: 0.5\n", {"q1.u": ["1", "2"], "q1.h": "0.5"}),
        ("q1: {u: 1}\nq2: {u: 2}\n", {"q1.u": "1", "q2.u": "2"}),
        ("h: 1\ndw: [[1]]\n", {"q1.h": "1", "q1.dw": [["1"]]}),  # just one part can be meant
        ("q1_u: 1\nq2_u: 2\n", {"q1.u": "1", "q2.u": "2"}),
        ("q1.u: 1\nq2.u: 2\n", {"q1.u": "1", "q2.u": "2"}),
        ("q3: because\n", {"q3.why": "because"}),  # a question of one part
        ("q1:\n  u: |\n    1 2\n    3 4\n", {"q1.u": "1 2\n3 4\n"}),
        ("q1:\n  u:\n  h: 1\n", {"q1.u": None, "q1.h": "1"}),
        ("q1:\n", {}),
        ("student: ada\nq1: {u: 1}\n", {"q1.u": "1"}),
        ("assignment: hw\nq1: {u: 1}\n", {"q1.u": "1"}),
        ("\ufeffq1:\r\n  u: 1\r\n", {"q1.u": "1"}),
        (b"\xef\xbb\xbfq1: {u: 1}\n", {"q1.u": "1"}),
        ("q1: {u: −1, h: σ}\n".encode("utf-16"), {"q1.u": "−1", "q1.h": "σ"}),
        ("q1: {u: −1, h: σ}\n".encode("utf-16-be").join([b"\xfe\xff", b""]), {"q1.u": "−1", "q1.h": "σ"}),
        ("student: José\nq1: {u: 1}  # gelöst\n".encode("cp1252"), {"q1.u": "1"}),
    ],
)
def test_answers_are_found(put, text, found):
    submission = put(text)
    assert values(submission) == found
    assert notes(submission) == []


def test_a_name_in_windows_1252_is_kept(put):
    assert put("student: José\nq1: {u: 1}\n".encode("cp1252")).student == "José"


@pytest.mark.parametrize(
    ("text", "found", "sentences"),
    [
        ("q4: {u: 1}\nq1: {u: 2}\n", {"q1.u": "2"}, ["there is no question 'q4'; what is below it is not graded"]),
        ("q1: {uu: 1, h: 2}\n", {"q1.h": "2"}, ["q1 has no part 'uu'; this answer is not graded"]),
        ("q1: 5\n", {}, ["below 'q1:' the parts are missing, such as '  dw: …'"]),
        ("u: 5\n", {}, ["there is no question 'u'; what is below it is not graded"]),  # q1's or q2's?
        ("- 1\n- 2\n", {}, ["answers are a mapping: 'q1:' and below it 'u: …'"]),
        ("q1: {u: 1}\nq1: {h: 2}\n", {"q1.u": "1"}, ["the key 'q1' is given twice; the first is in line 1"]),
        ("q1: {u: 1, u: 2}\n", {"q1.u": "1"}, ["the key 'u' is given twice; the first is in line 1"]),
        ("q1: {u: &a 1, h: *a}\n", {"q1.u": "1", "q1.h": "*a"}, ["an anchor (&a) is not allowed here; write the value out", "an alias (*a) is not allowed here; write the value out"]),
        ("q1: {u: !!python/name:os.system 1}\n", {"q1.u": "1"}, ["a tag (!!python/name:os.system) is not allowed here"]),
        ("q1: {h: 1}\nh: 2\n", {"q1.h": "1"}, ["q1.h is answered twice; the answer in hw.yaml:1 is graded"]),
        ("q1: {h: 1}\nh: 1\nq1_h:\n", {"q1.h": "1"}, []),
        ("q1: {h: }\nh: 2\n", {"q1.h": "2"}, []),
        ("", {}, []),
        ("# nothing yet\n", {}, []),
    ],
)  # fmt: skip
def test_what_was_not_asked_for_is_told_and_the_rest_is_read(put, text, found, sentences):
    submission = put(text)
    assert values(submission) == found
    assert notes(submission) == sentences


def test_an_unknown_name_is_told_with_its_place_and_the_nearest(put):
    [problem] = put("q1:\n  dww: 1\n").problems
    assert str(problem) == (
        "hw.yaml:2:3: warning: q1 has no part 'dww'; this answer is not graded\n"
        " 2 |   dww: 1\n   |   ^^^\n"
        "   did you mean 'dw'?"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # each of these is no YAML as a whole
        ("q1:\n  u: [1, 2]\n  h: a: b\n  dw: 3\n", {"q1.u": ["1", "2"], "q1.h": "a: b", "q1.dw": "3"}),
        ("q1:\n  u: [1, 2\n  h: 4\n", {"q1.u": "[1, 2", "q1.h": "4"}),
        ("q1:\n  u: 'it\n  h: 4\n", {"q1.u": "'it", "q1.h": "4"}),
        ("q1:\n  u: `x`\n  h: 4\n", {"q1.u": "`x`", "q1.h": "4"}),
        ("q1:\n  u: @\n  h: 4\n", {"q1.u": "@", "q1.h": "4"}),
        ("q1:\n  u: %1\n  h: 4\n", {"q1.u": "%1", "q1.h": "4"}),
        ("q1:\n\tu: 3\n\th: 4\n", {"q1.u": "3", "q1.h": "4"}),
        ("q1:\n  u: 3\n   h: 4\n", {"q1.u": "3\nh: 4"}),
        ("q1:\n  u: |w|\n  h: 4\nq2:\n  u: 5\n", {"q1.u": "|w|", "q1.h": "4", "q2.u": "5"}),
        ("q1:\n  u: 1\n  words without a colon\n  h: 4\n", {"q1.u": "1", "q1.h": "4"}),
        ("student: ada\nq1:\n  u: {a\n  h: [[1, 2],\n    [3, 4]]\n", {"q1.u": "{a", "q1.h": [["1", "2"], ["3", "4"]]}),
    ],
)  # fmt: skip
def test_one_entry_that_is_no_yaml_does_not_stop_the_rest(put, text, found):
    submission = put(text)
    assert values(submission) == found
    assert len(submission.problems) == 1
    assert submission.problems[0].severity == "warning"


def test_a_response_knows_its_place(put):
    response = put("q1:\n  u: 1\n\n  h: [2, 3]\n").responses["q1", "h"]
    assert response.place == "hw.yaml:4"
    assert response.source == "  h: [2, 3]"


# Names of students.


@pytest.mark.parametrize(
    ("text", "student"),
    [("student: 4711\n", "4711"), ("student: Ada L.\n", "Ada L."), ("student:\n", "ada"), ("q1: {u: 1}\n", "ada")],
)
def test_the_student_is_the_one_named_else_the_folder(put, text, student):
    assert put(text).student == student


def test_what_a_grader_was_told_is_not_overruled_by_the_file(tmp_path):
    (tmp_path / "hw.yaml").write_text("student: mallory\n")
    assert read(tmp_path / "hw.yaml", "ada").student == "ada"


# JSON, modules, archives, folders.


def test_json_has_the_same_structure(put):
    submission = put({"hw.json": json.dumps({"q1": {"u": [1, 0.5], "h": "1/3", "dw": None}, "student": "eve"})})
    assert values(submission) == {"q1.u": ["1", "0.5"], "q1.h": "1/3", "q1.dw": None}
    assert submission.student == "eve"


def test_broken_json_is_told_with_its_place(put):
    [problem] = put({"hw.json": '{"q1": {"u": 1,}}'}).problems
    assert str(problem).startswith("hw.json:1:")
    assert "this is not JSON" in str(problem)


def test_words_in_a_module_are_answers_and_code_is_kept(put):
    code = 'dw = "(o - t) h"\nq2_u = \'x\'  # a remark\nh = r"""\\sigma(u)"""\nwhy = f"{no}"\n\ndef forward(x):\n    return x\n'
    submission = put({"hw.py": code})
    assert values(submission) == {"q1.dw": "(o - t) h", "q2.u": "x", "q1.h": "\\sigma(u)"}
    assert submission.files == (("hw.py", code.encode()),)
    assert submission.defines("forward") == "hw.py"
    assert submission.defines("dw") == "hw.py"
    assert submission.defines("backward") == ""


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("u = 0.730", "0.730"),
        ("u = -1/13  # a remark", "-1/13"),
        ("q1_u = [[0.10, -2e-3],  # a row\n        [3, 4]]\n", [["0.10", "-2e-3"], ["3", "4"]]),
        ("u = np.array((1.0, 2))", ["1.0", "2"]),
        ("u = ['a', \"c\"]", ["a", "c"]),
        ("def f(x):\n    u = 2\n    return u\n\nu = 0.5", "0.5"),
    ],
)
def test_numbers_in_a_module_are_read_as_they_are_written(put, code, value):
    assert values(put({"hw.py": code}))["q1.u"] == value


@pytest.mark.parametrize(
    "code",
    [
        "u = 0.5\nu = 0.7",
        "u = 0.5\nu += 1",
        "u = [0, 0]\nfor i in range(2):\n    u[i] = i",
        "u = 0.5\ndef u():\n    return 1",
        "u = x + 1",
        "u = True",
        "u = f(2)",
        "u = np.array([1, 2], dtype=int)",
        "u = (1,",
        "if True:\n    u = 0.5",
    ],
)
def test_what_a_module_computes_is_left_to_be_run(put, code):
    assert values(put({"hw.py": code})) == {}


@pytest.mark.parametrize("indent", [None, 1])
def test_a_notebook_is_read_like_a_module(put, indent):
    cells = [
        {"cell_type": "markdown", "source": ["u = 9"]},
        {"cell_type": "code", "source": "%matplotlib inline\ndw = '(o - t) h'"},
        {"cell_type": "code", "source": ["def h(z):\n", "    return z\n", "q1_u = 0.730"]},
    ]
    submission = put({"hw.ipynb": json.dumps({"cells": cells, "nbformat": 4}, indent=indent)})
    assert values(submission) == {"q1.dw": "(o - t) h", "q1.u": "0.730"}
    assert submission.responses["q1", "u"].place == "hw.ipynb"
    assert [submission.defines(name) for name in ("h", "q1_u", "z")] == ["hw.ipynb", "hw.ipynb", ""]


@pytest.mark.parametrize("text", ["", "[1]", '{"cells": 3}', '{"cells": [3]}', "[" * 100_000])
def test_what_is_no_notebook_defines_nothing(put, text):
    submission = put({"hw.ipynb": text})
    assert (values(submission), submission.defines("u")) == ({}, "")


def test_an_answer_file_goes_before_a_constant(put):
    assert values(put({"hw.yaml": "q1: {dw: '1'}", "hw.py": 'dw = "2"'})) == {"q1.dw": "1"}


def test_of_several_answer_files_in_a_folder_the_assignments_is_read(put):
    submission = put({"hw.yaml": "q1: {u: 1}", "data.json": '{"q1": {"u": 2}}', "other.yaml": "q1: {h: 3}"})
    assert values(submission) == {"q1.u": "1"}


def test_a_single_answer_file_may_have_any_name(put):
    assert values(put({"my answers.yaml": "q1: {u: 1}"})) == {"q1.u": "1"}


def test_what_is_hidden_or_junk_is_not_read(put):
    submission = put(
        {
            "hw.yaml": "q1: {u: 1}",
            ".hw.yaml.swp": "x",
            "__MACOSX/hw.yaml": "x",
            ".git/a.py": "x",
            "__pycache__/a.py": "x",
            "notes.txt": "x",
            "report.json": "{}",
        }
    )
    assert values(submission) == {"q1.u": "1"}
    assert submission.files == ()


def archive(*entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content, *mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = (mode[0] if mode else stat.S_IFREG | 0o644) << 16
            file.writestr(info, content)
    return buffer.getvalue()


def test_an_archive_is_read_in_memory(put):
    submission = put(
        {"hw.zip": archive(("hw/hw.yaml", "q1: {u: 1}"), ("hw/code.py", "x = 1"), ("__MACOSX/hw.yaml", "y"))}, "hw.zip"
    )
    assert values(submission) == {"q1.u": "1"}
    assert submission.files == (("hw/code.py", b"x = 1"),)


def test_no_name_in_an_archive_leads_anywhere(put, tmp_path):
    submission = put(
        {
            "a.zip": archive(
                ("../../evil.py", "x = 1"),
                ("/etc/evil.py", "x = 2"),
                ("..\\..\\evil.py", "x = 3"),
                ("hw.yaml", "q1: {u: 1}"),
            )
        },
        "a.zip",
    )
    assert values(submission) == {"q1.u": "1"}
    assert not any(part in {"..", "/", ""} for name, _ in submission.files for part in name.split("/"))
    assert not list(tmp_path.rglob("evil.py"))


def test_a_link_in_an_archive_is_not_followed(put):
    submission = put(
        {"a.zip": archive(("hw.yaml", "q1: {u: 1}"), ("key.yaml", "/etc/passwd", stat.S_IFLNK | 0o777))}, "a.zip"
    )
    assert values(submission) == {"q1.u": "1"}
    assert [m.partition(": ")[2] for m in notes(submission)] == [
        "key.yaml cannot be read: it is a link to another file"
    ]


@pytest.mark.parametrize("name", ["HW.YAML", "hw.Yml", "HW.JSON", "HW.ZIP", "mine/HW.YAML"])
def test_an_ending_may_be_in_capitals(put, name):
    text = b'{"q1": {"u": 1}}'
    files = {name: archive(("HW.YAML", text.decode()), ("HW.PY", "def h(u): return u")) if name == "HW.ZIP" else text}
    submission = put(files, name.partition("/")[0])
    assert values(submission) == {"q1.u": "1"}
    assert [path for path, _ in submission.files] == (["HW.py"] if name == "HW.ZIP" else [])


def test_an_archive_that_unpacks_without_end_is_cut(put):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb.yaml", b"0" * (50 << 20))
        file.writestr("hw.yaml", "q1: {u: 1}")
    submission = put({"a.zip": buffer.getvalue()}, "a.zip")
    assert values(submission) == {"q1.u": "1"}
    assert [m.partition(": ")[2] for m in notes(submission)] == ["bomb.yaml is larger than 1024 KiB"]


def test_many_archives_within_one_are_no_way_around(put):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(30):
            file.writestr(f"bomb{number:02d}.ipynb", b"0" * (17 << 20))
    with pytest.raises(StudentError) as caught:
        put({"a.zip": buffer.getvalue()}, "a.zip")
    said = [problem.message.partition(": ")[2] for problem in caught.value.problems]
    assert said == [f"bomb0{n}.ipynb is larger than 1024 KiB" for n in range(4)] + ["more than 64 MiB; the rest is not read"]


def test_a_damaged_archive_is_a_sentence_wherever_it_is_damaged(put):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("hw.yaml", "q1: {u: 1, v: [1, 2, 3], w: a text that is long enough to be packed}" * 3)
    whole = buffer.getvalue()
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 0x55
        with suppress(StudentError):  # and nothing else: zlib has errors of its own
            put({"a.zip": bytes(damaged)}, "a.zip")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04garbage", b"not an archive at all", archive(("hw.yaml", "x"))[:-8]]
)
def test_a_broken_archive_is_a_sentence(put, content):
    with pytest.raises(StudentError) as caught:
        put({"a.zip": content}, "a.zip")
    assert "is no archive that can be read" in str(caught.value)


def test_an_archive_with_a_password_is_a_sentence(put):
    data = bytearray(archive(("hw.yaml", "q1: {u: 1}")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    with pytest.raises(StudentError, match=r"is no archive that can be read: .*(password|encrypted)"):
        put({"a.zip": bytes(data)}, "a.zip")


# What is no file to read.


def refused(path):
    with pytest.raises(StudentError) as caught:
        read(path)
    return [problem.message for problem in caught.value.problems]


def test_a_file_that_is_not_there(tmp_path):
    assert refused(tmp_path / "hw.yaml") == [f"{tmp_path}/hw.yaml: there is no such file"]
    assert refused(tmp_path / "ada") == [f"{tmp_path}/ada: there is no such file"]


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "secret.yaml").write_text("q1: {u: 1}")
    (tmp_path / "hw.yaml").symlink_to(tmp_path / "secret.yaml")
    assert refused(tmp_path / "hw.yaml")[0] == f"{tmp_path}/hw.yaml: cannot be read: it is a link to another file"


def test_a_link_inside_a_folder_is_not_followed(put, tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.yaml").write_text("q1: {h: 1}")
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "sub").symlink_to(tmp_path / "secret")
    (tmp_path / "ada" / "other.py").symlink_to(tmp_path / "secret" / "key.yaml")
    submission = put("q1: {u: 1}")
    assert values(submission) == {"q1.u": "1"}
    assert notes(submission) == [f"{tmp_path}/ada/other.py: cannot be read: it is a link to another file"]


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "hw.yaml")
    assert refused(tmp_path / "hw.yaml")[0] == f"{tmp_path}/hw.yaml: cannot be read: it is no regular file"
    (tmp_path / "ada").mkdir()
    os.mkfifo(tmp_path / "ada" / "hw.py")
    assert refused(tmp_path / "ada")[0] == f"{tmp_path}/ada/hw.py: cannot be read: it is no regular file"


def test_a_device_is_not_read():
    with pytest.raises(StudentError) as caught:
        read_file(Path("/dev/zero"))
    assert str(caught.value) == "/dev/zero: cannot be read: it is no regular file"


def test_a_folder_with_a_modules_name_is_a_sentence(put):
    submission = put({"hw.yaml": "q1: {u: 1}", "code.py/inside.txt": "x"})
    assert [m.partition("code.py")[2] for m in notes(submission)] == [": cannot be read: it is a folder"]


def test_a_large_file_is_not_read(tmp_path):
    (tmp_path / "hw.yaml").write_bytes(b"#" * (2 << 20))
    assert refused(tmp_path / "hw.yaml")[0] == f"{tmp_path}/hw.yaml: has 2048 KiB; at most 1024 KiB are read"


def test_a_notebook_is_read_without_its_pictures(tmp_path, put):
    picture = '"image/png": "' + "iVBORw0KGgo\\n" * 200_000 + '"'
    notebook = f'{{"cells": [{{"outputs": [{{{picture}}}], "source": ["def f(x):"]}}]}}'
    packed = archive(("hw.ipynb", notebook))
    for submission in (put({"hw.ipynb": notebook}, "hw.ipynb"), put({"hw.zip": packed}, "hw.zip")):
        assert submission.files == (("hw.ipynb", notebook.replace(picture, '"image/png": ""').encode()),)


@pytest.mark.parametrize("text", ['"x",' * (1 << 19), '"' + "x" * (17 << 20), "x" * (2 << 20)])
def test_a_notebook_that_is_large_without_pictures_is_told_how_to_make_it_small(tmp_path, text):
    (tmp_path / "hw.ipynb").write_text(text)
    said = f"has {len(text) >> 10} KiB; without its pictures, at most 1024 KiB are read: clear the outputs and save it again"
    assert refused(tmp_path / "hw.ipynb")[0] == f"{tmp_path}/hw.ipynb: {said}"


def test_a_text_without_an_end_is_passed_over_in_one_go():
    assert _without_pictures(".ipynb", b'"' + b'\\"' * (4 << 20)) == b'""'


def test_a_file_of_another_kind_is_told_what_is_read(tmp_path):
    (tmp_path / "hw.docx").write_bytes(b"x")
    assert refused(tmp_path / "hw.docx") == [
        f"{tmp_path}/hw.docx: a submission is a folder or one of .yaml, .yml, .json, .py, .ipynb, .zip"
    ]


def test_an_empty_folder_holds_no_answers(tmp_path):
    assert refused(tmp_path) == [f"{tmp_path}: no answers (.yaml, .json) and no code (.py, .ipynb) in it"]


def test_a_folder_of_many_files_is_read_as_far_as_it_goes(put):
    submission = put({f"f{i:03}.py": "" for i in range(250)})
    assert len(submission.files) == 200
    assert notes(submission)[0].endswith("more than 200 files; the rest is not read")


@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example(b"q1:\n  u: \xff\xfe\n")
@example(b"q1: {u: \x00}")
@example(b"q1:\n  u: [" + b"[" * 500)
def test_no_bytes_break_the_reader(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("s") / "hw.yaml"
    path.write_bytes(content)
    for problem in read(path).problems:
        assert str(problem)


@given(st.text(alphabet="q12uhdw: [],{}'\"|\n\t-&*!%@`#.5", max_size=120))
def test_no_slip_of_the_keyboard_breaks_the_reader(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("s") / "hw.yaml"
    path.write_text(text)
    assert all(question in PARTS for question, _ in read(path).responses)
