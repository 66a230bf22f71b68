"""The frames between grader and child: a fixed binary header, then items of raw little-endian bytes. No pickle.

    header   magic 4 · sequence u32 · status u16 · 0 0 · items u32 · line u32 · length of the body u64
    item     role u8 · code u8 · dims u8 · 0 · length of name u32 · length of data u64 · shape u64 × dims · name · data

Towards the child the items are a tree of inputs (`put`, `take`), which the child may trust. Towards the grader only the
four dtypes of `ANSWERS` and text are legal, and `grader.sandbox.replies` trusts none of it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

MAGIC = b"BPG1"
HEADER = struct.Struct("<4sIHxxIIQ")
ITEM = struct.Struct("<BBBBIQ")

MAX_BYTES = 64 << 20
MAX_DIMS = 16
MAX_VALUES = 64
MAX_ITEMS = 1024
MAX_TEXT = 4096
"""Bytes of one text from the child."""
MAX_TEXTS = 256 << 10
"""Bytes of all the text in one frame."""

DTYPES = {
    1: "<f8", 2: "<f4", 3: "<i8", 4: "|b1",
    5: "<f2", 6: "|i1", 7: "<i2", 8: "<i4", 9: "|u1", 10: "<u2", 11: "<u4", 12: "<u8", 13: "<c8", 14: "<c16",
}  # fmt: skip
CODES = {np.dtype(name): code for code, name in DTYPES.items()}
ANSWERS = (1, 2, 3, 4)
TEXT, BYTES, FLOAT, INTEGER, BOOLEAN, NONE, LIST, TUPLE, MAPPING = 20, 21, 22, 23, 24, 25, 26, 27, 28

# Roles of what the child sends.
INPUT, VALUE, AFTER, SHARES, OUTPUT, DETAIL, NOTE, FUNCTION, CLASS, CONSTANT = range(10)

# Statuses. The child may only report what is its own to know: that it timed out or crashed, the grader sees for itself.
OK, READY, REFUSED = 0, 1, 2
STATUSES = {
    10: "not_found", 11: "not_implemented", 12: "raised", 13: "timed_out", 14: "out_of_memory", 15: "exited",
    16: "wrong_type", 17: "missing_key", 18: "too_large", 19: "too_much_output", 20: "import_missing",
    21: "load_failed", 22: "refused_process", 23: "refused_write", 24: "refused_network", 25: "input_called",
    26: "wrong_arguments",
}  # fmt: skip
STATUS_OF = {kind: status for status, kind in STATUSES.items()}


class Item(NamedTuple):
    """One item of a frame, taken apart."""

    role: int
    code: int
    name: str
    shape: tuple[int, ...]
    data: memoryview


def item(role: int, code: int, data: Any, name: str = "", shape: tuple[int, ...] = ()) -> list[Any]:
    """Return the buffers of one item."""
    label = name.encode("utf-8", "replace")
    view = memoryview(data)
    head = ITEM.pack(role, code, len(shape), 0, len(label), view.nbytes)
    return [head + struct.pack(f"<{len(shape)}Q", *shape) + label, data]


def array_item(role: int, array: np.ndarray[Any, Any], name: str = "") -> list[Any]:
    """Return the buffers of an array whose dtype is one of `DTYPES`."""
    flat = np.ascontiguousarray(array).reshape(-1).view(np.uint8) if array.size else np.empty(0, np.uint8)
    return item(role, CODES[array.dtype], flat.data, name, array.shape)


def text_item(role: int, text: str, name: str = "", limit: int = MAX_TEXT) -> list[Any]:
    """Return the buffers of a text; one that is too long is cut, never refused."""
    return item(role, TEXT, text.encode("utf-8", "replace")[:limit], name)


def frame(sequence: int, status: int, items: list[list[Any]], line: int = 0) -> bytes:
    """Return a whole frame."""
    buffers = [part for buffers in items for part in buffers]
    length = sum(memoryview(part).nbytes for part in buffers)
    head = HEADER.pack(MAGIC, sequence, status, len(items), min(max(line, 0), 0xFFFFFFFF), length)
    return b"".join([head, *buffers])


def put(value: Any, name: str = "") -> list[list[Any]]:
    """Return the items of an input: an array, a scalar, or a list, tuple or mapping of inputs."""
    if isinstance(value, np.ndarray):
        code = CODES.get(value.dtype.newbyteorder("<"))
        if code is None:
            raise TypeError(f"an input of dtype {value.dtype} cannot be sent to a student's code")
        return [array_item(INPUT, value.astype(DTYPES[code], copy=False), name)]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None:
        return [item(INPUT, NONE, b"", name)]
    if isinstance(value, bool):
        return [item(INPUT, BOOLEAN, b"\1" if value else b"\0", name)]
    if isinstance(value, int):
        return [item(INPUT, INTEGER, str(value).encode(), name)]
    if isinstance(value, float):
        return [item(INPUT, FLOAT, struct.pack("<d", value), name)]
    if isinstance(value, str):
        return [item(INPUT, TEXT, value.encode("utf-8", "surrogatepass"), name)]
    if isinstance(value, bytes):
        return [item(INPUT, BYTES, value, name)]
    if isinstance(value, Mapping):
        inner = [one for key, part in value.items() for one in put(part, str(key))]
        return [item(INPUT, MAPPING, b"", name, (len(value),)), *inner]
    if isinstance(value, list | tuple):
        inner = [one for part in value for one in put(part)]
        code = LIST if isinstance(value, list) else TUPLE
        return [item(INPUT, code, b"", name, (len(value),)), *inner]
    raise TypeError(f"an input of type {type(value).__name__} cannot be sent to a student's code")


def split(body: bytes | bytearray, count: int) -> Iterator[Item]:
    """Take a trusted body apart."""
    view, at = memoryview(body), 0
    for _ in range(count):
        role, code, dims, _, label, length = ITEM.unpack_from(view, at)
        at += ITEM.size
        shape = struct.unpack_from(f"<{dims}Q", view, at)
        at += 8 * dims
        name = str(view[at : at + label], "utf-8")
        at += label
        yield Item(role, code, name, shape, view[at : at + length])
        at += length


def take(items: Iterator[Item]) -> Any:
    """Build one input again: the inverse of `put`. Arrays are copies, writable and aligned."""
    return _build(next(items), items)


def _build(one: Item, items: Iterator[Item]) -> Any:
    if one.code in DTYPES:
        return np.frombuffer(one.data, DTYPES[one.code]).reshape(one.shape).copy()
    if one.code == FLOAT:
        return struct.unpack("<d", one.data)[0]
    if one.code == INTEGER:
        return int(str(one.data, "ascii"))
    if one.code == BOOLEAN:
        return one.data[0] == 1
    if one.code == NONE:
        return None
    if one.code == BYTES:
        return bytes(one.data)
    if one.code == LIST:
        return [take(items) for _ in range(one.shape[0])]
    if one.code == TUPLE:
        return tuple(take(items) for _ in range(one.shape[0]))
    if one.code == MAPPING:
        return {inner.name: _build(inner, items) for inner in (next(items) for _ in range(one.shape[0]))}
    return str(one.data, "utf-8", "surrogatepass")


def arrays_in(value: Any, name: str) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """Yield every array in an input, called as a student would reach it: `W1`, `params['W1']`, `layers[0]`."""
    if isinstance(value, np.ndarray):
        yield name, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from arrays_in(part, f"{name}[{key!r}]")
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from arrays_in(part, f"{name}[{index}]")
