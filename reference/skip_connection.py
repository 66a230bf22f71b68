"""A two-layer network with a skip connection: the input is added to the hidden layer's output.

Vectors are columns, all of size d; W2 is a row: z1 = W1 x, h = σ(z1), z2 = h + x, y = W2 z2, L = ½(y − t)².
A bar is the derivative of the loss by the thing under it. x reaches the loss on two paths, through z1 and directly.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid, sigmoid_slope

# The activation is called φ where the homework leaves it open; here it is the sigmoid.
functions = {"phi": sigmoid, "phi'": sigmoid_slope}


def z1(W1, x):
    """pre-activations of the hidden layer, shape (d,)"""
    return W1 @ x


def h(z1):
    """activations of the hidden layer, σ(z1), shape (d,)"""
    return sigmoid(z1)


def z2(h, x):
    """hidden layer plus skip connection, h + x, shape (d,)"""
    return h + x


def y(W2, z2):
    """output W2 z2, a scalar"""
    return W2[0] @ z2


def loss(y, t):
    """half the squared error, ½(y − t)²"""
    return (y - t) ** 2 / 2


@gradient(of="loss", wrt="y")
def ybar(y, t):
    """ȳ = y − t, a scalar"""
    return y - t


@gradient(of="loss", wrt="W2")
def W2bar(ybar, z2):
    """W̄2 = ȳ z2ᵀ, a row, shape (1, d)"""
    return ybar * z2[None, :]


@gradient(of="loss", wrt="z2")
def z2bar(ybar, W2):
    """z̄2 = W2ᵀ ȳ, shape (d,)"""
    return W2[0] * ybar


@gradient(of="loss", wrt="h")
def hbar(z2bar):
    """h̄ = z̄2: the addition copies the gradient, shape (d,)"""
    return z2bar


def slope(h):
    """σ′(z1) = h ∘ (1 − h), shape (d,)"""
    return h * (1 - h)


@gradient(of="loss", wrt="z1")
def z1bar(hbar, slope):
    """z̄1 = h̄ ∘ σ′(z1), shape (d,)"""
    return hbar * slope


@gradient(of="loss", wrt="W1")
def W1bar(z1bar, x):
    """W̄1 = z̄1 xᵀ, shape (d, d)"""
    return np.outer(z1bar, x)


@gradient(of="loss", wrt="x")
def xbar(W1, z1bar, z2bar):
    """x̄ = W1ᵀ z̄1 + z̄2: the sum over the path through the hidden layer and the skip connection, shape (d,)"""
    return W1.T @ z1bar + z2bar


@misconception("h", "the activation was skipped: h = σ(z1)")
def h_skipped(z1):
    return z1


@misconception("z2", "the skip connection is missing: z2 = h + x")
def z2_without_skip(h):
    return h


@misconception("z2", "the skip connection adds x; it does not multiply")
def z2_multiplied(h, x):
    return h * x


@misconception("loss", "the factor ½ is missing")
def loss_without_half(y, t):
    return (y - t) ** 2


@misconception("ybar", "the sign is turned round: ȳ = y − t")
def ybar_sign(y, t):
    return t - y


@misconception("ybar", "the factor 2 of the square was kept; the ½ of the loss cancels it")
def ybar_twice(y, t):
    return 2 * (y - t)


@misconception("ybar", "the factor ½ was kept; the 2 of the square cancels it")
def ybar_half(y, t):
    return (y - t) / 2


@misconception("W2bar", "the hidden layer h stands where z2 = h + x belongs: the skip connection feeds W2 as well")
def W2bar_from_h(ybar, h):
    return ybar * h[None, :]


@misconception("W2bar", "the weight stands where its input belongs: W̄2 = ȳ z2ᵀ")
def W2bar_from_weight(ybar, W2):
    return ybar * W2


@misconception("W2bar", "the error ȳ from above is missing")
def W2bar_local(z2):
    return z2[None, :]


@misconception("z2bar", "the weights W2 are missing on the way back")
def z2bar_without_W2(ybar, z2):
    return ybar * np.ones(len(z2))


@misconception("z2bar", "the input z2 stands where the weights W2 belong")
def z2bar_from_z2(ybar, z2):
    return ybar * z2


@misconception("hbar", "σ′ comes one step later: h̄ is what the addition copies, z̄2")
def hbar_with_slope(z2bar, slope):
    return z2bar * slope


@misconception("hbar", "an addition copies the gradient whole; nothing is shared out between h and x")
def hbar_half(z2bar):
    return z2bar / 2


@misconception("z1bar", "σ′(z1) is missing")
def z1bar_without_slope(hbar):
    return hbar


@misconception("z1bar", "σ itself was taken for its slope h(1 − h)")
def z1bar_value_for_slope(hbar, h):
    return hbar * h


@misconception("z1bar", "the slope was written with z1: σ′(z1) = h(1 − h), not z1(1 − z1)")
def z1bar_slope_of_score(hbar, z1):
    return hbar * z1 * (1 - z1)


@misconception("z1bar", "σ was applied twice in the slope: σ′(z1) = h(1 − h) with h = σ(z1)")
def z1bar_slope_twice(hbar, h):
    return hbar * sigmoid(h) * (1 - sigmoid(h))


@misconception("z1bar", "the factors were added; the chain rule multiplies them")
def z1bar_added(hbar, slope):
    return hbar + slope


@misconception("W1bar", "this is the transpose: W̄1 = z̄1 xᵀ, a row for each hidden unit")
def W1bar_transposed(z1bar, x):
    return np.outer(x, z1bar)


@misconception("W1bar", "the hidden layer h stands where its input x belongs")
def W1bar_from_h(z1bar, h):
    return np.outer(z1bar, h)


@misconception("W1bar", "the input x is missing")
def W1bar_without_x(z1bar, x):
    return np.outer(z1bar, np.ones(len(x)))


@misconception("xbar", "the skip connection is forgotten: x also enters z2 directly, which adds z̄2", credit="0.5")
def xbar_without_skip(W1, z1bar):
    return W1.T @ z1bar


@misconception("xbar", "only the skip connection was followed; x also enters z1, which adds W1ᵀ z̄1", credit="0.5")
def xbar_skip_only(z2bar):
    return z2bar


@misconception("xbar", "W1 was not transposed: going back the product is W1ᵀ z̄1")
def xbar_not_transposed(W1, z1bar, z2bar):
    return W1 @ z1bar + z2bar


@misconception("xbar", "the two paths were multiplied; the gradients of several paths are added")
def xbar_multiplied(W1, z1bar, z2bar):
    return (W1.T @ z1bar) * z2bar


@misconception("xbar", "h̄ was sent back through W1 without σ′: it is z̄1 that W1ᵀ multiplies")
def xbar_without_slope(W1, hbar, z2bar):
    return W1.T @ hbar + z2bar
