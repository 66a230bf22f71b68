"""A course on disk: where it is, what it holds, and references loaded apart from everything else."""

import sys

import pytest

from grader.course import assignments, find_assignment, find_course, load_reference
from grader.errors import AuthorError


def sentences(error):
    return [problem.message for problem in error.value.problems]


def test_the_course_is_the_chosen_one_else_the_environments_else_the_nearest(course, tmp_path, monkeypatch):
    inside = course.folder / "somewhere" / "deep"
    inside.mkdir(parents=True)
    assert find_course(inside) == course.folder
    other = tmp_path / "other"
    (other / "assignments").mkdir(parents=True)
    monkeypatch.setenv("GRADE_COURSE", str(other))
    assert find_course(inside) == other
    assert find_course(inside, str(course.folder)) == course.folder


def test_outside_of_any_course_the_installed_one_is_used(tmp_path):
    assert "hw5" in assignments(find_course(tmp_path))


def test_a_chosen_folder_without_assignments_is_refused(tmp_path):
    with pytest.raises(AuthorError) as caught:
        find_course(tmp_path, str(tmp_path))
    assert sentences(caught) == [f"{tmp_path} is no course: it has no folder 'assignments'"]


def test_assignments_below_come_after_those_beside_and_never_hide_them(course):
    for name in ("hw2", "hw1", "extra/hw1", "extra/a"):
        path = course.folder / "assignments" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    found = assignments(course.folder)
    assert list(found) == ["hw1", "hw2", "a"]
    assert found["hw1"].parent.name == "assignments"


def test_an_assignment_is_found_by_id_and_by_path(course, monkeypatch):
    path = course.assignment("title: x", "hw3")
    monkeypatch.chdir(course.folder)
    for name in ("hw3", "assignments/hw3.yaml", str(path)):
        assert find_assignment(course.folder, name).resolve() == path


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hw4", "there is no assignment 'hw4' in assignments\n   did you mean 'hw3'?"),
        ("nothing", "there is no assignment 'nothing' in assignments\n   assignments of this course: hw3"),
        ("a/b.yaml", "there is no assignment file a/b.yaml"),
    ],
)
def test_an_unknown_assignment_is_told_with_the_nearest(course, monkeypatch, name, message):
    course.assignment("title: x", "hw3")
    monkeypatch.chdir(course.folder)
    with pytest.raises(AuthorError) as caught:
        find_assignment(course.folder, name)
    assert str(caught.value) == message


# References.


def load(course, code, name="net", **others):
    for other, text in others.items():
        course.reference(other, text)
    course.reference(name, code)
    return load_reference(course.folder / "reference", name)


@pytest.mark.parametrize(
    "style",
    [
        "from .activations import twice",
        "from reference.activations import twice",
        "from reference import activations\ntwice = activations.twice",
        "import reference.activations\ntwice = reference.activations.twice",
        "from . import activations\ntwice = activations.twice",
    ],
)
def test_a_reference_may_import_its_neighbour_in_every_way(course, style):
    graph = load(
        course, f"{style}\n\ndef z(x):\n    return twice(x)\n", activations="def twice(x):\n    return 2 * x\n"
    )
    assert list(graph.quantities) == ["z"]
    assert graph.world({"x": 3.0})["z"] == 6


@pytest.mark.parametrize("header", ["", "from grader.graph import gradient, misconception\n"])
def test_the_decorators_need_not_be_imported(course, header):
    graph = load(
        course,
        header
        + """
def z(x):
    "twice x"
    return 2 * x

@gradient(of="z", wrt="x")
def dz(x):
    return 2.0

@misconception("z", "x was squared", credit=0.25)
def z_squared(x):
    return x ** 2

def _helper(x):
    return x

class Unit:
    pass

constant = 3
""",
    )
    assert list(graph.quantities) == ["z", "dz"]
    assert graph.quantities["z"].doc == "twice x"
    assert graph.quantities["dz"].gradient.wrt == "x"
    assert graph.misconceptions["z_squared"].says == "x was squared"
    assert float(graph.misconceptions["z_squared"].credit) == 0.25


def test_a_neighbour_may_use_the_decorators_too(course):
    graph = load(
        course,
        "from .base import helper\n\ndef z(x):\n    return helper(x)\n",
        base="def helper(x):\n    return x\n\n@gradient(of='a', wrt='b')\ndef db(a):\n    return a\n",
    )
    assert graph.world({"x": 3.0})["z"] == 3


def test_two_courses_with_modules_of_one_name_never_clash(tmp_path):
    from course_kit import Course

    one, two = Course(tmp_path / "one"), Course(tmp_path / "two")
    for course, factor in ((one, 2), (two, 3)):
        course.reference("base", f"FACTOR = {factor}\n")
    graphs = [load(course, "from .base import FACTOR\n\ndef z(x):\n    return FACTOR * x\n") for course in (one, two)]
    assert [graph.world({"x": 1.0})["z"] for graph in graphs] == [2, 3]


def test_an_edited_reference_is_read_again(course):
    assert (
        load(course, "from .base import F\n\ndef z(x):\n    return F * x\n", base="F = 2\n").world({"x": 1})["z"] == 2
    )
    assert (
        load(course, "from .base import F\n\ndef z(x):\n    return F * x\n", base="F = 30\n").world({"x": 1})["z"] == 30
    )


def test_loading_leaves_no_trace(course):
    before = {name for name in sys.modules if name.split(".")[0] == "reference"}
    load(course, "from .base import F\n\ndef z(x):\n    return F * x\n", base="F = 2\n")
    assert {name for name in sys.modules if name.split(".")[0] == "reference"} == before
    assert not list(course.folder.rglob("__pycache__"))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def z(x:\n", "net.py:1:6: this reference is not Python: '(' was never closed\n 1 | def z(x:\n   |      ^"),
        (
            "import numpy as np\nx = np.nothing_like_it\n",
            "net.py:2:1: this reference cannot be loaded: AttributeError: module 'numpy' has no attribute 'nothing_like_it'\n"
            " 2 | x = np.nothing_like_it\n   | ^",
        ),
        (
            "def z(*x):\n    return x\n",
            "net.py:1:1: 'z' takes * or ** parameters: the parameters of a quantity name what it is computed from\n"
            "   a helper's name begins with '_'",
        ),
        (
            "from .nothing import x\n",
            "net.py:1:1: this reference cannot be loaded: ModuleNotFoundError: No module named 'reference.nothing'\n"
            " 1 | from .nothing import x\n   | ^",
        ),
    ],
)
def test_a_reference_that_cannot_be_loaded_names_its_line(course, monkeypatch, code, message):
    monkeypatch.chdir(course.folder / "reference")
    with pytest.raises(AuthorError) as caught:
        load(course, code)
    assert str(caught.value) == message


def test_an_error_in_a_neighbour_is_shown_where_it_stands(course, monkeypatch):
    monkeypatch.chdir(course.folder / "reference")
    with pytest.raises(AuthorError) as caught:
        load(course, "from .base import F\n", base="a = 1\nF = 1 / 0\n")
    assert str(caught.value) == (
        "base.py:2:1: this reference cannot be loaded: ZeroDivisionError: division by zero\n 2 | F = 1 / 0\n   | ^"
    )


def test_an_unknown_reference_is_told_with_the_nearest(course):
    course.reference("softmax", "")
    with pytest.raises(AuthorError) as caught:
        load_reference(course.folder / "reference", "sofmax")
    [problem] = caught.value.problems
    assert problem.message.startswith("there is no reference 'sofmax' (")
    assert problem.hint == "did you mean 'softmax'?"
