"""A linear softmax classifier for one example: z = W x, y = softmax(z), L = −Σ_k t_k ln y_k with a one-hot t.

Row k of W holds the weights of class k; `label`, counted from 0, says which entry of t is 1.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid, softmax


def z(W, x):
    """scores of the classes, W x, shape (K,)"""
    return W @ x


def y(z):
    """probabilities of the classes, softmax(z), shape (K,)"""
    return softmax(z)


def delta(z):
    """Kronecker's δ_kl: 1 where k = l, else 0, shape (K, K)"""
    return np.eye(len(z))


def t(label, W):
    """one-hot target, shape (K,)"""
    return np.eye(len(W))[int(np.real(label))]


@gradient(of="y", wrt="z")
def y_z(y, delta):
    """∂y_k/∂z_l = y_k (δ_kl − y_l), shape (K, K)"""
    return y[:, None] * (delta - y)


def y_z_same(y):
    """∂y_k/∂z_k = y_k (1 − y_k), the diagonal, shape (K,)"""
    return y * (1 - y)


def y_z_other(y):
    """∂y_k/∂z_l = −y_k y_l, meant where k ≠ l, shape (K, K)"""
    return -np.outer(y, y)


def loss(y, t):
    """cross-entropy −Σ_k t_k ln y_k, in nats"""
    return -np.sum(t * np.log(y))


@gradient(of="loss", wrt="z")
def dz(y, t):
    """∂L/∂z_k = y_k − t_k, shape (K,)"""
    return y - t


@gradient(of="loss", wrt="W")
def dW(dz, x):
    """∂L/∂w_k = (y_k − t_k) x; all classes: (y − t) xᵀ, shape (K, n)"""
    return np.outer(dz, x)


@misconception("y", "the exponentials were not divided by their sum")
def y_not_normalised(z):
    return np.exp(z)


@misconception("y", "this is the sigmoid of each score; softmax divides by the sum over the classes")
def y_sigmoid(z):
    return sigmoid(z)


@misconception("y_z", "only the diagonal is there: y_k also falls as another score z_l rises, by y_k y_l")
def y_z_diagonal(y):
    return np.diag(y * (1 - y))


@misconception("y_z", "the sign off the diagonal is turned round: there it is −y_k y_l")
def y_z_sign(y):
    return np.diag(y - 2 * y**2) + np.outer(y, y)


@misconception("y_z", "the scores z stand where the probabilities y belong")
def y_z_of_scores(z, delta):
    return z[:, None] * (delta - z)


@misconception("y_z_same", "the factor y_k of the slope y_k(1 − y_k) is missing")
def y_z_same_complement(y):
    return 1 - y


@misconception("y_z_same", "the numerator was held fixed: z_k stands in the numerator and in the sum")
def y_z_same_sum_only(y):
    return -(y**2)


@misconception("y_z_same", "the sum was held fixed: z_k stands in the numerator and in the sum")
def y_z_same_numerator_only(y):
    return y


@misconception("y_z_same", "the sign is turned round: a larger score makes its own probability larger")
def y_z_same_sign(y):
    return y * (y - 1)


@misconception("y_z_other", "the minus sign is missing: another class's larger score takes probability away")
def y_z_other_sign(y):
    return np.outer(y, y)


@misconception("y_z_other", "for another class's score it is not zero: z_l stands in the sum")
def y_z_other_zero(y):
    return np.zeros((len(y), len(y)))


@misconception("y_z_other", "the square belongs to the case k = l; here it is y_k y_l")
def y_z_other_square(y):
    return -(y**2)[:, None] * np.ones(len(y))


@misconception("loss", "the minus sign of the cross-entropy is missing")
def loss_sign(y, t):
    return np.sum(t * np.log(y))


@misconception("loss", "the logarithms of all classes were summed; only the target's class counts")
def loss_all_classes(y):
    return -np.sum(np.log(y))


@misconception("dz", "the sign is turned round: it is y − t")
def dz_sign(y, t):
    return t - y


@misconception("dz", "the target was forgotten: it is y − t")
def dz_without_target(y):
    return y


@misconception("dz", "y(1 − y) is a factor too many: under cross-entropy the softmax's slope cancels")
def dz_with_slope(y, t):
    return (y - t) * y * (1 - y)


@misconception("dz", "only the diagonal of the softmax's Jacobian was used: every score moves every probability")
def dz_diagonal(y, t):
    return -t * (1 - y)


@misconception("dW", "this is the transpose: the gradient has the shape of W, a row for each class")
def dW_transposed(dz, x):
    return np.outer(x, dz)


@misconception("dW", "the input x is missing")
def dW_without_x(dz, x):
    return np.outer(dz, np.ones(len(x)))


@misconception("dW", "the probabilities stand where the error belongs: y − t")
def dW_without_target(y, x):
    return np.outer(y, x)


@misconception("dW", "the weights stand where the input x belongs")
def dW_from_weights(dz, W):
    return dz[:, None] * W


@misconception("dz", "this is ∂L/∂y, not going on through the softmax")
def dz_stopped(y, t):
    return -t / y


@misconception("y_z_same", "the slope was written with the score: it is y_k(1 − y_k)")
def y_z_same_of_scores(z):
    return z * (1 - z)
