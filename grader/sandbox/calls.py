"""What goes into the sandbox and what comes out: plain, frozen data, and no machinery.

A submission brings `Code`; the grader asks `Call`s of it; every call gets a `Reply`, which holds arrays or a `Failure`.
Nothing here is a score, and nothing here was decided by the student's process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from grader.errors import MachineError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.generic]
    Input = Array | float | int | bool | str | None | Sequence["Input"] | Mapping[str, "Input"]


@dataclass(frozen=True)
class Code:
    """What a submission brings."""

    files: tuple[tuple[str, bytes], ...]
    """Relative POSIX path → source, byte for byte as it was submitted."""
    main: str
    """The path of the file to load: one of `files`."""
    kind: Literal["module", "notebook"] = "module"
    """In a notebook only top-level imports, functions, classes and constants are taken."""


@dataclass(frozen=True)
class Step:
    """One link of a chain such as `TwoLayerNet(W1, b1).loss(X, y, reg=reg)`."""

    kind: Literal["name", "attribute", "item", "call", "keep", "recall", "set_attribute", "set_item"]
    name: str = ""
    """What is looked up: in the module for the first step, in the object before it for an attribute; an item's key as JSON."""
    args: tuple[str, ...] = ()
    """The inputs' names, in order."""
    keywords: tuple[tuple[str, str], ...] = ()
    """Parameter → the input's name."""

    @staticmethod
    def lookup(name: str) -> Step:
        """Look the name up in the student's module; every chain begins with it."""
        return Step("name", name)

    @staticmethod
    def attribute(name: str) -> Step:
        """Take an attribute of what the chain gave so far."""
        return Step("attribute", name)

    @staticmethod
    def call(*args: str, **keywords: str) -> Step:
        """Call what the chain gave so far, with inputs by name."""
        return Step("call", "", args, tuple(keywords.items()))

    @staticmethod
    def item(key: str | int) -> Step:
        """Take an entry of what the chain gave so far: `[1]`, `['W1']`."""
        return Step("item", json.dumps(key))

    @staticmethod
    def keep(*names: str) -> Step:
        """Keep what the chain gave under a name, or its parts under several, and begin a new chain."""
        return Step("keep", "", names)

    @staticmethod
    def recall(name: str) -> Step:
        """Begin a chain with what was kept; as an argument of a call it is just named."""
        return Step("recall", name)

    @staticmethod
    def put(kind: Literal["set_attribute", "set_item"], name: str, value: str) -> Step:
        """Set an attribute or an entry of what the chain gave to an input, and begin a new chain."""
        return Step(kind, name, (value,))


@dataclass(frozen=True)
class Returns:
    """What a call must give back, and what its slots are called in sentences."""

    form: Literal["value", "tuple", "keys", "attributes", "nothing"] = "value"
    names: tuple[str, ...] = ()
    """For a tuple the slots' names, in order; for keys and attributes the names themselves."""

    inner: tuple[Returns, ...] = ()
    """What each of the names holds in its turn, such as the dict of gradients beside a loss; empty: an array each."""

    @property
    def slots(self) -> tuple[str, ...]:
        """The name of each array that is expected; a single value has none."""
        if self.form == "value":
            return ("",)
        inner = self.inner or (Returns(),) * len(self.names)
        return tuple(
            slot
            for name, one in zip(self.names, inner, strict=True)
            for slot in ((name,) if one.form == "value" else one.slots)
        )

    @property
    def plain(self) -> tuple[object, ...]:
        """The same as nested tuples, as it crosses to the child."""
        return (self.form, self.names, tuple(one.plain for one in self.inner))

    @staticmethod
    def nothing() -> Returns:
        """Whatever is returned is not looked at: what counts is how the arguments were changed."""
        return Returns("nothing")

    @staticmethod
    def value() -> Returns:
        """One array, or something that is as good as one."""
        return Returns()

    @staticmethod
    def tuple(*names: str) -> Returns:
        """Return one array for each name, in this order; a list will do."""
        return Returns("tuple", names)

    @staticmethod
    def keys(*names: str) -> Returns:
        """Return a mapping with these keys; where the result is no mapping, attributes of these names will do."""
        return Returns("keys", names)

    @staticmethod
    def attributes(*names: str) -> Returns:
        """Return an object with these attributes."""
        return Returns("attributes", names)


@dataclass(frozen=True)
class Call:
    """One question to the student's code."""

    id: str
    chain: tuple[Step, ...]
    inputs: Mapping[str, Input] = field(default_factory=dict)
    """By name; the student gets copies, scalars as Python's own."""
    returns: Returns = field(default_factory=Returns)
    seconds: float = 10.0

    @property
    def function(self) -> str:
        """The dotted name that is called last, as a student would say it: `TwoLayerNet.loss`."""
        kept: dict[str, str] = {}
        name = last = ""
        for step in self.chain:
            if step.kind == "keep":
                kept.update(dict.fromkeys(step.args, name))
            if step.kind in ("keep", "set_attribute", "set_item"):
                name = ""
            elif step.kind == "recall":
                name = kept.get(step.name, step.name)
            elif step.kind in ("name", "attribute"):
                name = f"{name}.{step.name}" if name else step.name
            elif step.kind == "call":
                last = name
        return last or name


@dataclass(frozen=True)
class Failure:
    """Why there are no arrays, in one whole sentence for the student."""

    kind: str
    """One of `words.KINDS`."""
    sentence: str
    line: int | None = None
    """In the student's own file; in a notebook the line of the cell."""


@dataclass(frozen=True)
class Reply:
    """What came of one call."""

    id: str
    values: tuple[Array, ...] = ()
    """One for each slot, in order: plain float64, float32, int64 or bool arrays, our own."""
    names: tuple[str, ...] = ()
    """The slots' names, as the call gave them."""
    after: Mapping[str, Array] = field(default_factory=dict)
    """Every array among the inputs as it is after the call; one inside a list or mapping is called `params['W1']`."""
    shares: tuple[str, ...] = ()
    """The inputs with which a returned array shares its memory."""
    failure: Failure | None = None
    output: str = ""
    """What it printed: bounded, cleaned."""
    seconds: float = 0.0


@dataclass(frozen=True)
class Loaded:
    """What loading the student's module gave."""

    functions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name → names of the parameters, with their stars."""
    classes: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Stand-ins for packages that are missing, cells that were skipped."""
    failure: Failure | None = None
    output: str = ""


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    seconds: float = 10.0
    """For loading the module; each call says its own."""
    memory_mb: int = 2048
    output_kb: int = 64
    """What may be printed while loading, and again in each call."""
    total_seconds: float = 120.0
    """For the whole submission, however many calls and restarts."""


@dataclass(frozen=True)
class Run:
    """One submission, run."""

    loaded: Loaded
    replies: tuple[Reply, ...]
    """One for each call, in the calls' order."""
    level: str
    seconds: float = 0.0
    processes: int = 0
    """How many processes were started for it; 0 when there was nothing to run."""
    memory_mb: float = 0.0
    """The peak of the largest."""


class SandboxError(MachineError):
    """Student code cannot be run here as it was asked for; the sentence says what is lacking."""
