"""A mapping with fixed fields: the base of the types that are a document's schema, and what one field may hold.

A model is a class with annotations and nothing else; `reading.py` makes one from what was typed, `schema.py` describes it to
editors. Why this is no library's work: docs/decisions/0008-models-of-our-own.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import get_annotations
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    NoReturn,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
)

_T = TypeVar("_T")


class Bounds(NamedTuple):
    """Where a number must lie."""

    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None


class Pattern(NamedTuple):
    """What a text must look like, and the words for it."""

    regex: str
    hint: str


class Holds:
    """A value that another room reads, and what the schema for editors says of it."""

    def __init__(self, **schema: Any) -> None:
        self.schema = schema


class Reads(Holds):
    """A value that a function makes of what was typed; its ValueError says in one sentence why it cannot."""

    def __init__(self, function: Callable[[Any], Any], **schema: Any) -> None:
        super().__init__(**schema)
        self.function = function


class AtLeastOne:
    """A list that may not be empty."""


class OneOrMore:
    """A list that may be written as its only item."""


class Others:
    """The field that holds everything no other field is named for."""


class Field(NamedTuple):
    """One field of a model."""

    type: Any
    marks: tuple[Any, ...]
    """What is said of it beside its type: Bounds, Pattern, …"""
    default: Any
    """`...` where every document must have it."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Model:
    """A mapping with fixed fields; what it is called in a message is `noun`. A field that is not given has its default."""

    noun: ClassVar[str] = "this mapping"
    fields: ClassVar[dict[str, Field]] = {}
    """By name, inherited ones first."""
    rest: ClassVar[str] = ""
    """The field that holds everything no other is named for."""

    def __init_subclass__(cls) -> None:
        cls.fields = dict(cls.fields)
        for name, annotation in get_annotations(cls).items():
            type_, marks = unwrap(annotation)
            if has(marks, Others):
                cls.rest = name
            elif get_origin(annotation) is not ClassVar:  # type: ignore[comparison-overlap]
                cls.fields[name] = Field(type_, marks, vars(cls).get(name, ...))

    def __init__(self, **stated: Any) -> None:
        self.__dict__.update(stated)

    def check(self) -> None:
        """Look at the fields together.

        Errors: ValueError with one sentence.
        """

    @property
    def stated(self) -> dict[str, Any]:
        """The fields that were written."""
        return dict(vars(self))

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{self.noun} is frozen")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in vars(self).items())})"


def unwrap(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a type without `Annotated` and without None, and what `Annotated` said of it."""
    marks: tuple[Any, ...] = ()
    while True:
        if get_origin(annotation) is Annotated:
            marks = (*annotation.__metadata__, *marks)
            annotation = annotation.__origin__
        elif type(None) in (options := alternatives(annotation)):
            annotation = Union[tuple(o for o in options if o is not type(None))]  # noqa: UP007
        else:
            return annotation, marks


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """Return the members of a union; the type alone where it is none."""
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def has(marks: tuple[Any, ...], kind: type[_T]) -> _T | None:
    """Return the mark of this kind, if there is one."""
    return next((mark for mark in marks if isinstance(mark, kind)), None)


def is_model(annotation: Any) -> bool:
    """Tell whether a type is a model."""
    return isinstance(annotation, type) and issubclass(annotation, Model)


def kinds(annotation: Any) -> dict[str, type[Model]]:
    """Return the models of a union by the only value that their field `kind` may have."""
    return {get_args(model.fields["kind"].type)[0]: model for model in alternatives(annotation)}


def models(root: type[Model]) -> list[type[Model]]:
    """Return a model and all that its fields may hold, nearest first."""
    found = [root]
    for model in found:
        for field in model.fields.values():
            found += [m for m in dict.fromkeys(_inside(field.type)) if m not in found]
    return found


def _inside(annotation: Any) -> Iterator[type[Model]]:
    annotation = unwrap(annotation)[0]
    if is_model(annotation):
        yield annotation
    elif get_origin(annotation) is not Literal:
        for argument in get_args(annotation):
            yield from _inside(argument)
