"""A class, graded as a whole process: what one submission costs beyond the start.

Makes two classes of the examples of hw5, one of answers and one of modules, grades each at two sizes, and prints the cost of a
further submission. Measured on a small virtual machine, one process: 5 ms for answers with six formulas, 40 ms for a module of
27 calls, a quarter of which is the start, the confinement and the end of its process.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "submissions_example" / "hw5"
CLASSES = {"answers": ["perfect_numbers", "one_slip", "rounded"], "modules": ["perfect_module", "elu_left_out"]}
FEW, MANY = 20, 220


def seconds(folder: Path) -> float:
    """Return how long `grade batch` takes for a folder, with one process."""
    command = [sys.executable, "-c", "from grader.cli import main; main()", "batch", "--course", str(ROOT)]
    started = time.perf_counter()
    subprocess.run(
        [*command, "--assignment", "hw5", "--jobs", "1", str(folder)], check=True, capture_output=True, cwd=ROOT
    )
    return time.perf_counter() - started


def main() -> None:
    """Print a line for each class."""
    with tempfile.TemporaryDirectory() as scratch:
        for kind, names in CLASSES.items():
            taken = []
            for size in (FEW, MANY):
                folder = Path(scratch) / f"{kind}{size}"
                for index in range(size):
                    shutil.copytree(EXAMPLES / names[index % len(names)], folder / f"student{index:04d}")
                taken.append(seconds(folder))
            each = (taken[1] - taken[0]) / (MANY - FEW)
            print(f"{kind:<8} {MANY} students in {taken[1]:5.2f} s; {each * 1000:5.1f} ms a further submission")


if __name__ == "__main__":
    main()
