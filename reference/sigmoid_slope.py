"""The logistic function of one variable, its logarithm, and the derivatives of both."""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def s(x):
    """σ(x) = 1 / (1 + e^−x)"""
    return sigmoid(x)


@gradient(of="s", wrt="x")
def ds(s):
    """σ′(x) = σ(x)(1 − σ(x)) = e^−x / (1 + e^−x)²"""
    return s * (1 - s)


def log_s(s):
    """ln σ(x) = −ln(1 + e^−x)"""
    return np.log(s)


@gradient(of="log_s", wrt="x")
def dlog_s(ds, s):
    """d ln σ(x)/dx = σ′(x)/σ(x) = 1 − σ(x)"""
    return ds / s


@misconception("s", "the sign in the exponent is turned round: this is σ(−x)")
def s_sign(x):
    return sigmoid(-x)


@misconception("ds", "this is σ itself; its derivative is σ(1 − σ)")
def ds_value(s):
    return s


@misconception("ds", "this is 1 − σ: the factor σ is missing, or the square of the denominator (1 + e^−x)²")
def ds_complement(s):
    return 1 - s


@misconception("ds", "the factor −1 of the inner derivative of e^−x was lost: σ′ is positive")
def ds_sign(s):
    return -s * (1 - s)


@misconception("ds", "this is x(1 − x): σ′ is written with σ(x), not with x")
def ds_of_score(x):
    return x * (1 - x)


@misconception("ds", "σ was applied twice: σ′(x) = σ(x)(1 − σ(x)), not σ(σ(x))(1 − σ(σ(x)))")
def ds_twice(s):
    return sigmoid(s) * (1 - sigmoid(s))


@misconception("ds", "this is the derivative of tanh, 1 − σ²; that of σ is σ(1 − σ)")
def ds_tanh(s):
    return 1 - s**2


@misconception("dlog_s", "this is 1/σ, the outer derivative alone; times the inner one, σ(1 − σ), it is 1 − σ")
def dlog_s_outer(s):
    return 1 / s


@misconception("dlog_s", "this is σ; σ′/σ = 1 − σ")
def dlog_s_value(s):
    return s


@misconception("dlog_s", "this is σ′; divided by σ it is 1 − σ")
def dlog_s_slope(ds):
    return ds


@misconception("dlog_s", "the sign is turned round: σ′/σ = 1 − σ is positive")
def dlog_s_sign(s):
    return s - 1


@misconception("dlog_s", "the logarithm of the derivative was taken; asked is the derivative of the logarithm")
def dlog_s_log_of_slope(ds):
    return np.log(ds)
