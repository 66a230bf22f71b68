"""What the sandbox promises to the grader: replies in order, marks that stay, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import Call, Code, Limits, Loaded, Returns, Sandbox, SandboxError, Step, doctor
from grader.sandbox.box import _Session, probe
from grader.sandbox.launch import WarmParent
from grader.sandbox.levels import _attacked, bwrap
from tests.sandbox.helpers import X, ask, module, one, run

MIXED = """
import os
def good(x): return 2 * x
def loops(x):
    while x[0, 0] > 0: pass
    return x
def dies(x):
    if x[0, 0] > 0: os.kill(os.getpid(), 11)
    return x
def leaves(x): os._exit(7)
"""


def kinds(sandbox: Sandbox, *names: str) -> list[str]:
    replies = run(sandbox, MIXED, *(ask(name, seconds=0.3) for name in names)).replies
    return [reply.failure.kind if reply.failure else "fine" for reply in replies]


def test_what_was_earned_before_a_timeout_stays(sandbox: Sandbox) -> None:
    asked = ("good", "loops", "good", "loops", "good")
    assert kinds(sandbox, *asked) == ["fine", "timed_out", "fine", "not_run", "fine"]


def test_a_function_that_crashed_once_gets_its_later_cases(sandbox: Sandbox) -> None:
    good = Call("dies", (Step.lookup("dies"), Step.call("x")), {"x": -X})
    replies = run(sandbox, MIXED, ask("dies"), good, ask("dies"), good, ask("good")).replies
    assert [r.failure.kind if r.failure else "fine" for r in replies] == [
        "crashed", "fine", "crashed", "not_run", "fine",
    ]  # fmt: skip
    failure = replies[3].failure
    assert failure is not None
    assert failure.sentence == "not run: your dies had ended its process twice before this case"


def test_leaving_ends_only_the_call(sandbox: Sandbox) -> None:
    assert kinds(sandbox, "good", "leaves", "good", "leaves", "leaves") == [
        "fine", "exited", "fine", "exited", "not_run",
    ]  # fmt: skip


def test_a_submission_has_a_cap_of_its_own(strict: Sandbox) -> None:
    source = "import time\n" + "\n".join(f"def f{i}(x): time.sleep(9)" for i in range(6))
    started = time.monotonic()
    calls = [ask(f"f{i}", seconds=0.5) for i in range(6)]
    replies = run(strict, source, *calls, limits=Limits(total_seconds=1.2)).replies
    assert time.monotonic() - started < 4
    last = replies[-1].failure
    assert last is not None
    assert last.sentence == "not run: the submission had used up its 1.2 s"


def test_only_what_is_asked_starts_a_process() -> None:
    with Sandbox() as sandbox:
        done = sandbox.run(module("x = 1"), [], Limits())
        assert (done.processes, done.level, sandbox._launcher) == (0, "nothing was run", None)


def test_calls_may_depend_on_what_was_loaded(strict: Sandbox) -> None:
    def calls(loaded: Loaded) -> list[Call]:
        return [ask(name, x=X) for name in loaded.functions]

    done = strict.run(module("def a(x): return x\ndef b(x, y=1, *, z=2, **more): return -x"), calls, Limits())
    assert dict(done.loaded.functions) == {"a": ("x",), "b": ("x", "y", "z", "**more")}
    assert [reply.id for reply in done.replies] == ["a", "b"]
    assert strict.run(module("def a(x): return x"), lambda loaded: [], Limits()).replies == ()


def test_chains_keys_attributes_and_constants(sandbox: Sandbox) -> None:
    source = """
        W = [[1, 2], [3, 4]]
        class Net:
            def __init__(self, w): self.w = w
            def loss(self, x, reg=0.0):
                self.grad = x
                return {"loss": (x * self.w).sum() + reg, "grad": self.w}
    """
    inputs = {"w": X, "x": X, "reg": 0.5}
    chain = (Step.lookup("Net"), Step.call("w"), Step.attribute("loss"), Step.call("x", reg="reg"))
    replies = run(
        sandbox,
        source,
        Call("keys", chain, inputs, Returns.keys("loss", "grad")),
        Call("object", (Step.lookup("Net"), Step.call("w")), {"w": X}, Returns.attributes("w")),
        Call("constant", (Step.lookup("W"),), {}),
        Call("missing", (Step.lookup("Net"), Step.call("w"), Step.attribute("los"), Step.call()), {"w": X}),
    ).replies
    assert replies[0].names == ("loss", "grad")
    assert replies[0].values[0] == (X * X).sum() + 0.5
    assert replies[0].shares == ("w",)
    assert (replies[1].values[0] == X).all()
    assert (replies[2].values[0] == [[1, 2], [3, 4]]).all()
    failure = replies[3].failure
    assert failure is not None
    assert failure.sentence == "your Net has no 'los'"


def test_arguments_are_copies_and_come_back_as_they_are_after_the_call(sandbox: Sandbox) -> None:
    mine = X.copy()
    labels = np.array([0, 2], dtype=np.uint8)
    source = """
        def f(x, y, params, n, rate):
            assert type(n) is int and type(rate) is float and y.dtype == "uint8"
            x[0] = 0
            params["W"] += 1
            return x[1:]
    """
    call = Call(
        "f",
        (Step.lookup("f"), Step.call("x", "y", "params", "n", "rate")),
        {"x": mine, "y": labels, "params": {"W": np.ones(2, np.float32), "lr": 0.1}, "n": 3, "rate": np.float64(0.5)},
    )
    reply = one(sandbox, source, call)
    assert reply.failure is None
    assert (mine == X).all()
    assert list(reply.after) == ["x", "y", "params['W']"]
    assert (reply.after["x"] == [[0, 0], [3, 4]]).all()
    assert (reply.after["params['W']"] == 2).all()
    assert reply.after["y"].dtype == np.int64
    assert reply.shares == ("x",)


def test_a_reply_does_not_depend_on_the_calls_before(strict: Sandbox) -> None:
    source = "import numpy as np, random\ndef f(x): return np.random.rand(3) + random.random()"
    replies = run(strict, source, ask(), ask(), ask()).replies
    assert len({reply.values[0].tobytes() for reply in replies}) == 1


def test_output_is_kept_per_call_bounded_and_clean(sandbox: Sandbox) -> None:
    source = "print('loading')\ndef f(x):\n    print('\\x1b[31mred\\u202e' + 'a' * 10000)\n    return x"
    done = run(sandbox, source, ask(), ask())
    assert done.loaded.output == "loading\n"
    assert done.replies[1].output.startswith("redaaa")
    assert len(done.replies[1].output) <= 4096


@pytest.mark.parametrize(
    "what",
    [
        "os.write(3, b'x' * 100)",
        "os.write(3, b'BPG1' + bytes(200))",
        "os.close(3)",
        "[os.close(fd) for fd in range(3, 30) if fd]",
        "os.write(3, struct.pack('<4sIHxxIIQ', b'BPG1', s, 0, 1, 0, 2 ** 40))",
        "os.write(3, struct.pack('<4sIHxxIIQ', b'BPG1', s, 2, 0, 0, 0))",
        "os.write(3, struct.pack('<4sIHxxIIQ', b'BPG1', s, 0, 0, 0, 0))",
        "os.write(3, struct.pack('<4sIHxxIIQ', b'BPG1', s, 0, 1, 0, 50)); os.kill(os.getpid(), 19)",
    ],
)
def test_tampering_with_the_channel_gains_nothing(sandbox: Sandbox, what: str) -> None:
    # `s` is the number of the frame that is being answered: it is there to be found, in our own frames.
    source = f"""
        import os, struct, sys
        def f(x):
            frame = sys._getframe()
            while "self" not in frame.f_locals or not hasattr(frame.f_locals["self"], "_sequence"):
                frame = frame.f_back
            s = frame.f_locals["self"]._sequence
            try: {what}
            except OSError: pass
            return x
        def g(x): return 2 * x
    """
    replies = run(sandbox, source, ask(seconds=0.5), ask("g")).replies
    assert replies[0].failure is not None
    assert replies[0].failure.kind in ("protocol_violation", "exited", "timed_out")
    assert (replies[1].values[0] == 2 * X).all()


def test_a_whole_forged_answer_is_only_arrays(strict: Sandbox) -> None:
    source = """
        import sys
        class Channel:
            def __init__(self, real): self.real = real
            def read(self): return self.real.read()
            def write(self, data): self.real.write(data)
        def f(x):
            frame = sys._getframe()
            while "self" not in frame.f_locals or not hasattr(frame.f_locals["self"], "_results"):
                frame = frame.f_back
            child = frame.f_locals["self"]
            real = type(child)._results
            type(child)._results = lambda self, r, *rest: real(self, 0 * x, *rest)
            return x
    """
    reply = one(strict, source)
    assert reply.failure is None
    assert (reply.values[0] == 0).all()


def test_the_course_and_the_grader_cannot_be_imported(sandbox: Sandbox) -> None:
    for name in ("grader", "reference", "inside", "pydantic", "pytest"):
        reply = one(sandbox, f"import {name}\ndef f(x): return {name}.anything(x)")
        assert reply.failure is not None
        assert reply.failure.kind == "import_missing", name


def test_the_next_submission_knows_nothing_of_the_one_before(sandbox: Sandbox) -> None:
    one(sandbox, "import numpy as np, builtins\nbuiltins.left = np.left = 1\nnp.sum = None\ndef f(x): return x")
    reply = one(
        sandbox, "import numpy as np, builtins\ndef f(x): return [hasattr(np, 'left'), hasattr(builtins, 'left')]"
    )
    assert not reply.values[0].any()


def test_a_warm_parent_that_dies_is_started_again() -> None:
    with Sandbox("strict") as sandbox:
        assert one(sandbox, "def f(x): return x").failure is None
        launcher = sandbox._launcher
        assert isinstance(launcher, WarmParent)
        assert launcher._process is not None
        os.killpg(launcher._process.pid, signal.SIGKILL)
        launcher._process.wait()
        assert one(sandbox, "def f(x): return x").failure is None


def test_a_fork_of_the_grader_starts_a_parent_of_its_own(strict: Sandbox) -> None:
    assert one(strict, "def f(x): return x").failure is None
    pid = os.fork()
    if pid == 0:
        fine = one(strict, "def f(x): return x").failure is None
        strict.close()
        os._exit(0 if fine else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert one(strict, "def f(x): return x").failure is None


def test_nothing_outlives_the_grader(tmp_path: Path) -> None:
    program = (
        "import sys, os, numpy as np\n"
        "from grader.sandbox import *\n"
        "s = Sandbox(sys.argv[1]); s.level\n"
        "code = Code((('hw.py', b'def f(x):\\n    while True: pass'),), 'hw.py')\n"
        "import threading, signal\n"
        "threading.Timer(0.7, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()\n"
        "s.run(code, [Call('f', (Step.lookup('f'), Step.call('x')), {'x': np.ones(2)}, seconds=60)], Limits())\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    for level in ("strict", "limited"):
        subprocess.run(
            [sys.executable, "-c", program, level],
            env={**os.environ, "PYTHONPATH": root, "TMPDIR": str(tmp_path)},
            check=False,
            timeout=30,
        )
    inside = str(Path(root, "grader", "sandbox", "inside"))
    until = time.monotonic() + 5
    while time.monotonic() < until and _orphans(inside):
        time.sleep(0.05)
    assert _orphans(inside) == []


def _orphans(inside: str) -> list[str]:
    found = []
    for entry in os.listdir("/proc"):
        try:
            command = Path("/proc", entry, "cmdline").read_bytes().decode()
            parent = int(Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if inside in command and parent == 1:
            found.append(entry)
    return found


def test_a_course_inside_the_libraries_is_refused() -> None:
    import json

    refused = Sandbox("strict", forbidden=[Path(json.__file__).parent / "course"])
    with pytest.raises(SandboxError, match="which students' code may read: move the course elsewhere"):
        _ = refused.level
    with Sandbox("strict", forbidden=[Path(np.__file__).parents[1] / "grader" / "course"]) as sandbox:
        assert sandbox.level.startswith("strict")


def test_without_landlock_no_file_is_opened_at_all() -> None:
    launcher = WarmParent(strict=True, blind=True)
    try:
        assert _attacked(launcher, ["/etc/hostname"], probe) == []
        source = "import unittest, numpy.testing, asyncio\nimport numpy as np\ndef f(x): return np.linalg.inv(x) @ x"
        session = _Session(launcher, module(source), Limits())
        assert session.load().failure is None
        assert session.call(ask()).failure is None
        session.close()
    finally:
        launcher.close()


def test_bwrap_is_used_where_it_works(strict: Sandbox) -> None:
    assert ("bwrap" in strict.level) == bool(bwrap())


def test_the_doctor_names_every_layer() -> None:
    found = doctor()
    assert [layer for layer, _, _ in found] == [
        "system", "numpy", "landlock", "seccomp", "own user", "bwrap", "strict",
    ]  # fmt: skip
    assert all(sentence for _, _, sentence in found)


def test_importing_the_names_loads_no_machinery() -> None:
    program = (
        "import sys, grader.sandbox\n"
        "assert not {'numpy', 'socket', 'subprocess', 'ctypes', 'grader.sandbox.box'} & set(sys.modules)"
    )
    root = str(Path(__file__).resolve().parents[2])
    subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": root}, check=True)


def test_a_notebook_that_is_none_gets_a_sentence(strict: Sandbox) -> None:
    for source in (b"", b"{", b"[]", b'{"cells": 3}', b"[" * 100_000):
        failure = run(strict, Code((("a.ipynb", source),), "a.ipynb", "notebook")).loaded.failure
        assert failure is not None
        assert failure.sentence.startswith("your notebook cannot be read: save it again in Jupyter")
