"""A two-layer network with several outputs as the composition ŷ = f2(W2, f1(W1, x)), for any f1 and f2, over a batch.

The derivatives of f1 and f2 stay names: z_w1 is the derivative of the hidden layer by one weight w1 of W1, yhat_z that of
the outputs by the hidden layer, yhat_w2 that of the outputs by one weight w2 of W2. So that the key can be evaluated and
its gradients checked, some f1 and f2 stand here; no answer depends on which. One example a row; classes count from 0.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import softmax


def z(w1, x):
    """hidden layer f1(W1, x), shape (m, p)"""
    return np.tanh(w1 * x) + x / 2


def _scores(w2, z, c):
    return np.sin(w2 * z) @ c.T


def yhat(w2, z, c):
    """outputs f2(W2, z), positive and summing to one, shape (m, k); c are further weights of W2, shape (k, p)"""
    return softmax(_scores(w2, z, c))


def z_w1(w1, x):
    """∂z/∂w1, how each hidden unit moves with one weight of W1, shape (m, p)"""
    return x * (1 - np.tanh(w1 * x) ** 2)


def yhat_z(w2, z, c, yhat):
    """∂ŷ/∂z, how each output moves with each hidden unit of its example, shape (m, k, p)"""
    slope = c * (w2 * np.cos(w2 * z))[:, None, :]
    return yhat[:, :, None] * (slope - np.sum(yhat[:, :, None] * slope, axis=1, keepdims=True))


def yhat_w2(w2, z, c, yhat):
    """∂ŷ/∂w2, how each output moves with one weight of W2, shape (m, k)"""
    slope = (z * np.cos(w2 * z)) @ c.T
    return yhat * (slope - np.sum(yhat * slope, axis=1, keepdims=True))


@gradient(of="yhat", wrt="w1")
def yhat_w1(yhat_z, z_w1):
    """chain rule ∂ŷ_l/∂w1 = Σ_j (∂ŷ_l/∂z_j)(∂z_j/∂w1), shape (m, k)"""
    return np.sum(yhat_z * z_w1[:, None, :], axis=2)


def t(y, c):
    """indicator 1(y_i = l) of each example's class, one-hot rows, shape (m, k)"""
    return np.eye(len(c))[np.asarray(y).astype(int)]


def l2(yhat, t):
    """L2 loss Σ_i Σ_l (ŷ_il − t_il)²"""
    return np.sum((yhat - t) ** 2)


@gradient(of="l2", wrt="yhat")
def dl2(yhat, t):
    """∂L2/∂ŷ = 2(ŷ − t), shape (m, k)"""
    return 2 * (yhat - t)


@gradient(of="l2", wrt="w1")
def dl2_w1(dl2, yhat_w1, yhat_z, z_w1):
    """∂L2/∂w1 = Σ_i Σ_l 2(ŷ_il − t_il) Σ_j (∂ŷ_il/∂z_ij)(∂z_ij/∂w1), a scalar"""
    return np.sum(dl2 * yhat_w1)


@gradient(of="l2", wrt="w2")
def dl2_w2(dl2, yhat_w2):
    """∂L2/∂w2 = Σ_i Σ_l 2(ŷ_il − t_il) ∂ŷ_il/∂w2, a scalar"""
    return np.sum(dl2 * yhat_w2)


def ce(yhat, t):
    """categorical cross-entropy −Σ_i Σ_l t_il ln ŷ_il"""
    return -np.sum(t * np.log(yhat))


@gradient(of="ce", wrt="yhat")
def dce(yhat, t):
    """∂CE/∂ŷ = −t/ŷ, shape (m, k)"""
    return -t / yhat


@gradient(of="ce", wrt="w1")
def dce_w1(dce, yhat_w1, yhat_z, z_w1):
    """∂CE/∂w1 = −Σ_i Σ_l (t_il/ŷ_il) Σ_j (∂ŷ_il/∂z_ij)(∂z_ij/∂w1), a scalar"""
    return np.sum(dce * yhat_w1)


@gradient(of="ce", wrt="w2")
def dce_w2(dce, yhat_w2):
    """∂CE/∂w2 = −Σ_i Σ_l (t_il/ŷ_il) ∂ŷ_il/∂w2, a scalar"""
    return np.sum(dce * yhat_w2)


@misconception("yhat_w1", "the derivative of the hidden layer by its weight is missing")
def yhat_w1_outer(yhat_z):
    return np.sum(yhat_z, axis=2)


@misconception("yhat_w1", "the two derivatives were summed apart; each unit's path is a product, and the paths are added")
def yhat_w1_sums_apart(yhat_z, z_w1):
    return np.sum(yhat_z, axis=2) * np.sum(z_w1, axis=1)[:, None]


@misconception("l2", "the error was not squared")
def l2_not_squared(yhat, t):
    return np.sum(np.abs(yhat - t))


@misconception("l2", "the mean over the batch was taken; this loss is the sum")
def l2_mean(yhat, t):
    return np.sum((yhat - t) ** 2) / len(t)


@misconception("dl2", "the factor 2 of the square is missing; this loss has no ½ to cancel it")
def dl2_without_two(yhat, t):
    return yhat - t


@misconception("dl2", "the sign is turned round: it is 2(ŷ − t)")
def dl2_sign(yhat, t):
    return 2 * (t - yhat)


@misconception("dl2_w1", "the errors from above, 2(ŷ − t), are missing")
def dl2_w1_local(yhat_w1):
    return np.sum(yhat_w1)


@misconception("dl2_w1", "only one output was followed back; the sum runs over all of them")
def dl2_w1_one_output(dl2, yhat_w1):
    return dl2[:, 0] @ yhat_w1[:, 0]


@misconception("dl2_w2", "this is the path to W1; asked is W2")
def dl2_w2_other_weight(dl2, yhat_w1):
    return np.sum(dl2 * yhat_w1)


@misconception("ce", "the minus sign of the cross-entropy is missing")
def ce_sign(yhat, t):
    return np.sum(t * np.log(yhat))


@misconception("ce", "the logarithms of all classes were summed; only the class of the example counts")
def ce_all_classes(yhat):
    return -np.sum(np.log(yhat))


@misconception("dce", "the minus sign of the cross-entropy is missing: it is −t/ŷ")
def dce_sign(yhat, t):
    return t / yhat


@misconception("dce", "the indicator is missing: only the class of the example has a gradient")
def dce_without_target(yhat):
    return -1 / yhat


@misconception("dce", "this is the gradient by the scores of a softmax; f2 is not specified, so nothing cancels")
def dce_shortcut(yhat, t):
    return yhat - t
