"""How a student's function is called, and what must come of it: `call:`, `returns:` and `changes:` of a function part.

An author writes the call as the course does, `nn_epoch(X, y, W1, W2, lr=lr, batch=batch)` or `TwoLayerNet(W1, b1).loss(X, y)`.
Names are givens and quantities of the reference, also inside tuples, lists and dicts: `affine_backward(dout, (x, w, b))`.
Several lines are run one after the other, so that an object can be filled before it is used:

    net = TwoLayerNet(d, h, k)
    net.params['W1'] = W1
    net.loss(X, y, reg)

The text is parsed, never run here.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from grader.assignment import FunctionPart
from grader.errors import AuthorError, Problem, did_you_mean
from grader.key import PartKey, QuestionKey, quantities_of
from grader.sandbox import Returns, Step

MOST_VALUES = 64
"""Values that one call may be asked for."""
_KEY = re.compile(r"\[\s*(?:'([^']*)'|\"([^\"]*)\")\s*\]|\.?([A-Za-z_]\w*)")


@dataclass(frozen=True)
class Named:
    """An argument, or a piece of one, that is a given or a quantity."""

    name: str


@dataclass(frozen=True)
class Written:
    """An argument, or a piece of one, that the author wrote out."""

    value: Any


Tree = Named | Written | tuple["Tree", ...] | list["Tree"] | dict[str, "Tree"]


@dataclass(frozen=True)
class CallForm:
    """How a student's function is called, read from `call:`."""

    chain: tuple[Step, ...]
    arguments: Mapping[str, Tree]
    """Input's name, as sentences say it → what it is made of."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every given and quantity among the arguments, in their order."""
        return tuple(dict.fromkeys(name for tree in self.arguments.values() for name in _names(tree)))

    @property
    def literals(self) -> dict[str, Any]:
        """The arguments that are written out."""
        return {name: tree.value for name, tree in self.arguments.items() if isinstance(tree, Written)}

    def inputs(self, value: Callable[[str], Any]) -> dict[str, Any]:
        """Return what is passed, with `value` for each given and quantity."""
        return {name: _built(tree, value) for name, tree in self.arguments.items()}

    def arrays(self, inputs: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
        """Yield each array that was lent: its name in replies, the names it may have in `changes`, the array itself.

        The last of these names is the one that a sentence uses.
        """
        for name, tree in self.arguments.items():
            for path, own, value in _leaves(tree, inputs[name], name):
                for inner, array in _arrays(value, ""):
                    yield path + inner, tuple(dict.fromkeys((path + inner, own + inner))), array


def call_form(question: QuestionKey, part: PartKey) -> CallForm:
    """Return how the function of a part is called, read once.

    Errors: AuthorError, where `call:` is no call, or names what the question does not know.
    """
    kept = cast(dict[str, CallForm], question.streams.setdefault("calls", {}))
    if part.address not in kept:
        kept[part.address] = _call_form(question, part)
    return kept[part.address]


def _call_form(question: QuestionKey, part: PartKey) -> CallForm:
    spec = cast(FunctionPart, part.part)
    if not spec.call:
        parents = question.graph.parents(part.quantity)
        return CallForm((Step.lookup(spec.id), Step.call(*parents)), {name: Named(name) for name in parents})
    reader = _Reader()
    try:
        reader.read(textwrap.dedent(spec.call).strip())
    except (SyntaxError, ValueError) as error:
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        hint = "write it as the course does: step(x, w, lr=lr), Net(w).loss(x, y)"
        raise AuthorError(Problem(f"'{spec.call.strip()}' is no call: {said}", part.location, hint=hint)) from None
    form = CallForm(tuple(reader.chain), reader.arguments)
    known = [*question.graph.known(), *question.given, *question.samplers, *question.dims]
    for name in form.names:
        if name not in known:
            message = f"the call of {part.address} passes '{name}', which is neither given nor a quantity"
            raise AuthorError(Problem(message, part.location, hint=did_you_mean(name, known)))
    lent = {name for tree in form.arguments.values() for name in _names(tree)} | set(form.arguments)
    for argument in spec.changes:
        head = argument.partition("[")[0].strip()
        if head not in lent and argument not in lent:
            message = f"{part.address} says that '{argument}' changes, which is no argument of its call"
            raise AuthorError(Problem(message, part.location, hint=did_you_mean(argument, lent)))
    return form


@dataclass
class _Reader:
    """Reads the statements of a call into steps."""

    chain: list[Step] = field(default_factory=list)
    arguments: dict[str, Tree] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def read(self, text: str) -> None:
        body = ast.parse(text).body
        if not body:
            raise ValueError("nothing is called")
        for statement in body:
            if statement is not body[-1] and isinstance(statement, ast.Expr):
                self.chain += [*self._steps(statement.value), Step.keep("_")]
            elif isinstance(statement, ast.Expr):
                self.chain += self._steps(statement.value)
            elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                self._assign(statement.targets[0], statement.value)
            else:
                raise ValueError("a call, or lines such as 'net = Net(w)' before it, are expected")
        if not any(step.kind == "call" for step in self.chain):
            raise ValueError("nothing is called; a name, an attribute or a call is expected")

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            names = [target.id]
        elif isinstance(target, ast.Tuple | ast.List) and all(isinstance(one, ast.Name) for one in target.elts):
            names = [cast(ast.Name, one).id for one in target.elts]
        else:
            argument = self._argument(value)
            if isinstance(target, ast.Subscript):
                steps, step = self._steps(target.value), Step.put("set_item", Step.item(_key(target)).name, argument)
            elif isinstance(target, ast.Attribute):
                steps, step = self._steps(target.value), Step.put("set_attribute", target.attr, argument)
            else:
                raise ValueError(f"'{ast.unparse(target)}' cannot be assigned to")
            self.chain += [*steps, step]
            return
        self.chain += [*self._steps(value), Step.keep(*names)]
        self.kept.update(names)

    def _steps(self, tree: ast.expr) -> list[Step]:
        if isinstance(tree, ast.Name):
            return [Step.recall(tree.id) if tree.id in self.kept else Step.lookup(tree.id)]
        if isinstance(tree, ast.Attribute):
            return [*self._steps(tree.value), Step.attribute(tree.attr)]
        if isinstance(tree, ast.Subscript):
            return [*self._steps(tree.value), Step.item(_key(tree))]
        if isinstance(tree, ast.Call):
            steps = self._steps(tree.func)
            args = [self._argument(one) for one in tree.args]
            if any(keyword.arg is None for keyword in tree.keywords):
                raise ValueError("** is not read here: write the arguments out")
            keywords = {str(k.arg): self._argument(k.value, str(k.arg)) for k in tree.keywords}
            return [*steps, Step.call(*args, **keywords)]
        raise ValueError("a name, an attribute or a call is expected")

    def _argument(self, tree: ast.expr, keyword: str = "") -> str:
        """Return the input's name; a call among the arguments is made before, and what it gives is kept."""
        name = ast.unparse(tree)
        if isinstance(tree, ast.Name) and tree.id in self.kept:
            return tree.id
        if isinstance(tree, ast.Call | ast.Attribute | ast.Subscript):
            self.chain += [*self._steps(tree), Step.keep(name)]
            self.kept.add(name)
            return name
        made = self._tree(tree)
        if keyword and isinstance(made, tuple | list | dict):
            name = keyword
        self.arguments[name] = made
        return name

    def _tree(self, tree: ast.expr) -> Tree:
        if isinstance(tree, ast.Name):
            if tree.id in self.kept:
                raise ValueError(f"'{tree.id}' was made by the student's code: pass it on its own")
            return Named(tree.id)
        try:
            return Written(ast.literal_eval(tree))
        except ValueError:
            pass
        if isinstance(tree, ast.Tuple):
            return tuple(self._tree(one) for one in tree.elts)
        if isinstance(tree, ast.List):
            return [self._tree(one) for one in tree.elts]
        if isinstance(tree, ast.Dict) and all(isinstance(one, ast.Constant) for one in tree.keys):
            keys = [str(cast(ast.Constant, one).value) for one in tree.keys]
            return {key: self._tree(one) for key, one in zip(keys, tree.values, strict=True)}
        said = f"'{ast.unparse(tree)}' is neither a name nor a number, a text, nor a tuple, list or dict of them"
        raise ValueError(said)


def _key(tree: ast.Subscript) -> str | int:
    if isinstance(tree.slice, ast.Constant) and isinstance(tree.slice.value, str | int):
        return tree.slice.value
    raise ValueError(f"'{ast.unparse(tree)}': an index is a number or a text")


def _names(tree: Tree) -> Iterator[str]:
    if isinstance(tree, Named):
        yield tree.name
    elif not isinstance(tree, Written):
        for piece in tree.values() if isinstance(tree, dict) else tree:
            yield from _names(piece)


def _built(tree: Tree, value: Callable[[str], Any]) -> Any:
    if isinstance(tree, Named):
        return value(tree.name)
    if isinstance(tree, Written):
        return tree.value
    if isinstance(tree, dict):
        return {key: _built(piece, value) for key, piece in tree.items()}
    made = [_built(piece, value) for piece in tree]
    return tuple(made) if isinstance(tree, tuple) else made


def _leaves(tree: Tree, value: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    """Yield (where it is, its own name, its value) for each named piece of an argument."""
    if isinstance(tree, Named):
        yield path, tree.name, value
    elif isinstance(tree, dict):
        for key, piece in tree.items():
            yield from _leaves(piece, value[key], f"{path}[{key!r}]")
    elif isinstance(tree, tuple | list):
        for index, piece in enumerate(tree):
            yield from _leaves(piece, value[index], f"{path}[{index}]")


def _arrays(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, np.ndarray):
        yield path, value
    elif isinstance(value, Mapping):
        for key, piece in value.items():
            yield from _arrays(piece, f"{path}[{key!r}]")
    elif isinstance(value, tuple | list):
        for index, piece in enumerate(value):
            yield from _arrays(piece, f"{path}[{index}]")


def nested(returns: Any) -> Any:
    """Return a `returns:` in which `params['W1']` and `params['W2']` are entries of one `params`."""
    if isinstance(returns, str) or returns is None:
        return returns
    if not isinstance(returns, dict):
        return [nested(item) for item in returns]
    out: dict[str, Any] = {}
    for key, item in returns.items():
        words = [next(filter(None, match.groups()), "") for match in _KEY.finditer(key)]
        if "[" not in key and "." not in key:
            words = [key]
        place = out
        for word in words[:-1]:
            inner = place.setdefault(word, {})
            place = inner if isinstance(inner, dict) else out
        place[words[-1] if words else key] = nested(item)
    return out


def returned(part: PartKey) -> Returns:
    """Return what a call of the part's function must give back."""
    spec = cast(FunctionPart, part.part)
    if spec.returns is None:
        return Returns.nothing() if spec.changes else Returns.value()
    return _slots(nested(spec.returns))


def _slots(spec: Any) -> Returns:
    if isinstance(spec, str):
        return Returns.value()
    keyed = isinstance(spec, dict)
    items = list(spec.items()) if keyed else [(item if isinstance(item, str) else "", item) for item in spec]
    inner = tuple(_slots(item) for _, item in items)
    flat = all(one.form == "value" for one in inner)
    return Returns("keys" if keyed else "tuple", tuple(name for name, _ in items), () if flat else inner)


def expected_names(part: PartKey) -> list[str]:
    """Return the quantities of a reply's values, in their order."""
    spec = cast(FunctionPart, part.part)
    if spec.returns is None:
        return [] if spec.changes else [part.quantity]
    return quantities_of(nested(spec.returns))


def asked_of(part: PartKey) -> list[str]:
    """Return every quantity that a call must give back or leave behind."""
    spec = cast(FunctionPart, part.part)
    return list(dict.fromkeys([*expected_names(part), *spec.changes.values()]))
