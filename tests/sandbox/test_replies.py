"""Laws of the grader's end: any bytes whatever give a verdict, in time, without an allocation beyond the limit."""

from __future__ import annotations

import socket
import struct
import threading
import time
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox import Call, Limits, Loaded, Returns, Step
from grader.sandbox.box import _Session
from grader.sandbox.inside import wire
from grader.sandbox.launch import Ended
from grader.sandbox.readings import read_loaded, read_reply
from grader.sandbox.replies import Answer, Closed, Late, Peer, Violation
from grader.sandbox.words import KINDS, Words, clean
from tests.sandbox.helpers import X, ask, module

WORDS = Words(False, 100, 64)
CALL = ask(returns=Returns.tuple("a", "b"), x=X)


def received(data: bytes, sequence: int = 7) -> Answer:
    """Return what the grader makes of these bytes when the other end closes after them."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)
        theirs.send(data[:100_000])
        theirs.shutdown(socket.SHUT_WR)
        return Peer(ours).receive(sequence, time.monotonic() + 5)


def verdict(data: bytes) -> str:
    """Return what kind of end these bytes come to, as a reply and as the news of a loaded module."""
    try:
        answer = received(data)
    except (Violation, Closed) as end:
        return type(end).__name__
    for read in (lambda: read_reply(answer, CALL, Loaded(), WORDS, 1.0), lambda: read_loaded(answer, WORDS, 1.0)):
        try:
            failure = read().failure  # type: ignore[no-untyped-call]
        except Violation:
            continue
        assert failure is None or failure.kind in KINDS
    return "Answer"


def item(role: int, code: int, name: bytes, shape: tuple[int, ...], data: bytes, length: int | None = None) -> bytes:
    head = wire.ITEM.pack(role, code, len(shape), 0, len(name), len(data) if length is None else length)
    return head + struct.pack(f"<{len(shape)}Q", *shape) + name + data


def framed(*items: bytes, status: int = 0, count: int | None = None, length: int | None = None, line: int = 0) -> bytes:
    body = b"".join(items)
    whole = len(body) if length is None else length
    return wire.HEADER.pack(wire.MAGIC, 7, status, len(items) if count is None else count, line, whole) + body


numbers = st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2, 8, 2**31, 2**32, 2**63, 2**64 - 1])
items = st.builds(
    item,
    st.integers(0, 255) | st.integers(0, 9),
    st.integers(0, 255) | st.integers(1, 4) | st.just(wire.TEXT),
    st.binary(max_size=20),
    st.lists(numbers | st.integers(0, 3), max_size=20).map(tuple),
    st.binary(max_size=64),
    st.none() | numbers,
)
frames = st.builds(
    framed,
    items,
    items,
    status=st.integers(0, 65535) | st.sampled_from(sorted(wire.STATUSES)) | st.just(0),
    count=st.none() | st.integers(0, 2**32 - 1),
    length=st.none() | numbers,
    line=st.integers(0, 2**32 - 1),
)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_verdict(data: bytes) -> None:
    assert verdict(data) in ("Violation", "Closed")


@given(st.binary(max_size=300))
def test_any_body_gives_a_verdict(data: bytes) -> None:
    verdict(wire.HEADER.pack(wire.MAGIC, 7, 0, 1, 0, len(data)) + data)


@settings(max_examples=400)
@given(frames)
def test_any_frame_gives_a_verdict(data: bytes) -> None:
    verdict(data)


GOOD = wire.frame(
    7,
    wire.OK,
    [
        wire.array_item(wire.VALUE, np.arange(6.0).reshape(2, 3), "a"),
        wire.array_item(wire.VALUE, np.array([True, False]), "b"),
        wire.array_item(wire.AFTER, X, "x"),
        wire.text_item(wire.OUTPUT, "hello"),
    ],
)


@settings(max_examples=400)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255), st.integers(0, len(GOOD)))
def test_one_wrong_byte_or_an_early_end_gives_a_verdict(at: int, byte: int, end: int) -> None:
    verdict((GOOD[:at] + bytes([byte]) + GOOD[at + 1 :])[:end])
    verdict(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :])


def test_a_good_frame_is_read() -> None:
    reply = read_reply(received(GOOD), CALL, Loaded(), WORDS, 1.0)
    assert reply.names == ("a", "b")
    assert [value.dtype.str for value in reply.values] == ["<f8", "|b1"]
    assert reply.output == "hello"
    assert all(type(value) is np.ndarray and value.flags.owndata for value in reply.values[:1])


BAD: dict[str, bytes] = {
    "another sequence number": wire.frame(8, 0, []),
    "a body beyond the limit": framed(length=2**40, count=1),
    "more items than may be": framed(count=2**32 - 1, length=2**30),
    "a shape whose product wraps around": framed(item(1, 1, b"", (2**32, 2**32), b"")),
    "a negative dimension": framed(item(1, 1, b"", (2**64 - 1,), b"")),
    "an empty array of impossible shape": framed(item(1, 1, b"", (2**62, 2**62, 0), b"")),
    "33 dimensions": framed(item(1, 1, b"", (1,) * 33, b"\0" * 8)),
    "an object array": framed(item(1, 99, b"", (1,), b"\0" * 8)),
    "complex numbers": framed(item(1, 14, b"", (1,), b"\0" * 16)),
    "half an element": framed(item(1, 1, b"", (1,), b"\0" * 4)),
    "too much text": framed(item(6, 20, b"", (), b"x" * 5000)),
    "bytes after the last item": framed(item(1, 1, b"", (), b"\0" * 8), b"more", count=1),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_frame_is_a_violation(what: str) -> None:
    assert verdict(BAD[what]) == "Violation"


def test_no_more_is_allocated_than_a_frame_may_hold() -> None:
    tracemalloc.start()
    try:
        for data in BAD.values():
            verdict(data)
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_bytes_that_trickle_in_meet_the_deadline() -> None:
    ours, theirs = socket.socketpair()
    stop = threading.Event()

    def trickle() -> None:
        for byte in GOOD:
            if stop.wait(0.05):
                return
            theirs.send(bytes([byte]))

    thread = threading.Thread(target=trickle)
    with ours, theirs:
        thread.start()
        started = time.monotonic()
        with pytest.raises(Late):
            Peer(ours).receive(7, started + 0.5)
        assert time.monotonic() - started < 1.5
        stop.set()
        thread.join()


def test_a_child_that_never_reads_does_not_hold_us() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(Late):
        Peer(ours).send(b"x" * (32 << 20), time.monotonic() + 0.3)


class Fake:
    """A launcher whose processes say what they are told to."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def start(self, limits: Limits) -> Any:
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        theirs.send(wire.frame(0, wire.READY, []) + self.data)
        theirs.shutdown(socket.SHUT_WR)
        self.theirs = theirs
        return FakeProcess(ours)

    def close(self) -> None:
        pass


class FakeProcess:
    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def end(self) -> Ended:
        self.sock.close()
        return Ended(0, 0.0)

    def ended(self, seconds: float) -> Ended:
        return Ended(0, 0.0)


@given(st.binary(max_size=200) | frames)
def test_a_whole_submission_survives_any_bytes(data: bytes) -> None:
    session = _Session(Fake(data), module("x = 1"), Limits(seconds=1.0))
    loaded = session.load()
    session._loaded = Loaded()
    reply = session.call(Call("f", (Step.lookup("f"), Step.call("x")), {"x": X}, seconds=1.0))
    session.close()
    assert loaded.failure is not None
    assert reply.failure is not None


@settings(max_examples=40)
@given(st.text(max_size=100))
def test_shown_text_is_clean_and_bounded(text: str) -> None:
    shown = clean(text, 50)
    assert len(shown) <= 50
    assert not any(c in shown for c in "\x1b\x07\x00\x7f\x9b\u202e\u2066\u200e\ud800")


def test_escapes_go_whole() -> None:
    assert clean("\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07 \u202eevil") == "red link evil"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_inputs_arrive_as_they_were_sent(value: Any) -> None:
    parts = wire.put(value)
    body = b"".join(bytes(part) for one in parts for part in one)
    back = wire.take(iter(list(wire.split(body, len(parts)))))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?", ">f8", "c16"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)])
def test_arrays_arrive_as_they_were_sent(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    parts = wire.put({"x": array.T})
    body = b"".join(bytes(part) for one in parts for part in one)
    back = wire.take(iter(list(wire.split(body, len(parts)))))["x"]
    assert back.dtype == array.dtype.newbyteorder("=")
    assert back.shape == array.T.shape
    assert (back == array.T).all()
    assert back.flags.writeable
