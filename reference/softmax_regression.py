"""Softmax (multi-class logistic) regression over a batch: categorical cross-entropy of the softmax of linear scores.

One example a row; row j of θ holds the parameters of class j, counted from 0; losses are summed over the batch.
s = x θᵀ, h = softmax(s), L = −Σ_i Σ_j t_ij ln h_ij with t_ij = 1 where example i is of class j, else 0.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid, softmax


def t(y, theta):
    """indicator 1(y_i = j) of each example's class, one-hot rows, shape (m, k)"""
    return np.eye(len(theta))[np.asarray(y).astype(int)]


def s(x, theta):
    """scores θ_jᵀx of the classes, shape (m, k)"""
    return x @ theta.T


def h(s):
    """probabilities of the classes, softmax of each row of scores, shape (m, k)"""
    return softmax(s)


def log_likelihood(h, t):
    """ln Π_i Π_j h_ij^t_ij = Σ_i Σ_j t_ij ln h_ij"""
    return np.sum(t * np.log(h))


def loss(log_likelihood):
    """categorical cross-entropy: the negative log-likelihood, in nats, summed over the batch"""
    return -log_likelihood


@gradient(of="loss", wrt="h")
def dh(h, t):
    """∂L/∂h = −t / h, shape (m, k)"""
    return -t / h


@gradient(of="loss", wrt="s")
def ds(h, t):
    """∂L/∂s = h − t, shape (m, k)"""
    return h - t


@gradient(of="loss", wrt="theta")
def dtheta(ds, x):
    """∂L/∂θ_j = Σ_i (h_ij − t_ij) x_i; all classes: (h − t)ᵀ x, shape (k, n)"""
    return ds.T @ x


def theta_new(theta, eta, dtheta):
    """parameters after one step of gradient descent, θ − η ∂L/∂θ, shape (k, n)"""
    return theta - eta * dtheta


@misconception("h", "the exponentials were not divided by their sum")
def h_not_normalised(s):
    return np.exp(s)


@misconception("h", "this is the sigmoid of each score; softmax divides by the sum over the classes")
def h_sigmoid(s):
    return sigmoid(s)


@misconception("h", "the softmax ran over the examples; it runs over the classes of one example")
def h_wrong_axis(s):
    return softmax(s.T).T


@misconception("h", "the softmax was skipped: these are the scores")
def h_scores(s):
    return s


@misconception("log_likelihood", "the logarithms of all classes were summed; only the class of the example counts")
def log_likelihood_all(h):
    return np.sum(np.log(h))


@misconception("log_likelihood", "the terms 1 − h of the other classes do not belong here: classes exclude each other")
def log_likelihood_binary(h, t):
    return np.sum(t * np.log(h) + (1 - t) * np.log(1 - h))


@misconception("log_likelihood", "the probabilities were summed without their logarithm")
def log_likelihood_without_log(h, t):
    return np.sum(t * h)


@misconception("log_likelihood", "this is the logarithm to base 10; the natural one is meant")
def log_likelihood_log10(h, t):
    return np.sum(t * np.log10(h))


@misconception("loss", "the minus sign is missing: the cross-entropy is the negative log-likelihood")
def loss_sign(log_likelihood):
    return log_likelihood


@misconception("loss", "the mean over the batch was taken; this loss is the sum")
def loss_mean(log_likelihood, y):
    return -log_likelihood / len(y)


@misconception("loss", "this is half the squared error; the loss here is the cross-entropy")
def loss_squared(h, t):
    return np.sum((h - t) ** 2) / 2


@misconception("dh", "the minus sign of the cross-entropy is missing: it is −t/h")
def dh_sign(h, t):
    return t / h


@misconception("dh", "the target is missing: only the class of the example has a gradient")
def dh_without_target(h):
    return -1 / h


@misconception("ds", "the sign is turned round: it is h − t")
def ds_sign(h, t):
    return t - h


@misconception("ds", "the target was forgotten: it is h − t")
def ds_without_target(h):
    return h


@misconception("ds", "h(1 − h) is a factor too many: under cross-entropy the softmax's slope cancels")
def ds_with_slope(h, t):
    return (h - t) * h * (1 - h)


@misconception("ds", "only the diagonal of the softmax's Jacobian was used: every score moves every probability")
def ds_diagonal(h, t):
    return -t * (1 - h)


@misconception("dtheta", "this is the transpose: the gradient has the shape of θ, a row for each class")
def dtheta_transposed(ds, x):
    return x.T @ ds


@misconception("dtheta", "the mean over the batch was taken; this loss is the sum")
def dtheta_mean(ds, x):
    return ds.T @ x / len(x)


@misconception("dtheta", "the errors and the inputs were summed apart; each error goes with its own example")
def dtheta_sums_apart(ds, x):
    return np.outer(ds.sum(axis=0), x.sum(axis=0))


@misconception("dtheta", "the input x is missing: each error is multiplied with its own example")
def dtheta_without_x(ds, x):
    return np.outer(ds.sum(axis=0), np.ones(x.shape[1]))


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
