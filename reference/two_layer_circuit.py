"""A two-layer regression network for one example, node by node: sigmoid hidden units, one linear output, squared error.

Vectors are columns, W1 has a row for each hidden unit: a = W1 x, h = σ(a), ŷ = w2ᵀh, L = (ŷ − y)². The loss has no ½.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def a(W1, x):
    """pre-activations of the hidden units, shape (p,)"""
    return W1 @ x


def h(a):
    """activations of the hidden units, σ(a), shape (p,)"""
    return sigmoid(a)


def yhat(w2, h):
    """output of the network, w2ᵀh, a scalar"""
    return w2 @ h


def loss(yhat, y):
    """squared error (ŷ − y)²"""
    return (yhat - y) ** 2


@gradient(of="loss", wrt="yhat")
def dyhat(yhat, y):
    """∂L/∂ŷ = 2(ŷ − y), a scalar"""
    return 2 * (yhat - y)


@gradient(of="yhat", wrt="h")
def yhat_h(w2):
    """local derivative ∂ŷ/∂h = w2, shape (p,)"""
    return w2


@gradient(of="yhat", wrt="w2")
def yhat_w2(h):
    """local derivative ∂ŷ/∂w2 = h, shape (p,)"""
    return h


def h_a(h):
    """local derivative of each hidden unit, σ′(a) = h(1 − h), shape (p,); the Jacobian ∂h/∂a is its diagonal matrix"""
    return h * (1 - h)


@gradient(of="loss", wrt="w2")
def dw2(dyhat, h):
    """∂L/∂w2 = 2(ŷ − y) h, shape (p,)"""
    return dyhat * h


@gradient(of="loss", wrt="h")
def dh(dyhat, w2):
    """∂L/∂h = 2(ŷ − y) w2, shape (p,)"""
    return dyhat * w2


@gradient(of="loss", wrt="a")
def da(dh, h_a):
    """∂L/∂a = dh ∘ h ∘ (1 − h), shape (p,)"""
    return dh * h_a


@gradient(of="loss", wrt="W1")
def dW1(da, x):
    """∂L/∂W1 = da xᵀ, an outer product with the shape of W1, (p, n)"""
    return np.outer(da, x)


@misconception("h", "the activation was skipped: the hidden unit's output is σ(a), not a")
def h_skipped(a):
    return a


@misconception("yhat", "the sigmoid was applied to the output too; it is linear")
def yhat_sigmoid(w2, h):
    return sigmoid(w2 @ h)


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


@misconception("yhat_h", "weight and input are exchanged: ∂ŷ/∂h is the weight w2")
def yhat_h_exchanged(h):
    return h


@misconception("yhat_w2", "weight and input are exchanged: ∂ŷ/∂w2 is the input h")
def yhat_w2_exchanged(w2):
    return w2


@misconception("h_a", "σ itself was taken for its slope h(1 − h)")
def h_a_value(h):
    return h


@misconception("h_a", "the factor h of the slope h(1 − h) is missing")
def h_a_complement(h):
    return 1 - h


@misconception("h_a", "the slope was written with the pre-activation: σ′(a) = h(1 − h), not a(1 − a)")
def h_a_of_score(a):
    return a * (1 - a)


@misconception("dw2", "weight and input are exchanged: dw2 is the error times h")
def dw2_from_weight(dyhat, w2):
    return dyhat * w2


@misconception("dw2", "the pre-activations a stand where the activations h belong")
def dw2_from_a(dyhat, a):
    return dyhat * a


@misconception("dw2", "this is the local derivative alone; the error 2(ŷ − y) from above is missing")
def dw2_local(h):
    return h


@misconception("dh", "the weights w2 are missing on the way back")
def dh_without_w2(dyhat, h):
    return dyhat * np.ones(len(h))


@misconception("da", "σ′ of the hidden layer is missing: the factor h(1 − h)")
def da_without_slope(dh):
    return dh


@misconception("dW1", "the input x is missing")
def dW1_without_x(da, x):
    return np.outer(da, np.ones(len(x)))


@misconception("dW1", "this is the transpose: dW1 has the shape of W1, a row for each hidden unit")
def dW1_transposed(da, x):
    return np.outer(x, da)
