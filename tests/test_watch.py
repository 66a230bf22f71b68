"""`grade watch` in a process of its own: a report at once, another after each save, and an end."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

TEXT = """
title: Two steps
questions:
  - id: q1
    define: {z: w*x + b}
    given: {w: 0.7, x: 1.3, b: -0.2}
    parts: [{id: z, points: 2}]
"""


@pytest.fixture
def watched(course, tmp_path):
    """A folder in which hw is watched, and a way to wait for the next words on standard output."""
    course.assignment(TEXT)
    folder = tmp_path / "mine"
    folder.mkdir()
    command = [sys.executable, "-u", "-c", "from grader.cli import main; main()", "watch", "hw", "--course", str(course.folder)]
    environment = {**os.environ, "NO_COLOR": "1"}
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    lines = []
    threading.Thread(target=lambda: lines.extend(iter(process.stdout.readline, "")), daemon=True).start()

    def wait(words, seconds=30):
        until = time.monotonic() + seconds
        while not any(words in line for line in lines):
            assert time.monotonic() < until, lines
            time.sleep(0.02)
        lines.clear()

    yield folder, process, wait
    process.kill()
    process.wait()


def test_a_report_after_each_save(watched, course):
    folder, process, wait = watched
    wait("watching for hw.yaml or hw.py; Ctrl-C ends")
    (folder / "hw.yaml").write_text("q1: {z: 0.5}\n")
    wait("0 of 2 points")
    (folder / "hw.yaml").write_text("q1: {z: [")
    wait("Ctrl-C ends")  # half a file is no reason to end
    (folder / "hw.yaml").write_text("q1: {z: 0.71}\n")
    wait("2 of 2 points")
    course.assignment(TEXT.replace("points: 2", "points: 7"))
    wait("7 of 7 points")
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_an_assignment_that_is_none(course, tmp_path):
    command = [sys.executable, "-c", "from grader.cli import main; main()", "watch", "hw9", "--course", str(course.folder)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert "there is no assignment 'hw9'" in result.stderr
