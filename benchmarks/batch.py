"""A class, graded as a whole process: what one submission costs beyond the start, against starting an interpreter with NumPy.

Makes two classes of the examples of hw5, one of answers and one of modules, grades each at two sizes with one process, and prints
the cost of a further submission and its ratio. Graders that start an interpreter for each submission pay at least 1. The claim:
less than 0.1 for answers (six formulas, a report in two formats, a row in the gradebook), less than 0.4 for a module of 27 calls.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "submissions_example" / "hw5"
CLASSES = {"answers": ["perfect_numbers", "one_slip", "rounded"], "modules": ["perfect_module", "elu_left_out"]}
FEW, MANY = 20, 220
GRADE = [sys.executable, "-c", "from grader.cli import main; main()", "batch", "--course", str(ROOT)]


def seconds(command: list[str]) -> float:
    """Return how long a command takes from start to end."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - started


def main() -> None:
    """Print a line for each class."""
    bare = [sys.executable, "-c", "import numpy"]
    starts = [seconds(bare) for _ in range(8)]
    with tempfile.TemporaryDirectory() as scratch:
        for kind, names in CLASSES.items():
            taken = []
            for size in (FEW, MANY):
                folder = Path(scratch) / f"{kind}{size}"
                for index in range(size):
                    shutil.copytree(EXAMPLES / names[index % len(names)], folder / f"student{index:04d}")
                taken.append(seconds([*GRADE, "--assignment", "hw5", "--jobs", "1", str(folder)]))
            starts += [seconds(bare) for _ in range(8)]  # before and after: the machine may have become slower
            each, start = (taken[1] - taken[0]) / (MANY - FEW), statistics.median(starts)
            print(
                f"{kind:<8} {MANY} students in {taken[1]:5.2f} s; a further submission {each * 1000:5.1f} ms, "
                f"{each / start:.2f} × the start of an interpreter with NumPy ({start * 1000:.0f} ms)"
            )


if __name__ == "__main__":
    main()
