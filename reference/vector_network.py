"""The network with three hidden units of the scalar question, in vectors: backpropagation by products of Jacobians.

One example; input and hidden layer get a leading 1, so that the first column of W and the first entry of V are biases:
a = W (1, x), b = σ(a), ŷ = V (1, b), L = (ŷ − y)². The loss has no ½.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def x1(x):
    """the input with a leading 1, shape (n + 1,)"""
    return np.concatenate([[1.0], x])


def a(W, x1):
    """pre-activations of the hidden units, W (1, x), shape (p,)"""
    return W @ x1


def b(a):
    """activations of the hidden units, σ(a), shape (p,)"""
    return sigmoid(a)


def b1(b):
    """the hidden layer with a leading 1, shape (p + 1,)"""
    return np.concatenate([[1.0], b])


def yhat(V, b1):
    """output of the network, V (1, b), a scalar"""
    return V @ b1


def loss(yhat, y):
    """squared error (ŷ − y)²"""
    return (yhat - y) ** 2


@gradient(of="loss", wrt="yhat")
def dyhat(yhat, y):
    """Jacobian ∂L/∂ŷ = 2(ŷ − y), a scalar"""
    return 2 * (yhat - y)


@gradient(of="yhat", wrt="b")
def yhat_b(V):
    """Jacobian ∂ŷ/∂b: V without its bias, shape (p,)"""
    return V[1:]


@gradient(of="b", wrt="a")
def b_a(b):
    """Jacobian ∂b/∂a = diag(b ∘ (1 − b)), shape (p, p)"""
    return np.diag(b * (1 - b))


@gradient(of="loss", wrt="V")
def dV(dyhat, b1):
    """∂L/∂V = 2(ŷ − y) (1, b), shape (p + 1,)"""
    return dyhat * b1


@gradient(of="loss", wrt="b")
def db(dyhat, yhat_b):
    """∂L/∂b = ∂L/∂ŷ ∂ŷ/∂b, shape (p,)"""
    return dyhat * yhat_b


@gradient(of="loss", wrt="a")
def da(db, b_a):
    """∂L/∂a = ∂L/∂b ∂b/∂a, shape (p,)"""
    return db @ b_a


@gradient(of="loss", wrt="W")
def dW(da, x1):
    """∂L/∂W = da (1, x)ᵀ, shape (p, n + 1)"""
    return np.outer(da, x1)


@misconception("a", "the bias, the first column of W, was left out")
def a_without_bias(W, x):
    return W[:, 1:] @ x


@misconception("a", "the last column of W was taken for the bias; here it is the first")
def a_bias_last(W, x):
    return W[:, :-1] @ x + W[:, -1]


@misconception("b", "the activation was skipped: b = σ(a)")
def b_skipped(a):
    return a


@misconception("yhat", "the bias, the first entry of V, was left out")
def yhat_without_bias(V, b):
    return V[1:] @ b


@misconception("loss", "this loss has no factor ½")
def loss_half(yhat, y):
    return (yhat - y) ** 2 / 2


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


@misconception("dV", "the leading 1 is missing: the bias has a gradient as well", credit="0.5")
def dV_without_bias(dyhat, b):
    return dyhat * b


@misconception("da", "the Jacobian ∂b/∂a is missing: the factor b(1 − b)")
def da_without_slope(db):
    return db


@misconception("dW", "this is the transpose: dW has the shape of W, a row for each hidden unit")
def dW_transposed(da, x1):
    return np.outer(x1, da)


@misconception("dW", "the weights V are missing on the way back")
def dW_without_V(dyhat, b, x1):
    return np.outer(dyhat * b * (1 - b), x1)
