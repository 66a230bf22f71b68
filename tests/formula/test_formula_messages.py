"""What is refused, where the caret points, and what is offered."""

import pickle
import time

import pytest

from grader.formula import FormulaError, Scope, parse

SCOPE = Scope(
    {
        **dict.fromkeys(["a", "b", "c", "f", "s", "w1", "x1", "z", "y_hat"], 0),
        **dict.fromkeys(["x", "o", "h", "y"], 1),
        **dict.fromkeys(["W", "w"], 2),
    },
    {"phi": lambda z: z},
    {"o": ["p*"]},
)


def message(text: str, scope: Scope = SCOPE) -> str:
    with pytest.raises(FormulaError) as caught:
        parse(text, scope)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w1x1", "'w1x1' is not declared here\n   w1x1\n   ^^^^\ndid you mean 'w1*x1'?"),
        ("2 + Wx", "'Wx' is not declared here\n   2 + Wx\n       ^^\ndid you mean 'W x'?"),
        ("X", "'X' is not declared here\n   X\n   ^\ndid you mean 'x'?"),
        ("W'", "'W'' is not declared here\n   W'\n   ^^\ndid you mean 'W^T', the transpose of W?"),
        ("x^Ty", "'^Ty' reads as a power of 'Ty'\n   x^Ty\n     ^^\nwrite '^T y' for the transpose"),
        ("sgima(z)", "there is no function 'sgima' here\n   sgima(z)\n   ^^^^^\ndid you mean 'sigma'?"),
        ("a(b)", "'a' is not a function here\n   a(b)\n   ^^\nwrite a for its value, or a*(…) for a product"),
        ("a(-b)", "'a' is not a function here\n   a(-b)\n   ^^\nwrite a for its value, or a*(…) for a product"),
        ("a (b^-c)", "'a' is not a function here\n   a (b^-c)\n   ^^^\nwrite a for its value, or a*(…) for a product"),
        (
            "a(b + c, c)",
            "'a' is not a function here\n   a(b + c, c)\n   ^^\nwrite a for its value, or a*(…) for a product",
        ),
        ("f(a + b)", "'f' is not a function here\n   f(a + b)\n   ^^\nwrite f for its value, or f*(…) for a product"),
        (
            "s\\left(z\\right)",
            "'s' is not a function here\n"
            "   s\\left(z\\right)\n   ^^^^^^^\nwrite s for its value, or s*(…) for a product",
        ),
        (
            "x[1]",
            "'x' is followed by a bracket: entries are written x_1 or x_{1,2}\n"
            "   x[1]\n   ^^\nfor a product write 'x*[…]'",
        ),
        ("1/2a", "'1/2a' can be read in two ways\n   1/2a\n   ^^^^\nwrite 1/(2*a) or (1/2)*a"),
        (
            "c + a/2 (z + 1)",
            "'a/2 (z + 1)' can be read in two ways\n"
            "   c + a/2 (z + 1)\n       ^^^^^^^^^^^\nwrite a/(2*(z + 1)) or (a/2)*(z + 1)",
        ),
        ("e", "'e' alone is not a number here\n   e\n   ^\nwrite e^x or exp(x); for the number itself write exp(1)"),
        (
            "e^-x^T y",
            "'e^-x^T …' can be read in two ways\n"
            "   e^-x^T y\n   ^^^^^^^^\nwrite e^(-x^T …) with brackets around the whole exponent",
        ),
        ("2^3a", "'2^3a' can be read in two ways\n   2^3a\n   ^^^^\nwrite 2^(3*a) or 2^3*a"),
        ("√a^2", "'√a^…' can be read in two ways\n   √a^2\n   ^^^\nwrite √(a^…) or (√a)^…"),
        (
            "sin^-1(a)",
            "'sin^-1' can be read in two ways\n"
            "   sin^-1(a)\n      ^\nwrite 1/sin(x), or the inverse function by its name",
        ),
        ("p*-a", "'p*-' can be read in two ways\n   p*-a\n    ^\nput spaces: 'p* - …', or 'p * (-…)'"),
        ("sigma", "'sigma' is a function\n   sigma\n   ^^^^^\nwrite sigma(…)"),
        ("σ(a, b)", "σ(…) takes one argument, not 2\n   σ(a, b)\n   ^^^^^^^"),
        (
            "log_2(a)",
            "'log_2' is not known here\n   log_2(a)\n   ^^^^^\nln and log are the natural logarithm: write ln(x)/ln(2)",
        ),
        ("a +", "something is missing after '+'\n   a +\n     ^"),
        ("a * / b", "something is missing before '/'\n   a * / b\n       ^"),
        ("(a", "the bracket '(' is never closed\n   (a\n   ^"),
        ("a)", "')' closes a bracket that was never opened\n   a)\n    ^"),
        ("(a]", "']' does not close '('\n   (a]\n     ^"),
        ("max()", "the brackets are empty\n   max()\n      ^^"),
        ("2 + (", "the bracket '(' is never closed\n   2 + (\n       ^"),
        ("|a", "the bracket '|' is never closed\n   |a\n   ^"),
        (
            "||a| - 1|",
            "the bracket '||' is never closed\n"
            "   ||a| - 1|\n   ^^\n'||' is a norm; write abs(…) for absolute values within each other",
        ),
        ("a ? b", "the character '?' has no meaning in a formula\n   a ? b\n     ^"),
        ("a\u200eb", "the character U+200E has no meaning in a formula\n   a\u200eb\n    ^"),
        (
            "a <= b",
            "a comparison alone is no formula\n   a <= b\n     ^^\nin brackets it is 1 where it holds, else 0: [x > 0]",
        ),
        (
            "1(a == b)",
            "a formula has no equation and no inequation: conditions are written with <, >, ≤ or ≥\n   1(a == b)\n       ^^",
        ),
        ("(0 < a < 1)", "two comparisons stand in a row\n   (0 < a < 1)\n          ^\nwrite (0 < x)*(x < 1)"),
        (
            "a if a > 0",
            "nothing says what holds elsewhere\n"
            "   a if a > 0\n"
            "        ^^^^^\n"
            "write … if x > 0 else …, or end with otherwise",
        ),
        (
            "a if a > 0, b if b > 0",
            "nothing says what holds elsewhere\n"
            "   a if a > 0, b if b > 0\n"
            "                    ^^^^^\n"
            "write … if x > 0 else …, or end with otherwise",
        ),
        (
            "\\begin{cases} a & a > 0 \\end{cases}",
            "nothing says what holds elsewhere\n"
            "   \\begin{cases} a & a > 0 \\end{cases}\n"
            "                     ^^^^^\n"
            "write … if x > 0 else …, or end with otherwise",
        ),
        (
            "\\begin{cases} a & a > 0 \\\\ 0 & a = 0 \\end{cases}",
            "'=' makes no condition\n"
            "   \\begin{cases} a & a > 0 \\\\ 0 & a = 0 \\end{cases}\n"
            "                                    ^\n"
            "write it with <, >, ≤ or ≥",
        ),
        (
            "\\begin{cases} a \\\\ b & a > 0 \\\\ c \\end{cases}",
            "only the last case can be 'otherwise'\n   \\begin{cases} a \\\\ b & a > 0 \\\\ c \\end{cases}\n                 ^",
        ),
        (
            "a for a > 0",
            "nothing says what holds elsewhere\n   a for a > 0\n         ^^^^^\n"
            "write … if x > 0 else …, or end with otherwise",
        ),
        (
            "a > 0 ? a : b",
            "'?' and ':' are not read\n   a > 0 ? a : b\n         ^\nwrite a choice as: a if x > 0 else b",
        ),
        (
            "1 : (1 + a)",
            "':' can be read in two ways\n   1 : (1 + a)\n     ^\n"
            "write a/b for a quotient, and the answer alone where this is a label",
        ),
        (
            "|x|_1 + a",
            "'|x|_1' can be read in two ways\n   |x|_1 + a\n   ^^^\n"
            "write sum(|x|) for the norm, or abs(x)_1 for an entry",
        ),
        ("else a", "the word 'else' does not belong here\n   else a\n   ^^^^\nwrite … if x > 0 else …"),
        ("∂a", "'∂' stands only left of an '='\n   ∂a\n   ^"),
        ("1,5", "a ',' does not belong here\n   1,5\n    ^\nwrite 1.5 with a point, and lists in brackets: [a, b]"),
        (
            "2 3",
            "two numbers stand side by side\n"
            "   2 3\n     ^\nwrite a * between factors, and commas between the entries of a list",
        ),
        ("[a, [b]]", "a list holds either entries or rows, not both\n   [a, [b]]\n    ^"),
        (
            "[[a, b], [c]]",
            "the rows of a matrix have equal lengths, and these have 2 and 1 entries\n"
            "   [[a, b], [c]]\n            ^^^",
        ),
        ("(a, 1) b", "'(a, 1)' is a shape, not an operand\n   (a, 1) b\n   ^^^^^^"),
        ("a = b, c = a", "there is more than one formula here\n   a = b, c = a\n        ^\nwrite the answer alone"),
        ("a =", "nothing stands right of the last '='\n   a =\n     ^"),
        ("", "there is no formula here"),
        ("  ", "there is no formula here"),
        ("1(y=z)", "an '=' inside brackets has no meaning here\n   1(y=z)\n      ^"),
        ("\\fra{a}{b}", "the LaTeX command '\\fra' is not known here: did you mean '\\frac'?\n   \\fra{a}{b}\n   ^^^^"),
        ("\\frac123", "a fraction needs braces around both parts\n   \\frac123\n   ^^^^^\nwrite \\frac{a}{b}"),
        ("\\frac1w1", "a fraction needs braces around both parts\n   \\frac1w1\n   ^^^^^\nwrite \\frac{a}{b}"),
        (
            "W[1]",
            "'W' is followed by a bracket: entries are written W_1 or W_{1,2}\n   W[1]\n   ^^\nfor a product write 'W*[…]'",
        ),
        (
            "1/\\hat y z",
            "'1/\\hat y z' can be read in two ways\n   1/\\hat y z\n   ^^^^^^^^^^\nwrite 1/(\\hat y*z) or (1/\\hat y)*z",
        ),
        ("x.dot(y)", "'.dot': methods are not read\n   x.dot(y)\n    ^^^^\nwrite dot(a, b) or a @ b"),
        ("x.sum()", "'.sum': methods are not read\n   x.sum()\n    ^^^^\nwrite sum(…)"),
        (
            "x[:, None]",
            "a slice is no part of a formula: write w_kj for an entry, and outer(a, b) for all products of two vectors\n"
            "   x[:, None]\n     ^",
        ),
        ("a -= b", "'-=' is no part of a formula\n   a -= b\n     ^^\nwrite the new value: a − b, not a -= b"),
        ("1(i=j)", "an '=' inside brackets has no meaning here\n   1(i=j)\n      ^"),
        (
            "\\mathbf{1}_{i=j}",
            "an indicator of an equation, such as 1(y = j), is not part of this language\n"
            "   \\mathbf{1}_{i=j}\n   ^^^^^^^^^^",
        ),
        (
            "\\mathbf{1}^T x",
            "a vector of ones is not part of this language: sum(x) adds up a vector\n   \\mathbf{1}^T x\n   ^^^^^^^^^^",
        ),
        (
            "\\mathbb{1}(y=z)",
            "an indicator of an equation, such as 1(y = j), is not part of this language\n   \\mathbb{1}(y=z)\n   ^^^^^^^^^^",
        ),
        ("\\bar{a + b}", "a bar or a hat stands over a single name, as in \\bar{y}\n   \\bar{a + b}\n   ^^^^^^^^^^^"),
        ("Σ_k", "nothing is summed by 'Σ_k'\n   Σ_k\n   ^^^"),
        ("Σ (a)", "a sum needs its index\n   Σ (a)\n   ^\nwrite Σ_k …, or sum(x) for all entries of x"),
        (
            "Σ_k Σ_k o_k",
            "the index k belongs to an enclosing sum already\n   Σ_k Σ_k o_k\n       ^^^\nsum over another letter",
        ),
        (
            "w_nwe",
            "'w_nwe' is not declared here\n"
            "   w_nwe\n   ^^^^^\nthe names here are: a, b, c, f, s, w1, x1, z, y_hat, x, o, h, …",
        ),
        (
            "h_{\\theta_1}",
            "'h_{\\theta_1}' is not declared here\n   h_{\\theta_1}\n   ^^^^^^^^^^^^\ndid you mean 'h'?",
        ),
        ("o_kj", "'o_kj' has 2 indices, but o has one index\n   o_kj\n   ^^^^"),
        ("o_0", "'o_0' is not declared, and entries count from 1\n   o_0\n   ^^^"),
        ("a_k", "'a_k' is not declared, and a is a scalar: it has no entries\n   a_k\n   ^^^"),
        ("x_{", "the bracket '{' is never closed\n   x_{\n     ^"),
        ("‖x‖_1", "the norm with index 1 is not known here\n   ‖x‖_1\n      ^^\n‖x‖ is the Euclidean norm"),
    ],
)
def test_messages(text: str, expected: str) -> None:
    assert message(text) == expected


def test_a_question_with_a_step_of_its_own_has_no_comparisons() -> None:
    for scope in (Scope({"a": 0, "step": 0}), Scope({"a": 0}, {"step": lambda z: z})):
        assert message("[a > 0]", scope) == (
            "no comparison is read here: this question has a 'step' of its own\n   [a > 0]\n      ^"
        )


def test_the_sign_of_an_indicator_that_is_declared_is_no_indicator() -> None:
    assert message("I(a > 0)", Scope({"a": 0, "I": 2})) == (
        "'I' is not a function here\n   I(a > 0)\n   ^^\nwrite I for its value, or I*(…) for a product"
    )


def test_a_typo_in_an_index_names_the_axes() -> None:
    scope = Scope({"o": 1, "h": 1}, indices=("k", "j"))
    assert message("o_k h_i", scope) == (
        "the index i of 'h_i' is not summed over, and the answer's axes are k and j\n"
        "   o_k h_i\n       ^^^\nwrite Σ_i (…) to sum over it"
    )


def test_columns_count_in_the_students_own_text() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("$\\frac{\\partial L}{\\partial w} = \\left( a + qq \\right)$", SCOPE)
    assert (caught.value.column, caught.value.width) == (45, 2)
    assert caught.value.text[44:46] == "qq"


def test_the_caret_stands_below_the_right_line() -> None:
    assert message("a +\n  b + qq") == (
        "'qq' is not declared here\n     b + qq\n         ^^\nthe names here are: a, b, c, f, s, w1, x1, z, y_hat, x, o, h, …"
    )


def test_a_long_line_is_shown_around_the_caret() -> None:
    shown = message("a + " * 100 + "qq").splitlines()
    assert shown[1].startswith("   …")
    assert shown[1].endswith("+ qq")
    assert shown[1].index("qq") == shown[2].index("^^")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 2001, "this formula has 2001 characters; 2000 are read at most"),
        ("(" * 70 + "a" + ")" * 70, "this is nested more than 64 deep"),
        ("-" * 70 + "a", "this is nested more than 64 deep"),
        ("a+" * 300 + "a", "this formula has more than 500 operations and names"),
        ("a+" * 200 + "a", "this formula has more than 150 operations in a row"),
        ("x" + "^T" * 200, "this formula has more than 150 operations in a row"),
        ("a if " * 380, "'if' makes no condition"),
    ],
)
def test_guards(text: str, expected: str) -> None:
    start = time.perf_counter()
    with pytest.raises(FormulaError) as caught:
        parse(text, SCOPE)
    assert caught.value.message == expected
    assert time.perf_counter() - start < 0.1


def test_errors_travel_between_processes() -> None:
    error = pickle.loads(pickle.dumps(FormulaError("m", "text", 2, 3, "h", 4)))
    assert (str(error), error.line) == ("m\n   text\n    ^^^\nh", 4)
