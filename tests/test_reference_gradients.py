"""The laws of the references: each gradient is what it claims to be, each misconception differs from its truth.

The points are drawn: every named size is different, so that a transposed or a missing axis shows.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course import load_reference
from grader.graph import Graph, jacobian

REFERENCE = Path(__file__).parents[1] / "reference"
Point = dict[str, Any]
Draw = Callable[[np.random.Generator], Point]


def _scalars(*names: str) -> Draw:
    return lambda rng: {name: rng.uniform(0.3, 1.7) * rng.choice([-1, 1]) for name in names}


def _normals(**shapes: tuple[int, ...]) -> Draw:
    return lambda rng: {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def _labels(classes: int, **shapes: tuple[int, ...]) -> Draw:
    """Labels of which every class occurs, then more at random."""

    def draw(rng: np.random.Generator) -> Point:
        out: Point = {"eta": rng.uniform(0.1, 0.6)}
        for name, shape in shapes.items():
            if name in {"y", "label"}:
                some = np.concatenate([np.arange(classes), rng.integers(0, classes, max(shape[0] - classes, 0))])
                out[name] = rng.permutation(some)[: shape[0]]
            else:
                out[name] = rng.standard_normal(shape)
        return out

    return draw


def _with(draw: Draw, **more: Callable[[np.random.Generator], Any]) -> Draw:
    return lambda rng: {**draw(rng), **{name: one(rng) for name, one in more.items()}}


def _rate(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.1, 0.6))


def _scalar(rng: np.random.Generator) -> float:
    return float(rng.standard_normal())


M, N, P, K = 6, 3, 4, 5
"""Examples, inputs, hidden units, outputs."""

POINTS: dict[str, Draw] = {
    "neuron": _normals(theta=(N + 1,), x=(N,)),
    "discriminant": _normals(theta=(N + 1,), x=(N,)),
    "empirical_error": lambda rng: {
        "x": np.array([[1, 1.0, 2], [1, -1, -2], [1, 3, -1], [1, -2, 1], [1, -1, 0.5], [1, 2, 2], [1, 3, 3]]),
        "theta": np.array([0.1, 1.0, 0.3]) * rng.uniform(0.9, 1.1),
        "y": np.array([1, 1, 1, 0, 0, 0, 0]),
    },
    "log_odds": _normals(theta=(N,), x=(N,)),
    "sigmoid_slope": _scalars("x"),
    "softmax_jacobian": _normals(z=(K,)),
    "logistic_regression": _labels(2, x=(M, N), theta=(N,), y=(M,)),
    "softmax_regression": _labels(K, x=(M, N), theta=(K, N), y=(M,)),
    "regression_one_output": _with(_normals(x=(M, N), w=(P, N), v=(P,), y=(M,)), eta=_rate),
    "regression_many_outputs": _with(_normals(x=(M, N), w=(P, N), v=(K, P), y=(M, K)), eta=_rate),
    "binary_classifier": _labels(2, x=(M, N), w=(P, N), v=(P,), y=(M,)),
    "multiclass_classifier": _labels(K, x=(M, N), w=(P, N), v=(K, P), label=(M,)),
    "sigmoid_squared_loss": _labels(2, x=(M, N), w=(P, N), v=(P,), y=(M,)),
    "two_layer_circuit": _with(_normals(x=(N,), W1=(P, N), w2=(P,)), y=_scalar),
    "vector_network": _with(_normals(x=(N,), W=(P, N), w0=(P,), V=(P,)), y=_scalar, v0=_scalar),
    "batch_losses": lambda rng: {"yhat": rng.uniform(0.1, 0.9, M), "y": np.array([0, 1, 1, 0, 1, 0])},
    "batch_losses_many": lambda rng: {
        "yhat": rng.uniform(0.1, 0.9, (M, K)),
        "t": np.eye(K)[rng.integers(0, K, M)],
    },
    "gates": _scalars("x", "y", "c", "u"),
    "chain_rule_example": _scalars("x", "y", "z"),
    "chain_rule_two_ways": _scalars("x", "y", "z"),
    "chain_rule_curve": _scalars("x", "y", "t"),
    "trig_circuit": _scalars("x1", "w1", "x2", "w2"),
    "sigmoid_norm": _normals(W=(P, P), x=(P,)),
    "skip_connection": _with(_normals(x=(P,), W1=(P, P), W2=(1, P)), t=_scalar),
    "softmax_classifier": _with(_normals(W=(K, N), x=(N,)), label=lambda rng: int(rng.integers(0, K))),
    "logistic_composite": _scalars("x1", "w1", "x2", "w2", "b"),
    "softmax_pair": _scalars("x1", "x2"),
    "softmax_linear_pair": _scalars("x1", "x2", "x3", "x4", "w1", "w2"),
    "quadratic_form": _normals(theta=(N, P), x=(N,)),
    "nested_linear": _normals(theta=(P, P), x=(P,)),
    "two_projections": _normals(a=(P,), b=(P,), x=(P,)),
    "elu_softmax": _with(
        _normals(x=(N,), v=(P, N), w=(K, P)), target=lambda rng: np.eye(K)[rng.integers(0, K)], eta=_rate
    ),
    "softmax_epoch": lambda rng: {
        **_labels(K, X=(7, N), theta=(N, K), y=(7,))(rng),
        "rate": _rate(rng),
        "batch": 3,
    },
    "two_layer_class": _with(_labels(K, X=(M, N), W1=(N, P), b1=(P,), W2=(P, K), b2=(K,), y=(M,)), reg=_rate),
    "three_hidden": _normals(x=(M, 2), y=(M,), w1=(3,), w2=(3,), w3=(3,), v=(4,)),
}

NAMES = sorted(path.stem for path in REFERENCE.glob("*.py") if path.stem not in {"__init__", "activations", "losses"})
SEEDS = range(5)


def _graph(name: str) -> Graph:
    return load_reference(REFERENCE, name)


GRAPHS = {name: _graph(name) for name in NAMES}


def test_every_reference_has_its_points() -> None:
    assert sorted(POINTS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_points_give_everything(name: str) -> None:
    given = POINTS[name](np.random.default_rng(0))
    assert set(GRAPHS[name].inputs()) <= set(given)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("name", "quantity"), [(n, q.name) for n, g in GRAPHS.items() for q in g.quantities.values() if q.gradient]
)
def test_gradient_is_the_derivative(name: str, quantity: str, seed: int) -> None:
    graph = GRAPHS[name]
    given = POINTS[name](np.random.default_rng(seed))
    claim = graph.quantities[quantity].gradient
    assert claim is not None
    true = jacobian(graph, given, claim.of, claim.wrt)
    stated = np.asarray(graph.world(given)[quantity])
    assert stated.shape == true.shape
    np.testing.assert_allclose(stated, true, rtol=1e-9, atol=1e-12 * max(1.0, float(np.max(np.abs(true), initial=0))))


@pytest.mark.parametrize(("name", "wrong"), [(n, m.id) for n, g in GRAPHS.items() for m in g.misconceptions.values()])
def test_misconception_differs_from_its_truth(name: str, wrong: str) -> None:
    graph = GRAPHS[name]
    misconception = graph.misconceptions[wrong]
    shown = 0
    for seed in range(12):
        given = POINTS[name](np.random.default_rng(seed))
        truth = np.asarray(graph.world(given)[misconception.of], dtype=float)
        with np.errstate(all="ignore"):
            value = np.asarray(graph.world(given, exchanged=misconception)[misconception.of], dtype=float)
        shown += value.shape != truth.shape or not np.allclose(value, truth, rtol=1e-3, atol=1e-6)
    # Some slips show only where an input lies on one side: ELU left out, the smaller input of a maximum.
    assert shown >= 3


@pytest.mark.parametrize("name", NAMES)
def test_misconceptions_of_a_quantity_differ_from_each_other(name: str) -> None:
    graph = GRAPHS[name]
    seen: dict[tuple[str, tuple[float, ...]], str] = {}
    given = [POINTS[name](np.random.default_rng(seed)) for seed in SEEDS]
    for wrong in graph.misconceptions.values():
        values = [np.ravel(graph.world(point, exchanged=wrong)[wrong.of]) for point in given]
        index = (wrong.of, tuple(np.round(np.concatenate(values).astype(float), 9)))
        assert index not in seen, f"{wrong.id} says the same as {seen.get(index)}"
        seen[index] = wrong.id


@pytest.mark.parametrize("name", NAMES)
def test_every_quantity_says_what_it_is(name: str) -> None:
    for quantity in GRAPHS[name].quantities.values():
        assert quantity.doc, quantity.name
        assert "\n" not in quantity.doc, quantity.name
    for wrong in GRAPHS[name].misconceptions.values():
        assert len(wrong.says) > 15, wrong.id
        assert not wrong.says.endswith("."), wrong.id
