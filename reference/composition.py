"""A two-layer network with one output as the composition ŷ = f2(W2, f1(W1, x)), for any f1 and f2, over a batch.

The derivatives of f1 and f2 stay names: z_w1 is the derivative of the hidden layer by one weight w1 of W1, yhat_z that of
the output by the hidden layer, yhat_w2 that of the output by one weight w2 of W2. So that the key can be evaluated and its
gradients checked, some f1 and f2 stand here; no answer depends on which. One example a row; losses are summed over the batch.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def z(w1, x):
    """hidden layer f1(W1, x), shape (m, p)"""
    return np.tanh(w1 * x) + x / 2


def yhat(w2, z):
    """output f2(W2, z), between 0 and 1, shape (m,)"""
    return sigmoid(np.sum(np.sin(w2 * z), axis=1))


def z_w1(w1, x):
    """∂z/∂w1, how each hidden unit moves with one weight of W1, shape (m, p)"""
    return x * (1 - np.tanh(w1 * x) ** 2)


def yhat_z(w2, z, yhat):
    """∂ŷ/∂z, how the output moves with each hidden unit, shape (m, p)"""
    return (yhat * (1 - yhat))[:, None] * w2 * np.cos(w2 * z)


def yhat_w2(w2, z, yhat):
    """∂ŷ/∂w2, how the output moves with one weight of W2, shape (m,)"""
    return yhat * (1 - yhat) * np.sum(z * np.cos(w2 * z), axis=1)


@gradient(of="yhat", wrt="w1")
def yhat_w1(yhat_z, z_w1):
    """chain rule ∂ŷ/∂w1 = Σ_j (∂ŷ/∂z_j)(∂z_j/∂w1), shape (m,)"""
    return np.sum(yhat_z * z_w1, axis=1)


def l2(yhat, y):
    """L2 loss Σ_i (ŷ_i − y_i)²"""
    return np.sum((yhat - y) ** 2)


@gradient(of="l2", wrt="yhat")
def dl2(yhat, y):
    """∂L2/∂ŷ = 2(ŷ − y), shape (m,)"""
    return 2 * (yhat - y)


@gradient(of="l2", wrt="w1")
def dl2_w1(dl2, yhat_w1, yhat_z, z_w1):
    """∂L2/∂w1 = Σ_i 2(ŷ_i − y_i) Σ_j (∂ŷ_i/∂z_ij)(∂z_ij/∂w1), a scalar"""
    return dl2 @ yhat_w1


@gradient(of="l2", wrt="w2")
def dl2_w2(dl2, yhat_w2):
    """∂L2/∂w2 = Σ_i 2(ŷ_i − y_i) ∂ŷ_i/∂w2, a scalar"""
    return dl2 @ yhat_w2


def ce(yhat, y):
    """binary cross-entropy −Σ_i y_i ln ŷ_i + (1 − y_i) ln(1 − ŷ_i)"""
    return -np.sum(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))


@gradient(of="ce", wrt="yhat")
def dce(yhat, y):
    """∂CE/∂ŷ = (1 − y)/(1 − ŷ) − y/ŷ, shape (m,)"""
    return (1 - y) / (1 - yhat) - y / yhat


@gradient(of="ce", wrt="w1")
def dce_w1(dce, yhat_w1, yhat_z, z_w1):
    """∂CE/∂w1 = Σ_i ((1 − y_i)/(1 − ŷ_i) − y_i/ŷ_i) Σ_j (∂ŷ_i/∂z_ij)(∂z_ij/∂w1), a scalar"""
    return dce @ yhat_w1


@gradient(of="ce", wrt="w2")
def dce_w2(dce, yhat_w2):
    """∂CE/∂w2 = Σ_i ((1 − y_i)/(1 − ŷ_i) − y_i/ŷ_i) ∂ŷ_i/∂w2, a scalar"""
    return dce @ yhat_w2


@misconception("yhat_w1", "the derivative of the hidden layer by its weight is missing")
def yhat_w1_outer(yhat_z):
    return np.sum(yhat_z, axis=1)


@misconception("yhat_w1", "the derivative of the output by the hidden layer is missing")
def yhat_w1_inner(z_w1):
    return np.sum(z_w1, axis=1)


@misconception("yhat_w1", "the two derivatives were summed apart; each unit's path is a product, and the paths are added")
def yhat_w1_sums_apart(yhat_z, z_w1):
    return np.sum(yhat_z, axis=1) * np.sum(z_w1, axis=1)


@misconception("yhat_w1", "this is the path to W2; W1 is reached through the hidden layer")
def yhat_w1_other_weight(yhat_w2):
    return yhat_w2


@misconception("l2", "the error was not squared")
def l2_not_squared(yhat, y):
    return np.sum(yhat - y)


@misconception("l2", "the mean over the batch was taken; this loss is the sum")
def l2_mean(yhat, y):
    return np.mean((yhat - y) ** 2)


@misconception("dl2", "the factor 2 of the square is missing; this loss has no ½ to cancel it")
def dl2_without_two(yhat, y):
    return yhat - y


@misconception("dl2", "the sign is turned round: it is 2(ŷ − y)")
def dl2_sign(yhat, y):
    return 2 * (y - yhat)


@misconception("dl2_w1", "the error from above, 2(ŷ − y), is missing")
def dl2_w1_local(yhat_w1):
    return np.sum(yhat_w1)


@misconception("dl2_w1", "errors and derivatives were summed apart; each error goes with its own example")
def dl2_w1_sums_apart(dl2, yhat_w1):
    return np.sum(dl2) * np.sum(yhat_w1)


@misconception("dl2_w2", "this is the path to W1; asked is W2")
def dl2_w2_other_weight(dl2, yhat_w1):
    return dl2 @ yhat_w1


@misconception("dl2_w2", "the error from above, 2(ŷ − y), is missing")
def dl2_w2_local(yhat_w2):
    return np.sum(yhat_w2)


@misconception("ce", "the minus sign of the cross-entropy is missing")
def ce_sign(yhat, y):
    return np.sum(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))


@misconception("ce", "the examples of class 0 are missing: they contribute ln(1 − ŷ)")
def ce_positive_only(yhat, y):
    return -np.sum(y * np.log(yhat))


@misconception("dce", "the sign is turned round: with the minus of the loss it is (1 − y)/(1 − ŷ) − y/ŷ")
def dce_sign(yhat, y):
    return y / yhat - (1 - y) / (1 - yhat)


@misconception("dce", "the minus of the loss is missing in the first term: it is −y/ŷ + (1 − y)/(1 − ŷ)")
def dce_both_plus(yhat, y):
    return y / yhat + (1 - y) / (1 - yhat)


@misconception("dce", "the inner derivative of 1 − ŷ is −1: the two terms have opposite signs")
def dce_inner_sign(yhat, y):
    return -y / yhat - (1 - y) / (1 - yhat)


@misconception("dce", "this is the gradient by the score of a sigmoid output; f2 is not specified, so nothing cancels")
def dce_shortcut(yhat, y):
    return yhat - y
