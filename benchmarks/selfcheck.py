"""A student's self-check of a number submission, as a whole process, against a bare `python -c "import numpy, pydantic"`.

Prints medians of interleaved runs and their ratio. The goal: at most twice the bare import.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 15

BARE = [sys.executable, "-c", "import numpy, pydantic"]
SUBMISSION = ROOT / "submissions_example/hw5/one_slip/hw5.yaml"
CHECK = [
    sys.executable, "-c", "from grader.cli import main; main()",
    "--course", str(ROOT), "--assignment", "hw5", str(SUBMISSION),
]  # fmt: skip


def seconds(command: list[str]) -> float:
    """Return how long a command takes from start to end."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - started


def main() -> None:
    """Run both in turn, so that a slow moment of the machine meets both."""
    seconds(BARE), seconds(CHECK)
    pairs = [(seconds(BARE), seconds(CHECK)) for _ in range(RUNS)]
    bare, check = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"bare import of numpy and pydantic   {bare * 1000:7.0f} ms")
    print(
        f"grade --assignment hw5 answers.yaml {check * 1000:7.0f} ms   {ratio:.2f} × the bare import (goal: at most 2)"
    )


if __name__ == "__main__":
    main()
