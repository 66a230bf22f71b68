"""A single neuron: a linear score of the input, and the activations that may be laid on it.

The weights carry the bias first, and the input gets a leading 1 for it: z = θᵀ(1, x).
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def x_augmented(x):
    """the input with a leading 1 that the bias is multiplied with, shape (n + 1,)"""
    return np.concatenate([[1.0], x])


def z(theta, x_augmented):
    """the score θᵀ(1, x), a scalar"""
    return theta @ x_augmented


def linear(z):
    """output under the linear activation: the score itself"""
    return z


def step(z):
    """output under the step activation: 1 where the score is positive, else 0"""
    return np.where(np.real(z) > 0, 1.0, 0.0)


def logistic(z):
    """output under the logistic activation, σ(z) = 1 / (1 + e^−z)"""
    return sigmoid(z)


@gradient(of="logistic", wrt="z")
def dlogistic(logistic):
    """slope of the logistic activation, σ(z)(1 − σ(z))"""
    return logistic * (1 - logistic)


@misconception("z", "the bias was left out: the first weight is added, times a constant input of 1")
def z_without_bias(theta, x):
    return theta[1:] @ x


@misconception("z", "the last weight was taken for the bias; here the bias is the first one")
def z_bias_last(theta, x):
    return theta[:-1] @ x + theta[-1]


@misconception("z", "the bias was subtracted; it is added to the weighted sum")
def z_minus_bias(theta, x):
    return theta[1:] @ x - theta[0]


@misconception("linear", "the sigmoid was applied; this neuron is linear")
def linear_sigmoid(z):
    return sigmoid(z)


@misconception("step", "the two sides are exchanged: the step is 1 where the score is positive")
def step_reversed(z):
    return np.where(np.real(z) > 0, 0.0, 1.0)


@misconception("logistic", "the sign in the exponent is turned round: this is σ(−z)")
def logistic_sign(z):
    return sigmoid(-z)


@misconception("logistic", "this is tanh, which lies between −1 and 1; the logistic function lies between 0 and 1")
def logistic_tanh(z):
    return np.tanh(z)


@misconception("logistic", "the activation was skipped: this is the score")
def logistic_skipped(z):
    return z


@misconception("dlogistic", "this is σ itself; its slope is σ(1 − σ)")
def dlogistic_value(logistic):
    return logistic


@misconception("dlogistic", "this is 1 − σ, the slope of ln σ; the slope of σ is σ(1 − σ)")
def dlogistic_of_log(logistic):
    return 1 - logistic


@misconception("dlogistic", "the slope was written with the score z in place of σ(z)")
def dlogistic_of_score(z):
    return z * (1 - z)
