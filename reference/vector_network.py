"""The network with three hidden units of the scalar question, in vectors: backpropagation by products of Jacobians.

One example; w0 and v0 are the biases: a = W x + w0, b = σ(a), ŷ = Vᵀb + v0, L = (ŷ − y)². The loss has no ½.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def a(W, x, w0):
    """pre-activations of the hidden units, W x + w0, shape (p,)"""
    return W @ x + w0


def b(a):
    """activations of the hidden units, σ(a), shape (p,)"""
    return sigmoid(a)


def yhat(V, b, v0):
    """output of the network, Vᵀb + v0, a scalar"""
    return V @ b + v0


def loss(yhat, y):
    """squared error (ŷ − y)²"""
    return (yhat - y) ** 2


@gradient(of="loss", wrt="yhat")
def dyhat(yhat, y):
    """Jacobian ∂L/∂ŷ = 2(ŷ − y), a scalar"""
    return 2 * (yhat - y)


@gradient(of="yhat", wrt="b")
def yhat_b(V):
    """Jacobian ∂ŷ/∂b = V, shape (p,)"""
    return V


@gradient(of="b", wrt="a")
def b_a(b):
    """Jacobian ∂b/∂a = diag(b ∘ (1 − b)), shape (p, p)"""
    return np.diag(b * (1 - b))


@gradient(of="loss", wrt="v0")
def dv0(dyhat):
    """∂L/∂v0 = 2(ŷ − y), a scalar"""
    return dyhat


@gradient(of="loss", wrt="V")
def dV(dyhat, b):
    """∂L/∂V = 2(ŷ − y) b, shape (p,)"""
    return dyhat * b


@gradient(of="loss", wrt="b")
def db(dyhat, yhat_b):
    """∂L/∂b = ∂L/∂ŷ ∂ŷ/∂b, shape (p,)"""
    return dyhat * yhat_b


@gradient(of="loss", wrt="a")
def da(db, b_a):
    """∂L/∂a = ∂L/∂b ∂b/∂a, shape (p,)"""
    return db @ b_a


@gradient(of="loss", wrt="w0")
def dw0(da):
    """∂L/∂w0 = ∂L/∂a, shape (p,)"""
    return da


@gradient(of="loss", wrt="W")
def dW(da, x):
    """∂L/∂W = ∂L/∂a xᵀ, shape (p, n)"""
    return np.outer(da, x)


@misconception("a", "the biases w0 were left out")
def a_without_bias(W, x):
    return W @ x


@misconception("b", "the activation was skipped: b = σ(a)")
def b_skipped(a):
    return a


@misconception("b", "this is tanh; the hidden units are logistic")
def b_tanh(a):
    return np.tanh(a)


@misconception("yhat", "the bias v0 was left out")
def yhat_without_bias(V, b):
    return V @ b


@misconception("yhat", "the output is linear; a σ was applied to it")
def yhat_sigmoid(V, b, v0):
    return sigmoid(V @ b + v0)


@misconception("loss", "this loss has no factor ½")
def loss_half(yhat, y):
    return (yhat - y) ** 2 / 2


@misconception("loss", "the error was not squared")
def loss_not_squared(yhat, y):
    return yhat - y


@misconception("dyhat", "the factor 2 of the square is missing; this loss has no ½ to cancel it")
def dyhat_without_two(yhat, y):
    return yhat - y


@misconception("dyhat", "the sign is turned round: it is 2(ŷ − y)")
def dyhat_sign(yhat, y):
    return 2 * (y - yhat)


@misconception("yhat_b", "weight and input are exchanged: ∂ŷ/∂b are the weights V")
def yhat_b_exchanged(b):
    return b


@misconception("b_a", "σ itself was taken for its slope b(1 − b)")
def b_a_value(b):
    return np.diag(b)


@misconception("b_a", "σ′ was put where σ belongs: the slope is σ(1 − σ), not σ′(1 − σ)")
def b_a_slope_for_value(b):
    return np.diag(b * (1 - b) * (1 - b))


@misconception("b_a", "the Jacobian of an elementwise function is diagonal: b_i does not depend on a_j")
def b_a_outer(b):
    return np.outer(b, 1 - b)


@misconception("b_a", "the slope was written with the pre-activation: σ′(a) = b(1 − b), not a(1 − a)")
def b_a_of_score(a):
    return np.diag(a * (1 - a))


@misconception("dv0", "the bias is no weight of b: its input is the constant 1")
def dv0_with_b(dyhat, b):
    return dyhat * np.sum(b)


@misconception("dV", "weight and input are exchanged: ∂L/∂V is the error times b")
def dV_exchanged(dyhat, V):
    return dyhat * V


@misconception("da", "the Jacobian ∂b/∂a is missing: the factor b(1 − b)")
def da_without_slope(db):
    return db


@misconception("da", "the weights V are missing on the way back")
def da_without_V(dyhat, b):
    return dyhat * b * (1 - b)


@misconception("dW", "this is the transpose: dW has the shape of W, a row for each hidden unit")
def dW_transposed(da, x):
    return np.outer(x, da)


@misconception("dW", "the input x is missing")
def dW_without_x(da, x):
    return np.outer(da, np.ones(len(x)))
