"""The types that are the YAML schema of an assignment. The schema for editors is generated from them, never written.

Every scalar of a document is text; these types say what each should be. What one field alone cannot tell (does a name exist in
the reference? is a value a number?) is asked in binder.py, where the reference is known.
"""

from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from grader.model import AtLeastOne, Bounds, Holds, Model, OneOrMore, Others, Pattern, Reads


def _points(value: Any) -> Fraction:
    try:
        number = Fraction(str(value).strip())
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"'{value}' is no number of points") from None
    if not 0 <= number <= 100_000:
        raise ValueError(f"'{value}' must lie between 0 and 100000")
    return number


def _follow(value: Any) -> Fraction:
    words = {"true": 1, "yes": 1, "false": 0, "no": 0}
    text = str(value).strip().casefold()
    try:
        share = Fraction(words.get(text, text))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"'{value}' is none of true, false and a share such as 0.5") from None
    if not 0 <= share <= 1:
        raise ValueError(f"'{value}' must lie between 0 and 1")
    return share


def _date(value: Any) -> str:
    import datetime

    try:
        datetime.datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"'{value}' is no date; write it as 2026-11-30 or 2026-11-30T23:59") from None
    return str(value)


Id = Annotated[str, Pattern(r"[A-Za-z][A-Za-z0-9_]*", "an id is a letter, then letters, digits and _")]
Points = Annotated[Fraction, Reads(_points, type="number", minimum=0)]
Follow = Annotated[Fraction, Reads(_follow, type=["boolean", "number"])]
Date = Annotated[str, Reads(_date, type="string", format="date-time")]
Texts = Annotated[tuple[str, ...], OneOrMore()]
Share = Annotated[float, Bounds(at_least=0, at_most=1)]
Values = Annotated[Any, Holds(type=["number", "string", "array"])]
Feedback = Literal["full", "hints", "score"]


class ToleranceSpec(Model):
    """How exactly numbers must agree; what is absent is inherited."""

    noun: ClassVar[str] = "a tolerance"
    rtol: Annotated[float, Bounds(at_least=0, below=1)] | None = None
    """Largest relative error of an entry."""
    atol: Annotated[float, Bounds(at_least=0)] | None = None
    """Largest absolute error of an entry."""
    digits: Annotated[int, Bounds(at_least=1, at_most=17)] | None = None
    """Significant digits that suffice where the answer rounds to them."""
    decimals: Annotated[int, Bounds(at_least=0, at_most=17)] | None = None
    """Decimals that suffice, instead of significant digits."""


class Limits(Model):
    """What student code may use."""

    noun: ClassVar[str] = "limits"
    seconds: Annotated[float, Bounds(above=0, at_most=600)] = 10.0
    """Seconds for one call of a student's function."""
    memory_mb: Annotated[int, Bounds(at_least=64, at_most=65536)] = 2048
    """Memory of the student's process, in MiB."""
    output_kb: Annotated[int, Bounds(at_least=1, at_most=4096)] = 64
    """How much it may print, in KiB."""


class WrongSpec(Model):
    """A misconception written in the assignment, in long form."""

    noun: ClassVar[str] = "a misconception"
    says: str
    """What a student who answers this has done."""
    credit: Share = 0.0
    """The credit that it earns all the same."""
    id: Id | None = None


class PartBase(Model):
    """What every kind of part has."""

    id: Id
    points: Points
    prompt: str = ""
    """What the student is asked, in Markdown with $LaTeX$."""
    answer: str | None = None
    """A formula over givens and quantities; default: the quantity that the id names."""
    tolerance: ToleranceSpec = ToleranceSpec()
    wrong: dict[str, str | WrongSpec] = {}
    """Wrong answers, as formulas, and what a student who gives one has done."""


class NumberPart(PartBase):
    """A scalar, vector or matrix, typed as numbers (or computed by a function of that name)."""

    noun: ClassVar[str] = "a number part"
    kind: Literal["number"] = "number"
    follow: Follow = Fraction(1)
    """The credit for an answer that follows from the student's own earlier values."""
    layout: Literal["fixed", "either"] = "fixed"
    """`either` takes a matrix and its transpose alike."""
    step_from: str | None = None
    """The old weight: the answer is compared as the step away from it."""
    partial: Literal["each", "all"] = "each"
    """`each`: credit by entry; `all`: only when every entry is right."""


class FormulaPart(PartBase):
    """A formula, compared with the answer at sampled points."""

    noun: ClassVar[str] = "a formula part"
    kind: Literal["formula"]
    follow: Follow = Fraction(1)
    layout: Literal["fixed", "either"] = "fixed"
    indices: tuple[str, ...] = ()
    """The names of the answer's axes, for index notation."""
    sample: dict[str, Any] = {}
    """Samplers that override the question's."""
    partial: Literal["each", "all"] = "all"


class CaseSpec(Model):
    """One or several drawn cases of a function part. Any other name is a dim, a given or a sampler of its own."""

    noun: ClassVar[str] = "a case"
    name: str = ""
    count: Annotated[int, Bounds(at_least=1, at_most=1000)] = 1
    points: Points = Fraction(1)
    """The weight of each of these cases."""
    hidden: bool = False
    """Nothing of a hidden case is shown to students."""
    seed: int | None = None
    dtype: Literal["float64", "float32"] | None = None
    """What floating-point arguments are given as."""
    rtol: Annotated[float, Bounds(at_least=0, below=1)] | None = None
    others: Annotated[dict[str, Any], Others()] = {}
    """What a case says of its own: dims, givens and samplers by name."""


class FunctionPart(PartBase):
    """A function of the student's module, called with the values of cases."""

    noun: ClassVar[str] = "a function part"
    kind: Literal["function"]
    call: str | None = None
    """How the student's function is called; default: the part's id with the quantity's own parameters. Lines before it may make
    and fill what it needs: `net = Net(d, k)`, `net.params['W'] = W`."""
    returns: Any = None
    """A quantity, a list of quantities for a tuple, or a mapping of keys or attributes to quantities."""
    changes: dict[str, str] = {}
    """Arguments, or entries such as `params['W1']`, that must hold a quantity's value after the call; every other argument
    must be unchanged."""
    cases: tuple[Literal["given"] | CaseSpec, ...] = ("given",)
    file: str | None = None
    """The module that holds the function, where a submission has several."""
    partial: Literal["each", "all"] = "each"
    """`each`: the weight of the cases passed; `all`: only when every case passes."""
    strict_shape: bool = True
    """`false` takes a row or a column for a vector."""
    conventions: dict[str, tuple[Values, ...]] = {}
    """Givens that courses set differently; each way is right, if it is kept through the whole call."""
    consistent: Share = 0.0
    """The credit of a case whose loss is wrong and whose gradients are right for that loss."""
    limits: Limits | None = None


class GraphPart(PartBase):
    """A computational graph: lines `name = formula`, each one operation."""

    noun: ClassVar[str] = "a graph part"
    kind: Literal["graph"]
    of: str | None = None
    """The quantity that the last line must compute; default: the one the id names."""
    backward: bool = False
    """Ask for the gradient of the result by each node as well."""
    sample: dict[str, Any] = {}


class ChoicePart(PartBase):
    """One or several of the listed choices."""

    noun: ClassVar[str] = "a choice part"
    kind: Literal["choice"]
    choices: dict[str, str]
    answer: Texts  # type: ignore[assignment]  # a choice's answer is a key, or several
    partial: Literal["each", "all"] = "all"
    """`each`: credit by right decision, when several are right; `all`: only the exact set."""

    def check(self) -> None:
        """Every answer is one of the choices."""
        for key in self.answer:
            if key not in self.choices:
                raise ValueError(f"the answer '{key}' is none of the choices {', '.join(self.choices)}")
        if len(self.choices) < 2:
            raise ValueError("a choice part needs at least two choices")


class RubricItem(Model):
    """One thing a written answer is read for."""

    noun: ClassVar[str] = "a rubric item"
    id: Id
    points: Points
    text: str


class WrittenPart(PartBase):
    """An answer in words, marked by a person along a rubric."""

    noun: ClassVar[str] = "a written part"
    kind: Literal["written"]
    rubric: tuple[RubricItem, ...]

    def check(self) -> None:
        """The rubric's points are the part's, and its items have names of their own."""
        total = sum((item.points for item in self.rubric), Fraction(0))
        if total != self.points:
            raise ValueError(f"the rubric's points sum to {total}, the part has {self.points}")
        ids = [item.id for item in self.rubric]
        for repeated in (i for i in ids if ids.count(i) > 1):
            raise ValueError(f"the rubric has two items '{repeated}'")


Part = NumberPart | FormulaPart | FunctionPart | GraphPart | ChoicePart | WrittenPart


class Question(Model):
    """A task with its data, and the parts that are asked of it."""

    noun: ClassVar[str] = "a question"
    id: Id
    title: str = ""
    text: str = ""
    """What is asked, in Markdown with $LaTeX$."""
    source: str = ""
    reference: str | None = None
    """The module of the course's reference/ that computes the truth."""
    define: dict[str, str] = {}
    """Quantities as formulas, in place of a module or beside it."""
    given: dict[str, Values] = {}
    """The values that the question gives."""
    dims: dict[str, Annotated[int, Bounds(at_least=1, at_most=10_000)]] = {}
    """Sizes by name, for sampled cases."""
    sample: dict[str, Any] = {}
    """How each given is drawn for sampled cases."""
    spellings: dict[str, Texts] = {}
    """Other ways to write a name."""
    tolerance: ToleranceSpec = ToleranceSpec()
    parts: Annotated[tuple[Part, ...], AtLeastOne()]

    @property
    def points(self) -> Fraction:
        """The sum of its parts' points."""
        return sum((part.points for part in self.parts), Fraction(0))


class Assignment(Model):
    """A homework: questions with parts, and how exactly they must be answered."""

    noun: ClassVar[str] = "an assignment"
    title: str
    source: str = ""
    authors: Texts = ()
    due: Date | None = None
    """When it is due, as 2026-11-30T23:59."""
    late: str = ""
    """What happens to late work, in words."""
    feedback: Feedback = "full"
    """How much a report tells the student."""
    limits: Limits = Limits()
    tolerance: ToleranceSpec = ToleranceSpec()
    questions: Annotated[tuple[Question, ...], AtLeastOne()]

    @property
    def points(self) -> Fraction:
        """The sum of its questions' points."""
        return sum((question.points for question in self.questions), Fraction(0))
