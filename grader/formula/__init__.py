"""The formula language of students and authors: read, evaluate, print. It knows no homework.

docs/formula-language.md is its page for people.
"""

from grader.formula.formula import Formula, parse, parse_number
from grader.formula.functions import FUNCTIONS
from grader.formula.lines import Definition, parse_lines
from grader.formula.messages import FormulaError, FormulaErrors
from grader.formula.scope import Scope
from grader.formula.tree import Node

__all__ = [
    "FUNCTIONS",
    "Definition",
    "Formula",
    "FormulaError",
    "FormulaErrors",
    "Node",
    "Scope",
    "parse",
    "parse_lines",
    "parse_number",
]
