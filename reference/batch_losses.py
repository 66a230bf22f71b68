"""Losses of a network with one output over a batch, as functions of its outputs ŷ alone, summed over the batch.

ŷ = f2(W2, f1(W1, x)) for any f1 and f2: what the losses send back to ŷ does not depend on them.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def _f1(W1, x):
    return np.tanh(W1 * x) + x / 2


def _f2(W2, z):
    return sigmoid(W2 * z - z**2 / 3)


# Formulas may call f1 and f2; which functions stand behind the names does not matter, as long as 0 < ŷ < 1.
functions = {"f1": _f1, "f2": _f2}


def l2(yhat, y):
    """L2 loss Σ_i (ŷ_i − y_i)²"""
    return np.sum((yhat - y) ** 2)


@gradient(of="l2", wrt="yhat")
def dl2(yhat, y):
    """∂L/∂ŷ = 2(ŷ − y) of the L2 loss, shape (m,)"""
    return 2 * (yhat - y)


def ce(yhat, y):
    """binary cross-entropy −Σ_i y_i ln ŷ_i + (1 − y_i) ln(1 − ŷ_i)"""
    return -np.sum(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))


@gradient(of="ce", wrt="yhat")
def dce(yhat, y):
    """∂L/∂ŷ = (1 − y)/(1 − ŷ) − y/ŷ of the cross-entropy, shape (m,)"""
    return (1 - y) / (1 - yhat) - y / yhat


@misconception("l2", "the error was not squared")
def l2_not_squared(yhat, y):
    return np.sum(yhat - y)


@misconception("l2", "the mean over the batch was taken; this loss is the sum")
def l2_mean(yhat, y):
    return np.mean((yhat - y) ** 2)


@misconception("l2", "the errors were summed before squaring; each is squared by itself")
def l2_square_of_sum(yhat, y):
    return np.sum(yhat - y) ** 2


@misconception("l2", "this loss has no factor ½")
def l2_half(yhat, y):
    return np.sum((yhat - y) ** 2) / 2


@misconception("dl2", "the factor 2 of the square is missing; this loss has no ½ to cancel it")
def dl2_without_two(yhat, y):
    return yhat - y


@misconception("dl2", "the sign is turned round: it is 2(ŷ − y)")
def dl2_sign(yhat, y):
    return 2 * (y - yhat)


@misconception("dl2", "the target was forgotten: it is 2(ŷ − y)")
def dl2_without_target(yhat):
    return 2 * yhat


@misconception("ce", "the minus sign of the cross-entropy is missing")
def ce_sign(yhat, y):
    return np.sum(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))


@misconception("ce", "the examples of class 0 are missing: they contribute ln(1 − ŷ)")
def ce_positive_only(yhat, y):
    return -np.sum(y * np.log(yhat))


@misconception("ce", "the labels are exchanged: y goes with ln ŷ, 1 − y with ln(1 − ŷ)")
def ce_exchanged(yhat, y):
    return -np.sum((1 - y) * np.log(yhat) + y * np.log(1 - yhat))


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
