"""The child's end of the channel: whole frames, read and written to the last byte."""

from __future__ import annotations

import os
import socket
from typing import Any, NamedTuple

from . import wire


class Frame(NamedTuple):
    """A frame from the grader."""

    sequence: int
    status: int
    items: int
    body: bytearray


class Channel:
    """A descriptor, or on Windows a socket: reads and writes through it are the only way out of the child."""

    def __init__(self, fd: int | None = None, sock: socket.socket | None = None) -> None:
        self._fd, self._sock = fd, sock
        # Held here, so that a student who replaces os.read hears nothing.
        self._os_read, self._os_write = os.read, os.write

    def read(self) -> Frame | None:
        """Return the next frame, or None when the grader has closed the channel."""
        head = self._exactly(wire.HEADER.size)
        if head is None:
            return None
        _, sequence, status, count, _, length = wire.HEADER.unpack(head)
        body = self._exactly(length)
        return None if body is None else Frame(sequence, status, count, body)

    def write(self, data: bytes) -> None:
        """Send a whole frame."""
        view = memoryview(data)
        while view:
            if self._fd is not None:
                sent = self._os_write(self._fd, view)
            else:
                assert self._sock is not None
                sent = self._sock.send(view)
            view = view[sent:]

    def send(self, sequence: int, status: int, items: list[list[Any]], line: int = 0) -> None:
        """Send a frame of these items."""
        self.write(wire.frame(sequence, status, items, line))

    def _exactly(self, length: int) -> bytearray | None:
        data = bytearray()
        while len(data) < length:
            wanted = min(length - len(data), 1 << 20)
            if self._fd is not None:
                part = self._os_read(self._fd, wanted)
            else:
                assert self._sock is not None
                part = self._sock.recv(wanted)
            if not part:
                return None
            data += part
        return data
