"""Logistic regression over a batch: binary cross-entropy of the sigmoid of a linear score.

One example a row, its first entry the constant 1 where there is a bias; losses are summed over the batch, not averaged.
z = x θ, h = σ(z), L = −Σ_i y_i ln h_i + (1 − y_i) ln(1 − h_i).
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def z(x, theta):
    """scores θᵀx of the examples, shape (m,)"""
    return x @ theta


def h(z):
    """probabilities P(y=1|x) = σ(θᵀx), shape (m,)"""
    return sigmoid(z)


def p(h, y):
    """likelihood of each label, h^y (1 − h)^(1 − y), shape (m,)"""
    return h**y * (1 - h) ** (1 - y)


def log_likelihood(h, y):
    """ln Π_i P(y_i|x_i) = Σ_i y_i ln h_i + (1 − y_i) ln(1 − h_i)"""
    return np.sum(y * np.log(h) + (1 - y) * np.log(1 - h))


def loss(log_likelihood):
    """binary cross-entropy: the negative log-likelihood, in nats, summed over the batch"""
    return -log_likelihood


@gradient(of="loss", wrt="h")
def dh(h, y):
    """∂L/∂h = (1 − y)/(1 − h) − y/h, shape (m,)"""
    return (1 - y) / (1 - h) - y / h


@gradient(of="loss", wrt="z")
def dz(h, y):
    """∂L/∂z = h − y, shape (m,)"""
    return h - y


@gradient(of="loss", wrt="theta")
def dtheta(x, dz):
    """∂L/∂θ = Σ_i (h_i − y_i) x_i = xᵀ(h − y), shape (n,)"""
    return x.T @ dz


def theta_new(theta, eta, dtheta):
    """parameters after one step of gradient descent, θ − η ∂L/∂θ, shape (n,)"""
    return theta - eta * dtheta


@misconception("h", "the sign in the exponent is turned round: this is P(y=0|x)")
def h_sign(z):
    return sigmoid(-z)


@misconception("h", "the sigmoid was skipped: this is the score")
def h_score(z):
    return z


@misconception("h", "this is tanh; the probability is the sigmoid of the score")
def h_tanh(z):
    return np.tanh(z)


@misconception("p", "the two exponents are exchanged: h is the probability of label 1")
def p_exchanged(h, y):
    return h ** (1 - y) * (1 - h) ** y


@misconception("p", "the probability of label 1 alone: for label 0 the factor is 1 − h")
def p_positive_only(h, y):
    return h**y


@misconception("p", "the two factors were added; the likelihood is their product")
def p_added(h, y):
    return h**y + (1 - h) ** (1 - y)


@misconception("log_likelihood", "the examples of class 0 are missing: they contribute ln(1 − h)")
def log_likelihood_positive_only(h, y):
    return np.sum(y * np.log(h))


@misconception("log_likelihood", "the labels are exchanged: y goes with ln h, 1 − y with ln(1 − h)")
def log_likelihood_exchanged(h, y):
    return np.sum((1 - y) * np.log(h) + y * np.log(1 - h))


@misconception("log_likelihood", "the logarithms of both probabilities were summed whatever the label")
def log_likelihood_all(h):
    return np.sum(np.log(h) + np.log(1 - h))


@misconception("log_likelihood", "this is the logarithm to base 10; the natural one is meant")
def log_likelihood_log10(h, y):
    return np.sum(y * np.log10(h) + (1 - y) * np.log10(1 - h))


@misconception("loss", "the minus sign is missing: the cross-entropy is the negative log-likelihood")
def loss_sign(log_likelihood):
    return log_likelihood


@misconception("loss", "the mean over the batch was taken; this loss is the sum")
def loss_mean(log_likelihood, y):
    return -log_likelihood / len(y)


@misconception("loss", "this is half the squared error; the loss here is the cross-entropy")
def loss_squared(h, y):
    return np.sum((h - y) ** 2) / 2


@misconception("dh", "the sign is turned round: with the minus of the loss it is (1 − y)/(1 − h) − y/h")
def dh_sign(h, y):
    return y / h - (1 - y) / (1 - h)


@misconception("dh", "the inner derivative of 1 − h is −1: the two terms have opposite signs")
def dh_inner_sign(h, y):
    return -y / h - (1 - y) / (1 - h)


@misconception("dz", "the sign is turned round: it is h − y")
def dz_sign(h, y):
    return y - h


@misconception("dz", "σ′ = h(1 − h) is a factor too many: under cross-entropy it cancels")
def dz_with_slope(h, y):
    return (h - y) * h * (1 - h)


@misconception("dz", "the label was forgotten: it is h − y")
def dz_without_label(h):
    return h


@misconception("dz", "the error was taken from the score; the sigmoid was skipped")
def dz_from_score(z, y):
    return z - y


@misconception("dtheta", "the input x is missing: each error is multiplied with its own example")
def dtheta_without_x(x, dz):
    return np.full(x.shape[1], np.sum(dz))


@misconception("dtheta", "the mean over the batch was taken; this loss is the sum")
def dtheta_mean(x, dz):
    return x.T @ dz / len(dz)


@misconception("dtheta", "the errors and the inputs were summed apart; each error goes with its own example")
def dtheta_sums_apart(x, dz):
    return x.sum(axis=0) * np.sum(dz)


@misconception("theta_new", "this climbs: gradient descent subtracts η ∂L/∂θ")
def theta_ascent(theta, eta, dtheta):
    return theta + eta * dtheta


@misconception("theta_new", "the learning rate η is missing")
def theta_without_rate(theta, dtheta):
    return theta - dtheta


@misconception("theta_new", "this is the step η ∂L/∂θ alone, not the new parameters")
def theta_step_only(eta, dtheta):
    return eta * dtheta


@misconception("theta_new", "this is the step −η ∂L/∂θ alone; it is added to the old parameters")
def theta_step_downhill(eta, dtheta):
    return -eta * dtheta


@misconception("theta_new", "the parameters were multiplied with 1 − η ∂L/∂θ; the step is subtracted")
def theta_multiplied(theta, eta, dtheta):
    return theta * (1 - eta * dtheta)


@misconception(
    "log_likelihood", "the logarithm is missing: of a product of probabilities it is the sum of their logarithms"
)
def log_likelihood_without_log(h, y):
    return np.sum(y * h + (1 - y) * (1 - h))
