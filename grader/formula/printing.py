"""Formulas back as text: "read as", which can be read again to the same tree, and LaTeX."""

from __future__ import annotations

from collections.abc import Mapping

from grader.formula.letters import GREEK_LETTER, key, shown
from grader.formula.scope import Scope
from grader.formula.tree import Array, Binary, Call, Constant, Entry, Name, Negate, Node, Number, Sum, Tuple

_ADD, _NEGATE, _MULTIPLY, _POWER, _ATOM = 1, 2, 3, 4, 5
_LEVEL = {"+": _ADD, "-": _ADD, "*": _MULTIPLY, "/": _MULTIPLY, "@": _MULTIPLY, "∘": _MULTIPLY, "^": _POWER}
_SIGN = {"+": " + ", "-": " − ", "/": "/", "∘": "∘"}


def to_text(tree: Node, scope: Scope, products: Mapping[int, str] | None = None) -> str:
    """Return the formula in plain signs; `products` says which product each open `*` turned out to be."""
    return _Text(scope, products or {}).text(tree)


class _Text:
    def __init__(self, scope: Scope, products: Mapping[int, str]) -> None:
        self.scope = scope
        self.products = products

    def text(self, node: Node, level: int = 0) -> str:
        """Return a node, in brackets where it binds less strongly than `level`."""
        text = self.plain(node)
        return f"({text})" if _strength(node) < level else text

    def plain(self, node: Node) -> str:
        match node:
            case Number():
                return node.text
            case Constant():
                return "π" if node.name == "pi" else node.name
            case Name():
                return self.name(node.name)
            case Entry():
                return self.entry(node)
            case Negate():
                operand = node.operand
                return "−" + (
                    self.plain(operand) if isinstance(operand, Sum | Negate) else self.text(operand, _MULTIPLY)
                )
            case Binary():
                return self.binary(node)
            case Call():
                return self.call(node)
            case Sum():
                return self.sum(node)
            case Tuple():
                items = [self.text(item) for item in node.items]
                return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
            case Array():
                return f"[{', '.join(self.text(item) for item in node.items)}]"
        raise TypeError(f"no node of a formula: {node!r}")

    def name(self, name: str) -> str:
        letter = shown(name)
        return letter if self.scope.keys.get(key(letter), name) == name else name

    def entry(self, node: Entry) -> str:
        indices = list(node.indices)
        base = self.text(node.base, _ATOM)
        if not isinstance(node.base, Name):
            if isinstance(node.base, Entry) or base.startswith("|"):
                base = f"({base})"  # |x|_1 is a norm to many
            return f"{base}_{{{','.join(map(str, indices))}}}" if len(indices) > 1 else f"{base}_{_sub(indices)}"
        sample = f"^{{({indices.pop(0)})}}" if node.sample else ""
        if not indices:
            return base + sample
        return f"{base}{sample}_{_sub(indices)}"

    def binary(self, node: Binary) -> str:
        op = self.products.get(id(node), node.op)
        if op == "^":
            return self.power(node)
        level = _LEVEL[node.op]
        left = self.text(node.left, level)
        if level == _MULTIPLY and _open(node.left):
            left = f"({left})"  # a sum would go on over the next factor
        right = self.text(node.right, level + 1)
        if isinstance(node.right, Negate):
            right = f"({self.plain(node.right)})"
        elif isinstance(node.right, Sum):
            right = self.plain(node.right)
            if op == "/":
                right = f"({right})"
        if op == "@":
            plain = _is_letter(node.right) and (
                _is_letter(node.left) or (isinstance(node.left, Binary) and node.left.op == "@")
            )
            return f"{left} {right}" if plain else f"{left} @ {right}"
        if op == "*":
            open_product = "scalar" not in (node.left.kind, node.right.kind)
            return f"{left} * {right}" if open_product else f"{left}·{right}"
        return left + _SIGN[op] + right

    def power(self, node: Binary) -> str:
        base = self.text(node.left, _ATOM)
        if isinstance(node.left, Call) and node.left.function == "transpose":
            base = f"({base})"
        exponent = node.right
        if isinstance(exponent, Number) and exponent.text in ("2", "3"):
            return base + "²³"[int(exponent.text) - 2]
        plain = isinstance(exponent, Number | Constant) or (isinstance(exponent, Name) and len(exponent.name) < 3)
        if plain and isinstance(exponent, Name) and exponent.name == "T":
            plain = False
        return f"{base}^{self.text(exponent)}" if plain else f"{base}^({self.text(exponent)})"

    def call(self, node: Call) -> str:
        name, arguments = node.function, ", ".join(self.text(a) for a in node.arguments)
        if name not in self.scope.functions:
            if name == "transpose":
                operand = node.arguments[0]
                inner = self.text(operand, _ATOM)
                return f"{inner}ᵀ"
            if name == "where" and (condition := _condition(node.arguments[0])) is not None:
                arguments = f"{self.text(condition[0])} {condition[1]} 0, " + ", ".join(
                    self.text(a) for a in node.arguments[1:]
                )
            signs = {"abs": "||", "norm": "‖‖"}.get(name)
            if signs and "|" not in arguments and "‖" not in arguments:
                return f"{signs[0]}{arguments}{signs[1]}"
            if name == "sqrt":
                return f"√({arguments})"
            if (
                name.startswith("sigmoid")
                and "sigma" not in self.scope.keys
                and "sigma" not in self.scope.function_keys
            ):
                name = name.replace("sigmoid", "σ")
        return f"{shown(name.rstrip(chr(39)))}{chr(39) * name.count(chr(39))}({arguments})"

    def sum(self, node: Sum) -> str:
        body = (
            self.plain(node.body)
            if _strength(node.body) >= _MULTIPLY or isinstance(node.body, Sum)
            else f"({self.plain(node.body)})"
        )
        if node.upper is None and node.lower == 1:
            return f"Σ_{node.index} {body}"
        limit = "" if node.upper is None else f"^{{{node.upper}}}"
        return f"Σ_{{{node.index}={node.lower}}}{limit} {body}"


def _strength(node: Node) -> int:
    match node:
        case Binary():
            return _LEVEL[node.op]
        case Negate() | Sum():
            return _NEGATE
    return _ATOM


def _condition(node: Node) -> tuple[Node, str] | None:
    """Return what is compared with 0 and how, where a condition is a comparison."""
    if isinstance(node, Call) and node.function == "step":
        return node.arguments[0], ">"
    if isinstance(node, Binary) and node.op == "-" and node.left == Number("1"):
        inner = _condition(node.right)
        if inner is not None and inner[1] == ">":
            compared = inner[0]
            return (compared.operand, "≥") if isinstance(compared, Negate) else (compared, "≤")
    return None


def _open(node: Node) -> bool:
    """Return whether a printed product ends in a sum, which would reach over whatever follows."""
    return isinstance(node, Binary) and node.op in "*@∘" and isinstance(node.right, Sum)


def _is_letter(node: Node) -> bool:
    """Return whether it is so short that a product without a sign is easiest to read: `Wᵀ x`."""
    if isinstance(node, Call) and node.function == "transpose":
        node = node.arguments[0]
    return isinstance(node, Name) or (isinstance(node, Entry) and isinstance(node.base, Name))


def _sub(indices: list[int | str]) -> str:
    words = [str(i) for i in indices]
    if all(word.isalpha() and len(word) == 1 for word in words):
        return "".join(words)
    return "{" + ",".join(words) + "}"


_COMMANDS = {letter: "\\" + word for word, letter in GREEK_LETTER.items()}
_FUNCTION_COMMANDS = {"exp", "ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min"}


def to_latex(tree: Node) -> str:
    """Return the formula as LaTeX."""
    return _latex(tree, 0)


def _latex(node: Node, level: int) -> str:
    text = _latex_plain(node)
    return rf"\left({text}\right)" if _strength(node) < level else text


def _latex_plain(node: Node) -> str:
    match node:
        case Number():
            mantissa, _, exponent = node.text.lower().partition("e")
            return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else node.text
        case Constant():
            return r"\pi"
        case Name():
            return _latex_name(node.name)
        case Entry():
            return _latex_entry(node)
        case Negate():
            return "-" + _latex(node.operand, _MULTIPLY)
        case Binary():
            return _latex_binary(node)
        case Call():
            return _latex_call(node)
        case Sum():
            limits = (
                rf"_{{{node.index}={node.lower}}}^{{{node.upper}}}" if node.upper is not None else f"_{{{node.index}}}"
            )
            return rf"\sum{limits} {_latex(node.body, _MULTIPLY)}"
        case Tuple():
            return rf"\left({', '.join(_latex(item, 0) for item in node.items)}\right)"
        case Array():
            rows = [item.items if isinstance(item, Array) else (item,) for item in node.items]
            lines = r" \\ ".join(" & ".join(_latex(entry, 0) for entry in row) for row in rows)
            return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"
    raise TypeError(f"no node of a formula: {node!r}")


def _latex_name(name: str) -> str:
    root, _, sub = name.partition("_")
    for mark, command in (("bar", "bar"), ("hat", "hat")):
        if root.endswith(mark) and len(root) > len(mark):
            return rf"\{command}{{{root[: -len(mark)]}}}" + (f"_{{{sub}}}" if sub else "")
        if sub == mark:
            return rf"\{command}{{{_latex_name(root)}}}"
    primes = len(root) - len(root.rstrip("'"))
    word = shown(root.rstrip("'"))
    letters = word.rstrip("0123456789")
    if letters and letters != word:
        word, sub = letters, word[len(letters) :] + ("," + sub if sub else "")
    word = _COMMANDS.get(shown(word), word if len(word) == 1 else rf"\mathrm{{{word}}}")
    sub = sub if len(sub) < 2 or not sub.isalpha() else rf"\mathrm{{{sub}}}"
    return word + "'" * primes + (f"_{{{sub}}}" if sub else "")


def _latex_entry(node: Entry) -> str:
    indices = list(node.indices)
    base = _latex_name(node.base.name) if isinstance(node.base, Name) else rf"\left({_latex(node.base, 0)}\right)"
    sample = f"^{{({indices.pop(0)})}}" if node.sample else ""
    if not indices:
        return base + sample
    comma = "," if any(len(str(i)) > 1 for i in indices) or base.endswith("}") else ""
    if base.endswith("}") and "_{" in base:
        return base[:-1] + "," + comma.join(map(str, indices)) + "}" + sample
    return f"{base}_{{{comma.join(map(str, indices))}}}{sample}"


def _latex_binary(node: Binary) -> str:
    if node.op == "/":
        return rf"\frac{{{_latex(node.left, 0)}}}{{{_latex(node.right, 0)}}}"
    if node.op == "^":
        return f"{_latex(node.left, _ATOM)}^{{{_latex(node.right, 0)}}}"
    level = _LEVEL[node.op]
    left, right = _latex(node.left, level), _latex(node.right, level + 1)
    if isinstance(node.right, Sum) and level == _MULTIPLY:
        right = _latex_plain(node.right)
    if level == _MULTIPLY and _open(node.left):
        left = rf"\left({left}\right)"
    sign = {"+": " + ", "-": " - ", "∘": r" \odot ", "@": r" \, "}.get(node.op, r" \cdot ")
    return left + sign + right


def _latex_call(node: Call) -> str:
    arguments = ", ".join(_latex(a, 0) for a in node.arguments)
    match node.function:
        case "transpose":
            return f"{_latex(node.arguments[0], _ATOM)}^\\top"
        case "abs":
            return rf"\left|{arguments}\right|"
        case "norm":
            return rf"\left\|{arguments}\right\|"
        case "sqrt":
            return rf"\sqrt{{{arguments}}}"
        case "exp":
            return f"e^{{{arguments}}}"
        case "where" if (condition := _condition(node.arguments[0])) is not None:
            compared, value, other = (_latex(a, 0) for a in (condition[0], *node.arguments[1:]))
            sign = {"≥": r"\ge", "≤": r"\le"}.get(condition[1], condition[1])
            rows = rf"{value} & {compared} {sign} 0 \\ {other} & \text{{otherwise}}"
            return rf"\begin{{cases}} {rows} \end{{cases}}"
    primes = "'" * node.function.count("'")
    name = node.function.rstrip("'")
    if name == "sigmoid":
        word = r"\sigma"
    elif name in _FUNCTION_COMMANDS:
        word = "\\" + name
    else:
        word = _COMMANDS.get(shown(name), name if len(name) == 1 else rf"\mathrm{{{name}}}")
    return rf"{word}{primes}\left({arguments}\right)"
