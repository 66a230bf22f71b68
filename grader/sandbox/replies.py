"""Reads what comes back from a student's process, and believes none of it.

Every length is checked before anything of that length is made, every wait has a deadline, and whatever is odd is a
`Violation`: a verdict about the submission, never an error of ours.
"""

from __future__ import annotations

import math
import select
import socket
import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from grader.sandbox.inside import wire

if TYPE_CHECKING:
    from grader.sandbox.calls import Array

_MAX_NAME = 1024
# Arrays, texts and what frames them.
_MAX_BODY = wire.MAX_BYTES + wire.MAX_TEXTS + wire.MAX_ITEMS * (wire.ITEM.size + 8 * wire.MAX_DIMS + _MAX_NAME)
_STATUSES = {wire.OK, wire.READY, wire.REFUSED, *wire.STATUSES}


class Violation(Exception):
    """The bytes are no frame, or not the frame that was asked for."""


class Closed(Exception):
    """The other end is gone."""


class Late(Exception):
    """The deadline has passed."""


class Answer(NamedTuple):
    """A frame from the child, checked: arrays are our own, texts are bounded but not yet cleaned."""

    status: int
    line: int
    arrays: list[tuple[int, str, Array]]
    """Role, name, array."""
    texts: list[tuple[int, str, str]]
    """Role, name, text."""


class Peer:
    """Our end of a channel."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        sock.setblocking(False)

    def close(self) -> None:
        """Close our end; a child that still reads sees the end."""
        self._sock.close()

    def send(self, data: bytes, deadline: float) -> None:
        """Send all of it, or raise Late: a child that never reads must not hold us."""
        view = memoryview(data)
        while view:
            try:
                view = view[self._sock.send(view) :]
            except BlockingIOError:
                self._wait(deadline, writing=True)
            except OSError as error:
                raise Closed from error

    def receive(self, sequence: int, deadline: float) -> Answer:
        """Return the answer with this number."""
        head = self._exactly(wire.HEADER.size, deadline)
        status, count, line, length = check_header(bytes(head), sequence)
        return parse(status, line, count, self._exactly(length, deadline))

    def _exactly(self, length: int, deadline: float) -> bytearray:
        data = bytearray(length)
        view = memoryview(data)
        while view:
            if time.monotonic() >= deadline:  # also when bytes trickle in without end
                raise Late
            try:
                count = self._sock.recv_into(view)
            except BlockingIOError:
                self._wait(deadline, writing=False)
                continue
            except OSError as error:
                raise Closed from error
            if count == 0:
                raise Closed
            view = view[count:]
        return data

    def _wait(self, deadline: float, writing: bool) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise Late
        mine = [self._sock]
        # poll where there is one: select fails on descriptors above 1024.
        if hasattr(select, "poll"):
            poll = select.poll()
            poll.register(self._sock, select.POLLOUT if writing else select.POLLIN)
            ready = bool(poll.poll(math.ceil(left * 1000)))
        else:
            ready = any(select.select([] if writing else mine, mine if writing else [], [], left))
        if not ready:
            raise Late


def check_header(head: bytes, sequence: int) -> tuple[int, int, int, int]:
    """Return status, number of items, line and length of the body; refuse anything else than was asked for."""
    magic, number, status, count, line, length = wire.HEADER.unpack(head)
    if magic != wire.MAGIC or number != sequence or status not in _STATUSES:
        raise Violation("not the header of the frame that was asked for")
    if count > wire.MAX_ITEMS or length > _MAX_BODY or length < count * wire.ITEM.size:
        raise Violation("more than a frame may hold")
    return status, count, line, length


def parse(status: int, line: int, count: int, body: bytearray) -> Answer:
    """Take a body apart."""
    answer = Answer(status, line, [], [])
    view, at, array_bytes, text_bytes = memoryview(body), 0, 0, 0
    for _ in range(count):
        if len(view) - at < wire.ITEM.size:
            raise Violation("the body ends within an item")
        role, code, dims, _, label, length = wire.ITEM.unpack_from(view, at)
        at += wire.ITEM.size
        if dims > wire.MAX_DIMS or label > _MAX_NAME or 8 * dims + label + length > len(view) - at:
            raise Violation("an item is longer than its frame")
        shape = tuple(int.from_bytes(view[at + 8 * i : at + 8 * i + 8], "little") for i in range(dims))
        at += 8 * dims
        name = str(view[at : at + label], "utf-8", "replace")
        at += label
        data = view[at : at + length]
        at += length
        if code == wire.TEXT and dims == 0:
            text_bytes += length
            if length > wire.MAX_TEXT or text_bytes > wire.MAX_TEXTS:
                raise Violation("more text than a frame may hold")
            answer.texts.append((role, name, str(data, "utf-8", "replace")))
        elif code in wire.ANSWERS:
            array_bytes += length
            if array_bytes > wire.MAX_BYTES:
                raise Violation("more numbers than a frame may hold")
            answer.arrays.append((role, name, _array(code, shape, data)))
        else:
            raise Violation("an item of a kind that is no answer")
    if at != len(view):
        raise Violation("the body is longer than its items")
    return answer


def _array(code: int, shape: tuple[int, ...], data: memoryview) -> Array:
    dtype = np.dtype(wire.DTYPES[code])
    # In Python's own integers: a product that wraps around would pass.
    if max(shape, default=0) > wire.MAX_BYTES or math.prod(shape) * dtype.itemsize != len(data):
        raise Violation("an array whose shape does not fit its bytes")
    try:
        if code == wire.CODES[np.dtype(bool)]:  # any byte but 0 is true, and becomes 1
            flags: Array = np.frombuffer(data, np.uint8).reshape(shape) != 0
            return flags
        return np.frombuffer(data, dtype).reshape(shape).copy()
    except ValueError:  # dimensions of an empty array whose product is beyond the address space
        raise Violation("an array with an impossible shape") from None
