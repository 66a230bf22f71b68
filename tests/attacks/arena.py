"""A throw-away course with canaries, listeners on loopback, and a victim: everything an attack could reach.

`Arena.effects` says from outside what an attack did. It never asks the attack.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import numpy as np

INSIDE = str(Path(__file__).resolve().parents[2] / "grader" / "sandbox" / "inside")


class Arena:
    """One course and its surroundings."""

    def __init__(self, folder: Path) -> None:
        self.sleep, self.key = str(10**9 + secrets.randbelow(10**9)), 1 + secrets.randbelow(10**9)
        self.token = "canary" + secrets.token_hex(8)
        self.course, self.outside = folder / "course", folder / "outside"
        for place in (self.course / "reference", self.course / "submissions", self.outside):
            place.mkdir(parents=True)
        weights = np.random.default_rng(secrets.randbits(64)).normal(size=(2, 2)).round(6).tolist()
        (self.course / "reference" / "__init__.py").write_text("")
        (self.course / "reference" / "secret.py").write_text(
            f"TOKEN = {self.token!r}\nimport numpy as np\nW = np.array({weights})\n\ndef f(x):\n    return W @ x\n"
        )
        (self.course / "submissions" / f"{self.token}.py").write_text(f"# another student's work: {self.token}\n")
        with contextlib.closing(sqlite3.connect(self.course / "gradebook.db")) as base:
            base.execute("create table points (student text, points real)")
            base.execute("insert into points values (?, 1.0)", (self.token,))
            base.commit()
        # Open to all, as on a shared machine: what keeps an attack out must be the sandbox.
        for root, folders, files in os.walk(folder):
            for name in folders:
                os.chmod(os.path.join(root, name), 0o777)
            for name in files:
                os.chmod(os.path.join(root, name), 0o666)
        place = folder
        while place != place.parent and place.stat().st_uid == os.getuid() and place != Path("/"):
            if str(place) != "/tmp":
                place.chmod(place.stat().st_mode | 0o055)
            place = place.parent
        self.x = np.array([[1.0, -2.0], [3.0, 4.0]])
        self.expected = np.array(weights) @ self.x
        self._ours: set[int] = set()
        self._before = self._state()
        self._listen(folder)
        self.victim = subprocess.Popen(
            [sys.executable, "-S", "-c", "import time; time.sleep(600)", self.token],
            env={"ANSWER_KEY": self.token},
        )
        # Stands for the grader: the test's own process has no secret in its environment.
        self.grader = self.victim.pid
        self._victim_before = self._victim_state()

    def _listen(self, folder: Path) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.unix = socket.socket(socket.AF_UNIX)
        self.unix_path = str(folder / "s")
        self.unix.bind(self.unix_path)
        os.chmod(self.unix_path, 0o777)
        self.unix.listen()
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract_name = "\0" + secrets.token_hex(8)
        self.abstract.bind(self.abstract_name)
        self.abstract.listen()
        self._listeners = {"tcp": self.tcp, "udp": self.udp, "unix": self.unix, "abstract": self.abstract}
        for listener in self._listeners.values():
            listener.setblocking(False)

    def __enter__(self) -> Arena:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for listener in self._listeners.values():
            listener.close()
        self.victim.kill()
        self.victim.wait()
        for pid in self.survivors():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if self._shared():
            subprocess.run(["ipcrm", "-M", hex(self.key)], check=False, capture_output=True)

    def prelude(self) -> str:
        """Return what every attack knows: the attacker is assumed to have seen the machine."""
        known = {
            "COURSE": str(self.course), "OUT": str(self.outside), "TCP": self.tcp.getsockname()[1],
            "UDP": self.udp.getsockname()[1], "UNIX": self.unix_path, "ABSTRACT": self.abstract_name,
            "VICTIM": self.victim.pid, "GRADER": self.grader, "SLEEP": self.sleep, "KEY": self.key,
        }  # fmt: skip
        return "".join(f"{name} = {value!r}\n" for name, value in known.items())

    def as_now(self) -> None:
        """Take the course as it is now for the state that must not change."""
        self._before = self._state()

    def effects(self, score: bool, text: str, seconds: float, allowed_seconds: float) -> set[str]:
        """Return everything that can be seen of an attack."""
        found = set()
        if score:
            found.add("score")
        if self.token in text:
            found.add("leak")
        if "RESOURCE" in text:
            found.add("resource")
        if seconds > allowed_seconds:
            found.add("hang")
        if self._state() != self._before:
            found.add("write")
        if self._heard():
            found.add("network")
        if self._victim_state() != self._victim_before:
            found.add("victim")
        if self.survivors() or self._shared():
            found.add("survivor")
        return found

    def _state(self) -> str:
        """Return a digest of all names, contents, modes and times of the course and of the folder beside it."""
        digest = hashlib.sha256()
        for root in (self.course, self.outside):
            for path in sorted([root, *root.rglob("*")]):
                if "__pycache__" in path.parts or (path.is_dir() and path.name == "reference"):
                    continue
                about = path.lstat()
                times = (about.st_mtime_ns, about.st_nlink) if not path.is_dir() else ()
                digest.update(repr((str(path), about.st_mode, about.st_uid, times)).encode())
                if path.is_file() and os.access(path, os.R_OK):
                    digest.update(path.read_bytes())
                with contextlib.suppress(OSError):
                    digest.update(repr(os.listxattr(path)).encode())
        return digest.hexdigest()

    def _heard(self) -> bool:
        heard = False
        for name, listener in self._listeners.items():
            with contextlib.suppress(BlockingIOError):
                if name == "udp":
                    listener.recv(100)
                else:
                    listener.accept()[0].close()
                heard = True
        return heard

    def _victim_state(self) -> object:
        pid = self.victim.pid
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            limits = Path(f"/proc/{pid}/limits").read_text()
            traced = "TracerPid:\t0" in Path(f"/proc/{pid}/status").read_text()
            favour = os.getpriority(os.PRIO_PROCESS, pid), os.sched_getaffinity(pid)
        except OSError:
            return "gone"
        return self.victim.poll() is None, state in "SRD", traced, limits, favour

    def _shared(self) -> bool:
        with contextlib.suppress(OSError):
            lines = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
            return any(line.split()[0] == str(self.key) for line in lines)
        return False

    def survivors(self) -> list[int]:
        """Return processes that an attack left behind: by their command line, which a fork inherits."""
        found = []
        parents = {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) in (os.getpid(), self.victim.pid):
                continue
            with contextlib.suppress(OSError, IndexError):
                command = Path(f"/proc/{entry}/cmdline").read_bytes().decode(errors="replace")
                rest = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
                if rest[0] == "Z":
                    continue
                parents[int(entry)] = int(rest[1])
                there = os.readlink(f"/proc/{entry}/cwd")
                if there == str(self.course) or self.sleep in command or INSIDE in command:
                    found.append(int(entry))
        # The warm parents are ours: children of this very process, or there before the attack began.
        return [pid for pid in found if parents[pid] != os.getpid() and pid not in self._ours]

    def begin(self) -> None:
        """Take what runs now for ours: under bwrap the warm parent is a grandchild."""
        self._ours = set()
        self._ours = set(self.survivors())

    def settle(self) -> None:
        """Wait a moment for the census where processes are just ending."""
        until = time.monotonic() + 2
        while self.survivors() and time.monotonic() < until:
            time.sleep(0.02)
