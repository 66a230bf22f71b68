"""The softmax of a vector of scores, its logarithm, and the Jacobians of both: row i, column j is ∂(output i)/∂z_j."""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid, softmax


def p(z):
    """softmax of the scores, p_i = e^z_i / Σ_l e^z_l, shape (k,)"""
    return softmax(z)


def delta(z):
    """Kronecker's δ_ij: 1 where i = j, else 0, shape (k, k)"""
    return np.eye(len(z))


@gradient(of="p", wrt="z")
def dp(p, delta):
    """∂p_i/∂z_j = p_i (δ_ij − p_j), shape (k, k)"""
    return p[:, None] * (delta - p)


def log_p(p):
    """logarithm of the softmax, shape (k,)"""
    return np.log(p)


@gradient(of="log_p", wrt="z")
def dlog_p(dp, p, delta):
    """∂ln p_i/∂z_j = (∂p_i/∂z_j) / p_i = δ_ij − p_j, shape (k, k)"""
    return dp / p[:, None]


@misconception("p", "the exponentials were not divided by their sum")
def p_not_normalised(z):
    return np.exp(z)


@misconception("p", "this is the sigmoid of each score; softmax divides by the sum over the classes")
def p_sigmoid(z):
    return sigmoid(z)


@misconception("dp", "only the diagonal is there: p_i also falls as another score z_j rises, by p_i p_j")
def dp_diagonal(p):
    return np.diag(p * (1 - p))


@misconception("dp", "the sign off the diagonal is turned round: there it is −p_i p_j")
def dp_sign(p):
    return np.diag(p * (1 - p)) + np.outer(p, p) - np.diag(p**2)


@misconception("dp", "1 stands where δ_ij belongs: off the diagonal the derivative is −p_i p_j")
def dp_one_for_delta(p):
    return np.outer(p, 1 - p)


@misconception("dp", "the second term has p_i twice: off the diagonal it is −p_i p_j")
def dp_square(p):
    return np.diag(p) - (p**2)[:, None] * np.ones(len(p))


@misconception("dp", "the factor p_i is missing: this is the derivative of ln p_i")
def dp_of_log(p, delta):
    return delta - p


@misconception("dp", "the scores z stand where the probabilities p belong")
def dp_of_scores(z, delta):
    return z[:, None] * (delta - z)


@misconception("dp", "the sign is turned round: ∂p_i/∂z_i is positive")
def dp_negative(p, delta):
    return p[:, None] * (p - delta)


@misconception("dlog_p", "the wrong index: it is p_j, the probability of the class whose score moves")
def dlog_p_transposed(p, delta):
    return (delta - p).T


@misconception("dlog_p", "only the diagonal is there: off it ∂ln p_i/∂z_j = −p_j")
def dlog_p_diagonal(p):
    return np.diag(1 - p)


@misconception("dlog_p", "1 stands where δ_ij belongs: off the diagonal the derivative is −p_j")
def dlog_p_one_for_delta(p):
    return np.ones((len(p), 1)) * (1 - p)


@misconception("dlog_p", "this is the derivative of the softmax; divided by p_i it is δ_ij − p_j")
def dlog_p_slope(dp):
    return dp


@misconception("dlog_p", "the sign is turned round: it is δ_ij − p_j")
def dlog_p_sign(p, delta):
    return p - delta
