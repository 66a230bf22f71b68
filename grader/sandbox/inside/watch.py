"""What a student's code asks of the machine, seen as Python asks for it: the reason behind an honest mistake's error.

The kernel refuses with "Permission denied" and no more; here the file or the module is still known, so that the
sentence can name it. Under `limited`, where the kernel does not refuse, this is the only fence: good against mistakes,
weak against malice, since code inside the same interpreter can get around it.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from typing import Any


class Refused(PermissionError):
    """Something that the sandbox has no place for."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(errno.EACCES, "not allowed in the grader", what or None)
        self.refused = kind


class InputCalled(EOFError):
    """The code waits for someone to type."""


class TooMuchOutput(BaseException):
    """More was printed than fits; no `except Exception` shall go on printing."""


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_WRITES = {
    "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.lchown", "os.utime", "os.setxattr", "os.removexattr", "os.chflags", "shutil.copyfile", "shutil.copymode",
    "shutil.copystat", "shutil.copytree", "shutil.rmtree", "shutil.move", "shutil.make_archive",
    "shutil.unpack_archive", "shutil.chown", "tempfile.mkstemp", "tempfile.mkdtemp",
}  # fmt: skip
_PROCESSES = {
    "os.fork", "os.forkpty", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.startfile/2",
    "subprocess.Popen", "pty.spawn", "_thread.start_new_thread", "_thread.start_joinable_thread",
    "_winapi.CreateProcess",
}  # fmt: skip
_LOOKS = {"os.listdir", "os.scandir", "os.chdir", "os.listxattr", "os.getxattr"}


def watch(allowed: list[str] | None) -> None:
    """Refuse from now on, with a reason, what the sandbox has no place for.

    `allowed` are the only paths to be read, where the kernel does not see to that; None where it does.
    """
    own = os.getpid()
    roots = tuple(path.rstrip("/") for path in allowed) if allowed is not None else None
    real: Callable[[Any], str] = os.path.realpath

    def readable(path: Any) -> bool:
        if roots is None or isinstance(path, int):
            return True
        whole = real(os.fsdecode(path))
        return any(whole == root or whole.startswith(root + os.sep) for root in roots)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, int):
                return
            if (isinstance(flags, int) and flags & _WRITING) or (isinstance(mode, str) and set(mode) & set("wax+")):
                raise Refused("refused_write", _name(path))
            if roots is not None and not readable(path) and os.path.exists(path):
                raise Refused("read", _name(path))
        elif event in _WRITES:
            raise Refused("refused_write", _name(arguments[0] if arguments else ""))
        elif event in _PROCESSES:
            raise Refused("refused_process", event)
        elif (event.startswith("socket.") and event != "socket.gethostname") or event == "urllib.Request":
            raise Refused("refused_network", event)
        elif event in ("os.kill", "os.killpg", "signal.pthread_kill"):
            if event == "os.kill" and arguments[0] != own:
                raise Refused("refused_process", event)
        elif roots is not None:
            if event in _LOOKS and arguments and not readable(arguments[0] or "."):
                raise Refused("read", _name(arguments[0]))
            if event.startswith("ctypes.") and _foreign():
                raise Refused("refused_process", event)
            if event in ("resource.prlimit", "resource.setrlimit", "fcntl.fcntl"):
                raise Refused("refused_process", event)
            if event == "sqlite3.connect" and arguments[0] not in (":memory:", ""):
                raise Refused("refused_write", _name(arguments[0]))

    sys.addaudithook(hook)


def _foreign() -> bool:
    """Whether ctypes is called by someone else than NumPy's own modules while they load."""
    frame = sys._getframe(2)
    return not any("numpy" in sys._getframe(depth).f_code.co_filename for depth in range(2, 5)) if frame else True


def _name(path: Any) -> str:
    try:
        return os.fsdecode(path)[-200:]
    except TypeError:
        return ""


class _Bytes:
    """The buffer below the output, for `io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")` at the top of a file."""

    closed = False

    def __init__(self, output: Output) -> None:
        self._output = output

    def write(self, data: Any) -> int:
        """Keep bytes as text."""
        self._output.write(bytes(data).decode("utf-8", "replace"))
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing waits here."""

    def readable(self) -> bool:
        """Say that nothing can be read here."""
        return False

    def writable(self) -> bool:
        """Say that this can be written to."""
        return True

    seekable = readable


class Output:
    """Where prints go: kept up to a limit, over which printing stops the call."""

    encoding, errors, newlines, name, mode, closed = "utf-8", "replace", None, "<output>", "w", False

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._limit = 64 << 10

    def start(self, limit: int) -> None:
        """Forget what was printed; allow this many characters from now on."""
        self._parts, self._size, self._limit = [], 0, limit

    def text(self) -> str:
        """Return what was printed."""
        return "".join(self._parts)

    def write(self, text: str) -> int:
        """Keep a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        room = self._limit - self._size
        self._size += len(text)
        if room > 0:
            self._parts.append(text[:room])
        if len(text) > room:
            raise TooMuchOutput
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Keep several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Do nothing: nothing waits here."""

    @property
    def buffer(self) -> _Bytes:
        """The same for bytes."""
        return _Bytes(self)

    def reconfigure(self, **settings: object) -> None:
        """Do nothing: what is printed here has no encoding."""

    def isatty(self) -> bool:
        """Say that this is no terminal."""
        return False

    def readable(self) -> bool:
        """Say that nothing can be read here."""
        return False

    def writable(self) -> bool:
        """Say that this can be printed to."""
        return True

    def fileno(self) -> int:
        """Refuse, as io.StringIO does."""
        import io

        raise io.UnsupportedOperation("fileno")


class NoInput:
    """A keyboard that nobody sits at."""

    encoding, errors, closed = "utf-8", "strict", False

    def _refuse(self, *arguments: object) -> Any:
        raise InputCalled("input() is called, and nobody is there to answer")

    read = readline = readlines = __iter__ = __next__ = fileno = _refuse
    __call__ = _refuse

    def isatty(self) -> bool:
        """Say that this is no terminal."""
        return False
