"""What keeping student code apart costs: `python benchmarks/sandbox.py`, all figures from one run, medians.

bare fork           a warm interpreter forks, the child says that it is there and is killed
confined fork       … and takes every step of the confinement first
whole submission    fork, load a module, ten calls, kill, wait: with and without the confinement, and the same in a
                    fresh interpreter with NumPy (the `limited` level)
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from grader.sandbox import Call, Code, Limits, Sandbox, Step
from grader.sandbox.box import _Session
from grader.sandbox.launch import INSIDE, FreshInterpreter, Launcher, WarmParent

SOURCE = b"""
import numpy as np

def loss(x, w):
    return 0.5 * np.sum((x @ w) ** 2)

def gradient(x, w):
    return x.T @ (x @ w)
"""
CODE = Code((("hw.py", SOURCE),), "hw.py")
INPUTS = {"x": np.ones((8, 5)), "w": np.ones((5, 3))}
CALLS = [
    Call(f"{name}#{i}", (Step.lookup(name), Step.call("x", "w")), INPUTS)
    for i in range(5)
    for name in ("loss", "gradient")
]
# The same program, in which the one function that confines does nothing. There is no such switch outside this file.
BARE = f"""
import importlib.util, sys
folder, home = {str(INSIDE)!r}, sys.argv[4]
spec = importlib.util.spec_from_file_location("inside", folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules["inside"] = importlib.util.module_from_spec(spec)
sys.path.append(home)
from inside import confine, warm
sys.path.pop()
confine.confine = lambda *arguments: []
warm.main(False, False, home, int(sys.argv[5]))
"""


def median(action: Callable[[], object], count: int) -> float:
    """Return the median time in milliseconds."""
    action()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def started(launcher: Launcher) -> None:
    """Start a child, hear that it is ready, and end it."""
    session = _Session(launcher, CODE, Limits())
    session._start()
    session.close()


def submitted(launcher: Launcher) -> None:
    """Run a whole submission of ten calls."""
    session = _Session(launcher, CODE, Limits())
    assert session.load().failure is None
    assert all(session.call(call).failure is None for call in CALLS)
    session.close()


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, Sandbox("strict") as sandbox:
        program = Path(folder, "bare.py")
        program.write_text(BARE)
        bare = WarmParent(strict=False, program=str(program))
        confined = sandbox._ready()
        print(sandbox.level)
        tasks: dict[str, tuple[Callable[[], None], int]] = {
            "bare fork": (lambda: started(bare), 40),
            "confined fork": (lambda: started(confined), 40),
            "whole submission, not confined": (lambda: submitted(bare), 40),
            "whole submission, confined": (lambda: submitted(confined), 40),
            "whole submission, fresh Python": (lambda: submitted(FreshInterpreter()), 3),
        }
        # In turns: a slow minute of the machine shall slow all of them.
        rounds = [{name: median(*task) for name, task in tasks.items()} for _ in range(5)]
        bare.close()
    figures = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    for name, value in figures.items():
        print(f"{name:32} {value:8.2f} ms")
    whole = figures["whole submission, confined"]
    print(f"confined : not confined          {whole / figures['whole submission, not confined']:8.2f} ×   at most 2")
    print(f"fresh interpreter : confined     {figures['whole submission, fresh Python'] / whole:8.2f} ×   at least 10")


if __name__ == "__main__":
    main()
