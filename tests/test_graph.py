"""The reference graph: order, worlds, exchanges, and the derivative by complex steps."""

import numpy as np
import pytest

from grader.errors import AuthorError
from grader.graph import Gradient, Graph, Misconception, Quantity, jacobian, parameters


def graph(*misconceptions, **functions):
    made = {}
    for name, function in functions.items():
        names, optional = parameters(function)
        made[name] = Quantity(name, names, function, optional=optional)
    wrong = {m.id: m for m in misconceptions}
    return Graph(made, wrong)


def wrong(id, of, function):
    return Misconception(id, of, "says", parameters(function)[0], function)


CHAIN = {
    "loss": lambda o, y: (o - y) ** 2 / 2,  # a quantity may stand before what it is computed from
    "o": lambda z: np.tanh(z),
    "z": lambda w, x, b=0.0: w * x + b,
}
GIVEN = {"w": 2.0, "x": 0.5, "y": 1.0}


def test_the_order_is_that_of_computation():
    found = graph(**CHAIN)
    assert found.order() == ["z", "o", "loss"]
    assert found.order(["o"]) == ["z", "o"]
    assert found.ancestors("loss") == ["w", "x", "b", "z", "o", "y"]
    assert found.rank == {"z": 0, "o": 1, "loss": 2}


def test_inputs_are_what_no_function_defines_and_no_default_supplies():
    assert graph(**CHAIN).inputs() == ["w", "x", "y"]
    assert graph(**CHAIN).inputs(["o"]) == ["w", "x"]
    assert graph(**CHAIN).parents("w") == ()


def test_a_default_holds_until_it_is_given():
    found = graph(**CHAIN)
    assert found.world(GIVEN)["z"] == 1.0
    assert found.world({**GIVEN, "b": 1.0})["z"] == 2.0


def test_an_override_stands_in_and_is_noted_as_used():
    world = graph(**CHAIN).world(GIVEN, {"z": np.array(0.0), "loss": np.array(7.0)})
    assert world["o"] == 0
    assert world.used == {"z"}
    assert world["loss"] == 7
    assert world.compute("loss") == 0.5


def test_an_exchanged_function_changes_everything_after_it():
    found = graph(wrong("linear", "o", lambda z: z), **CHAIN)
    world = found.world(GIVEN, exchanged=found.misconceptions["linear"])
    assert world["o"] == 1.0
    assert world["loss"] == 0.0


def test_misconceptions_come_nearest_first():
    found = graph(
        wrong("at_z", "z", lambda w: w), wrong("at_loss", "loss", lambda o: o), wrong("at_o", "o", lambda z: z), **CHAIN
    )
    assert [m.id for m in found.upstream("loss")] == ["at_loss", "at_o", "at_z"]
    assert [m.id for m in found.upstream("z")] == ["at_z"]


@pytest.mark.parametrize(
    ("build", "messages"),
    [
        (
            lambda: graph(a=lambda b: b, b=lambda c: c, c=lambda a: a),
            ["these quantities are computed from each other: a ← b ← c ← a"],
        ),
        (lambda: graph(a=lambda a: a), ["these quantities are computed from each other: a ← a"]),
        (
            lambda: graph(wrong("w1", "zz", lambda x: x), z=lambda x: x),
            ["the misconception 'w1' is about 'zz', which is no quantity of this reference"],
        ),
        (
            lambda: Graph({"dz": Quantity("dz", ("x",), lambda x: x, gradient=Gradient("los", "x"))}),
            ["'dz' is a gradient of or by 'los', which this reference does not know"],
        ),
    ],
)
def test_a_graph_that_cannot_be_is_refused(build, messages):
    with pytest.raises(AuthorError) as caught:
        build()
    assert [p.message for p in caught.value.problems] == messages


def test_a_missing_given_is_named():
    with pytest.raises(AuthorError) as caught:
        graph(**CHAIN).world({"w": 1.0, "X": 2.0})["z"]
    assert str(caught.value) == "'x' is neither given nor computed\n   did you mean 'X'?"


def test_a_function_that_raises_is_the_authors_problem():
    with pytest.raises(AuthorError) as caught:
        graph(z=lambda w, x: w @ x).world({"w": np.ones((2, 3)), "x": np.ones(2)})["z"]
    [problem] = caught.value.problems
    assert problem.message.startswith("the quantity 'z' cannot be computed: ValueError: ")
    assert problem.message.endswith("(shapes: w (2, 3), x (2,))")


def test_numpy_warnings_of_a_reference_are_not_ours(capfd, recwarn):
    assert np.isneginf(graph(z=lambda x: np.log(x)).world({"x": np.array(0.0)})["z"])
    assert len(recwarn) == 0


@pytest.mark.parametrize(
    ("function", "point", "derivative"),
    [
        (lambda x: x**3, np.array(2.0), 12.0),
        (lambda x: np.sum(np.exp(x)), np.array([0.0, 1.0]), [1.0, np.e]),
        (lambda x: np.sum(x @ x), np.array([[1.0, 2.0], [3.0, 4.0]]), [[7.0, 11.0], [9.0, 13.0]]),
        (lambda x: 2 * x, np.array([1.0, 2.0, 3.0]), 2 * np.eye(3)),
        (lambda x: np.array(3.0), np.array([1.0, 2.0]), [0.0, 0.0]),
        (lambda x: np.sum(x), np.zeros((0,)), np.zeros((0,))),
    ],
)
def test_the_derivative_is_exact_to_rounding(function, point, derivative):
    found = jacobian(graph(y=function), {"x": point}, "y", "x")
    assert found.shape == np.shape(derivative)
    np.testing.assert_allclose(found, derivative, rtol=1e-15, atol=1e-300)


def test_a_derivative_by_an_inner_quantity_goes_through_what_follows_it():
    found = graph(**CHAIN)
    o = np.tanh(1.0)
    assert jacobian(found, GIVEN, "loss", "o") == pytest.approx(o - 1, rel=1e-15)
    assert jacobian(found, GIVEN, "loss", "z") == pytest.approx((o - 1) * (1 - o**2), rel=1e-14)
