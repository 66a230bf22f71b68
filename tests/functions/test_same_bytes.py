"""The same module gets the same report, byte for byte, each time and on one core or two."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from functions.conftest import COURSE, written
from functions.rows import GOOD, LOSS, NET
from grader.cli import main

MODULE = (
    GOOD.replace("len(yb)\n", "batch\n")
    + LOSS.replace("reg * W\n", "0\n")
    + NET.replace("* (h > 0)", "")
    + """
def relu_backward(dout, cache):
    while dout.size:
        for i in range(100):
            cache = cache + np.random.rand() * i
def affine_forward(x, w, b):
    return x @ w + b + np.random.randn() * print(id)
"""
)


def report(folder: Path) -> str:
    found = CliRunner().invoke(
        main, ["-a", str(COURSE / "assignments/trial.yaml"), "--format", "json", str(folder / "trial.py")]
    )
    assert found.exit_code == 0
    return found.stdout


def test_a_module_graded_twice(tmp_path: Path) -> None:
    folder = written(tmp_path, MODULE)
    first = report(folder)
    assert report(folder) == first
    if hasattr(os, "sched_setaffinity"):
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(before)})
        try:
            assert report(folder) == first
        finally:
            os.sched_setaffinity(0, before)


@pytest.mark.parametrize("inside", [{}, {"notes.txt": "x"}])
def test_a_folder_with_the_name_of_a_module(tmp_path: Path, inside: dict[str, str]) -> None:
    (tmp_path / "work" / "trial.py").mkdir(parents=True)
    written(tmp_path / "work" / "trial.py", inside)
    found = CliRunner().invoke(main, ["-a", str(COURSE / "assignments/trial.yaml"), str(tmp_path / "work")])
    assert found.exit_code == 2
    assert "trial.py: cannot be read: it is a folder" in found.stderr
