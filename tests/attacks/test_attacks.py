"""Every attack of the corpus: at each level, with the kernel's layers alone, and against the naive grader."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import Call, Code, Limits, Run, Sandbox, SandboxError, Step
from grader.sandbox.launch import INSIDE, WarmParent
from tests.attacks.arena import Arena
from tests.attacks.corpus import ATTACKS, Attack

LIMITS = Limits(seconds=0.5, memory_mb=256, output_kb=64, total_seconds=5)
NAIVE_SECONDS = 2.5
# Our own fence at Python's level switched off, so that what the kernel's layers hold is seen by itself.
KERNEL_ONLY = f"""
import importlib.util, sys
folder, home = {str(INSIDE)!r}, sys.argv[4]
spec = importlib.util.spec_from_file_location("inside", folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules["inside"] = importlib.util.module_from_spec(spec)
sys.path.append(home)
from inside import warm, watch
sys.path.pop()
watch.watch = lambda allowed: None
warm.main(True, sys.argv[3] == "1", home, int(sys.argv[5]))
"""


@contextlib.contextmanager
def arena() -> Iterator[Arena]:
    folder = Path(tempfile.mkdtemp(prefix="arena"))
    try:
        with Arena(folder) as opened:
            yield opened
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Levels:
    """The sandboxes, opened when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._open = contextlib.ExitStack()
        self._sandboxes: dict[str, Sandbox] = {}
        self._folder = folder

    def sandbox(self, level: str) -> Sandbox:
        if level not in self._sandboxes:
            sandbox = self._open.enter_context(Sandbox("limited" if level == "limited" else "strict"))
            try:
                assert sandbox.level.startswith(level.removesuffix(", kernel only"))
            except SandboxError as error:
                pytest.skip(str(error))
            if level.endswith("kernel only"):
                program = self._folder / "kernel_only.py"
                program.write_text(KERNEL_ONLY)
                launcher = sandbox._launcher
                assert isinstance(launcher, WarmParent)
                launcher.close()
                launcher.program, launcher.wrapper = str(program), ()  # bwrap would not show it the program
            self._sandboxes[level] = sandbox
        return self._sandboxes[level]

    def close(self) -> None:
        self._open.close()


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Levels]:
    opened = Levels(tmp_path_factory.mktemp("levels"))
    yield opened
    opened.close()


class Grounds:
    """One arena for as long as nothing in it was touched."""

    def __init__(self) -> None:
        self._open = contextlib.ExitStack()
        self._arena: Arena | None = None

    def arena(self) -> Arena:
        if self._arena is None:
            self._arena = self._open.enter_context(arena())
        return self._arena

    def close(self) -> None:
        self._arena = None
        self._open.close()


@pytest.fixture(scope="module")
def grounds() -> Iterator[Grounds]:
    opened = Grounds()
    yield opened
    opened.close()


def everything(done: Run) -> str:
    """Return all text that came back, with the values read as text too."""
    texts = [done.loaded.output, str(done.loaded.failure), *done.loaded.notes]
    for reply in done.replies:
        texts += [reply.output, str(reply.failure), repr(reply.values)]
        for value in reply.values:
            texts.append(value.tobytes().decode("latin-1"))
            with contextlib.suppress(ValueError, OverflowError):
                texts.append(np.asarray(value).astype(np.uint8).tobytes().decode("latin-1"))
    return "\n".join(texts)


def attacked(sandbox: Sandbox, ground: Arena, attack: Attack, calls: int = 2) -> tuple[Run, set[str]]:
    source = (ground.prelude() + attack.source).encode()
    seconds = 0.2 if attack.effect == "hang" else 0.5
    call = Call("f", (Step.lookup("f"), Step.call("x")), {"x": ground.x}, seconds=seconds)
    ground.begin()
    started = time.monotonic()
    done = sandbox.run(Code((("hw.py", source),), "hw.py"), [call] * calls, LIMITS)
    seconds = time.monotonic() - started
    ground.settle()
    score = any(
        reply.failure is None and reply.values[0].shape == (2, 2) and np.allclose(reply.values[0], ground.expected)
        for reply in done.replies
    )
    return done, ground.effects(score, everything(done), seconds, allowed_seconds=6.0)


def named(attack: Attack) -> str:
    return f"{attack.effect}-{attack.name}"


@pytest.mark.parametrize("attack", ATTACKS, ids=named)
def test_an_attack_has_no_effect_under_strict(levels: Levels, grounds: Grounds, attack: Attack) -> None:
    done, effects = attacked(levels.sandbox("strict"), grounds.arena(), attack)
    if effects:
        grounds.close()
    assert len(done.replies) == 2
    assert effects == set()


FOR_THE_KERNEL = [attack for attack in ATTACKS if attack.effect not in ("score", "hang")]


@pytest.mark.parametrize("attack", FOR_THE_KERNEL, ids=named)
def test_the_kernels_layers_hold_an_attack_alone(levels: Levels, grounds: Grounds, attack: Attack) -> None:
    _, effects = attacked(levels.sandbox("strict, kernel only"), grounds.arena(), attack)
    if effects:
        grounds.close()
    assert effects == set()


# Without isolation by the kernel: a fresh interpreter each, so several at a time.


def limited_share(attacks: list[Attack]) -> dict[str, set[str]]:
    grounds, found = Grounds(), {}
    with Sandbox("limited") as sandbox:
        for attack in attacks:
            _, found[attack.name] = attacked(sandbox, grounds.arena(), attack, calls=1)
            if found[attack.name]:
                grounds.close()
    grounds.close()
    return found


def shared_out(work: Callable[[list[Attack]], dict[str, set[str]]], workers: int) -> dict[str, set[str]]:
    with ThreadPoolExecutor(workers) as pool:
        parts = pool.map(work, [ATTACKS[i::workers] for i in range(workers)])
        return {name: effects for part in parts for name, effects in part.items()}


@pytest.fixture(scope="module")
def limited_results() -> dict[str, set[str]]:
    return shared_out(limited_share, 4)


@pytest.mark.parametrize("attack", ATTACKS, ids=named)
def test_an_attack_has_no_effect_under_limited(limited_results: dict[str, set[str]], attack: Attack) -> None:
    effects = limited_results[attack.name]
    assert effects == set() or "limited" in attack.allowed


# The naive grader.


def naively(attack: Attack, server: subprocess.Popen[str]) -> set[str]:
    """Run an attack against the naive grader, in a process that can be thrown away."""
    assert server.stdin is not None
    assert server.stdout is not None
    with arena() as ground:
        submission, output = ground.outside.parent / "hw.py", ground.outside.parent / "output"
        submission.write_text(ground.prelude() + attack.source)
        server.stdin.write(f"{ground.course} {submission} {output}\n")
        server.stdin.flush()
        pid = int(server.stdout.readline())
        started = time.monotonic()
        ended, _, _ = select.select([server.stdout], [], [], NAIVE_SECONDS if attack.effect == "hang" else 30)
        seconds = time.monotonic() - started
        if not ended:
            with contextlib.suppress(ProcessLookupError):  # it ended at this very moment
                os.killpg(pid, signal.SIGKILL)
        assert server.stdout.readline() == "done\n"
        if attack.effect == "survivor":
            time.sleep(0.2)
        text = output.read_bytes()[-2_000_000:].decode(errors="replace")
        lines = text.strip().splitlines()
        score = bool(lines) and lines[-1] == '{"score": 1}'
        # A signal is delivered, a datagram arrives, a process shows up when the kernel comes to it: look again for a while.
        found: set[str] = set()
        until = time.monotonic() + 3
        while True:
            found |= ground.effects(score, text, seconds, 1e9 if ended else NAIVE_SECONDS)
            if attack.effect in found or time.monotonic() > until:
                return found
            time.sleep(0.05)


def naive_share(attacks: list[Attack]) -> dict[str, set[str]]:
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("naive.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, env={"OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
             "PYTHONPATH": str(Path(np.__file__).parents[1])},
    )  # fmt: skip
    with server:
        return {attack.name: naively(attack, server) for attack in attacks}


@pytest.fixture(scope="module")
def naive_results() -> dict[str, set[str]]:
    return shared_out(naive_share, 6)


@pytest.mark.parametrize("attack", ATTACKS, ids=named)
def test_an_attack_bites_a_naive_grader(naive_results: dict[str, set[str]], attack: Attack) -> None:
    assert attack.effect in naive_results[attack.name]
