"""The commands of LaTeX that are known, by what becomes of them."""

from __future__ import annotations

from grader.formula.letters import GREEK_COMMANDS
from grader.formula.tokens import NO_EQUALITY

SPACES = {",", ";", ":", "!", ">", "quad", "qquad", "thinspace", "enspace", "space"} | {" ", "\n", "\t"}
DROPPED = {
    "left",
    "right",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "middle",
    "limits",
    "nolimits",
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "mathstrut",
    "strut",
    "hfill",
    "noindent",
    "label",
    "nonumber",
    "notag",
    "hline",
}
OPERATORS = {
    "cdot": "*",
    "times": "*",
    "ast": "*",
    "star": "*",
    "bullet": "*",
    "odot": "∘",
    "circ": "∘",
    "div": "/",
    "top": "ᵀ",
    "intercal": "ᵀ",
    "prime": "'",
    "vert": "|",
    "lvert": "|",
    "rvert": "|",
    "mid": "|",
    "|": "‖",
    "Vert": "‖",
    "lVert": "‖",
    "rVert": "‖",
    "{": "(",
    "}": ")",
    "lbrace": "(",
    "rbrace": ")",
    "lbrack": "[",
    "rbrack": "]",
    "$": "$",
    "_": "_",
} | dict.fromkeys("[]()", "$")
OPERATORS |= dict.fromkeys(
    (
        "Rightarrow",
        "implies",
        "Longrightarrow",
        "therefore",
        "rightarrow",
        "to",
        "iff",
        "coloneqq",
        "leftarrow",
        "gets",
    ),
    "=",
)
NAMES = GREEK_COMMANDS | {
    name: name
    for name in [
        "exp",
        "ln",
        "log",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "max",
        "min",
        "sqrt",
        "arg",
        "sec",
        "csc",
        "cot",
        "det",
        "dim",
    ]
}
FONTS = {
    "mathrm",
    "text",
    "textrm",
    "textbf",
    "textit",
    "mathbf",
    "mathit",
    "mathsf",
    "mathtt",
    "mathcal",
    "mathscr",
    "mathfrak",
    "boldsymbol",
    "bm",
    "pmb",
    "vec",
    "operatorname",
    "mathbb",
    "mathbbm",
    "mathds",
    "mbox",
    "textnormal",
    "overrightarrow",
}
MARKS = {
    "bar": "bar",
    "overline": "bar",
    "hat": "hat",
    "widehat": "hat",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
}
DRESS = {"underline": "", "boxed": "", "fbox": "", "underbrace": "_", "overbrace": "^", "mathop": ""}
SECOND = {"overset", "underset", "stackrel", "textcolor", "color", "colorbox"}
MATRICES = {"bmatrix", "pmatrix", "matrix", "Bmatrix", "smallmatrix", "array"}
CASES = {"cases", "dcases"}
ROWS = MATRICES | CASES
LINES = {"aligned", "align", "split", "gathered", "gather", "equation", "eqnarray", "alignedat"}
BOLD = FONTS - {"text", "textrm", "mathrm", "textnormal", "mbox", "operatorname"}
"""A 1 in one of these is no number but an indicator or a vector of ones."""
WORDS = {"if", "for", "when", "otherwise", "else", "elsewhere"}
"""The words of a choice: `x if x > 0 else 0`."""
STOPS = {"when", "if", "for", "where", "with", "since", "because", "as", "and", "ans", "answer", "so", "using", "by"}
"""After one of these, in `\text{…}`, a remark begins: `y_k (1 - y_k) \text{ when } k = k'`."""

REASONS = {
    "partial": r"'\partial' stands only left of an '='",
    "nabla": r"'\nabla' stands only left of an '='",
    "prod": "products over an index are not part of this language",
    "int": "integrals are not part of this language",
    "binom": "binomial coefficients are not part of this language: write the quotient out",
    "choose": "binomial coefficients are not part of this language: write the quotient out",
    "otimes": r"'\otimes' has several meanings: write outer(a, b) or a b^T",
    "langle": "angle brackets are not read: write x^T y for a scalar product, [a, b] for a vector",
    "infty": "infinity is not a number here",
    "approx": r"give one value: '\approx' is not part of a formula",
} | dict.fromkeys(
    ("ldots", "dots", "cdots", "vdots", "ddots"), "write all terms out, or use a sum: dots cannot be evaluated"
)
REASONS |= dict.fromkeys(("ne", "neq", "equiv"), NO_EQUALITY) | {"in": "'∈' is not part of a formula"}
COMPARISONS = {"lt": "<", "le": "≤", "leq": "≤", "leqslant": "≤", "gt": ">", "ge": "≥", "geq": "≥", "geqslant": "≥"}
ONES = "a vector of ones is not part of this language: sum(x) adds up a vector"
INDICATOR = "an indicator of an equation, such as 1(y = j), is not part of this language"
