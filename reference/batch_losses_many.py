"""Losses of a network with several outputs over a batch, as functions of its outputs ŷ alone.

ŷ = f2(W2, f1(W1, x)) for any f1 and f2: what the losses send back to ŷ does not depend on them.
Summed over batch and outputs; t_il is the target of output l for example i, under the cross-entropy 1(y_i = l).
"""

import numpy as np

from grader.graph import gradient, misconception


def l2(yhat, t):
    """L2 loss Σ_i Σ_l (ŷ_il − t_il)²"""
    return np.sum((yhat - t) ** 2)


@gradient(of="l2", wrt="yhat")
def dl2(yhat, t):
    """∂L/∂ŷ = 2(ŷ − t) of the L2 loss, shape (m, k)"""
    return 2 * (yhat - t)


def ce(yhat, t):
    """categorical cross-entropy −Σ_i Σ_l t_il ln ŷ_il"""
    return -np.sum(t * np.log(yhat))


@gradient(of="ce", wrt="yhat")
def dce(yhat, t):
    """∂L/∂ŷ = −t/ŷ of the cross-entropy, shape (m, k)"""
    return -t / yhat


@misconception("l2", "the error was not squared")
def l2_not_squared(yhat, t):
    return np.sum(yhat - t)


@misconception("l2", "the mean over the batch was taken; this loss is the sum")
def l2_mean(yhat, t):
    return np.sum((yhat - t) ** 2) / len(t)


@misconception("l2", "this loss has no factor ½")
def l2_half(yhat, t):
    return np.sum((yhat - t) ** 2) / 2


@misconception("dl2", "the factor 2 of the square is missing; this loss has no ½ to cancel it")
def dl2_without_two(yhat, t):
    return yhat - t


@misconception("dl2", "the sign is turned round: it is 2(ŷ − t)")
def dl2_sign(yhat, t):
    return 2 * (t - yhat)


@misconception("ce", "the minus sign of the cross-entropy is missing")
def ce_sign(yhat, t):
    return np.sum(t * np.log(yhat))


@misconception("ce", "the logarithms of all classes were summed; only the class of the example counts")
def ce_all_classes(yhat):
    return -np.sum(np.log(yhat))


@misconception("ce", "the terms 1 − ŷ of the other classes do not belong here: it is not k binary cross-entropies")
def ce_binary(yhat, t):
    return -np.sum(t * np.log(yhat) + (1 - t) * np.log(1 - yhat))


@misconception("dce", "the minus sign of the cross-entropy is missing: it is −t/ŷ")
def dce_sign(yhat, t):
    return t / yhat


@misconception("dce", "the indicator is missing: only the class of the example has a gradient")
def dce_without_target(yhat):
    return -1 / yhat


@misconception("dce", "this is the gradient by the scores of a softmax; f2 is not specified, so nothing cancels")
def dce_shortcut(yhat, t):
    return yhat - t
