"""docs/writing-an-assignment.md is followed to the letter: its files are written, its commands run, their output compared.

`python tests/test_author_page.py` writes the output of the commands anew; the diff is then to be read.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main

PAGE = Path(__file__).resolve().parent.parent / "docs" / "writing-an-assignment.md"
BLOCK = re.compile(r"(?:(?P<edit>In )?`(?P<file>[\w./]+)`:\n\n)?```(?P<kind>\w+)\n(?P<body>.*?)```", re.DOTALL)


def follow(page: str, folder: Path) -> list[tuple[str, str, str]]:
    """Do what the page says in a folder; return each command with the output it shows and the one it has."""
    out = []
    for block in BLOCK.finditer(page):
        body = block["body"]
        if block["kind"] == "console":
            command, _, shown = body.partition("\n")
            words = shlex.split(command.removeprefix("$ grade "))
            before = Path.cwd()
            os.chdir(folder)
            try:
                result = CliRunner().invoke(main, words, env={"COLUMNS": "80", "NO_COLOR": "1"})
            finally:
                os.chdir(before)
            out.append((command, shown, result.output))
        elif block["kind"] == "diff":
            path = folder / block["file"]
            old, new = (
                "\n".join(line[1:] for line in body.splitlines() if line.startswith(sign)) for sign in ("-", "+")
            )
            assert old in path.read_text(encoding="utf-8")
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        elif block["file"]:
            path = folder / block["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
    return out


def plain(output: str) -> list[str]:
    """Return the lines of an output, without what is of this machine: how code was kept apart."""
    kept = (line.rstrip() for line in output.splitlines() if not line.startswith(" code was run:"))
    return "\n".join(kept).strip().splitlines()


def test_the_page_shows_what_happens(tmp_path: Path) -> None:
    steps = follow(PAGE.read_text(encoding="utf-8"), tmp_path)
    assert len(steps) == 5
    for command, shown, output in steps:
        assert plain(output) == plain(shown), command


def test_the_page_needs_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    follow(PAGE.read_text(encoding="utf-8"), tmp_path)
    there = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file() and "__pycache__" not in str(p)}
    assert there == {
        "assignments/neuron.yaml", "reference/logistic_neuron.py", "neuron.yaml", "neuron.py", "reviews.yaml",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["formula", "function", "written"])
def test_the_page_has_every_kind_that_it_promises(kind: str) -> None:
    assert f"kind: {kind}" in PAGE.read_text(encoding="utf-8")


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        for command, shown, output in follow(text, Path(name)):
            text = text.replace(f"{command}\n{shown}```", f"{command}\n" + "\n".join(plain(output)) + "\n```")
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write("written\n")
