"""Softmax regression trained for one pass over the data, batch after batch in the order of the rows.

One example a row; column j of θ holds the parameters of class j, counted from 0. In each batch the mean cross-entropy of
softmax(x θ) is lowered by one step; where the batches do not come out even, the last one is short, and its mean is over the
examples it has.
"""

import numpy as np

from grader.graph import misconception

from .activations import softmax


def _slope(x, y, theta):
    """Return the gradient of the summed cross-entropy by θ, shape (d, k)."""
    return x.T @ (softmax(x @ theta) - np.eye(theta.shape[1])[y])


def _epoch(X, y, theta, rate, batch, examples=len, last=True):
    """Return θ after a pass; `examples` counts those that a batch's gradient is divided by."""
    theta = np.array(theta)
    for start in range(0, len(X), batch):
        x, labels = X[start : start + batch], y[start : start + batch]
        if last or len(x) == batch:
            theta = theta - rate * _slope(x, labels, theta) / examples(x)
    return theta


def theta_new(X, y, theta, rate, batch):
    """the parameters after one epoch, shape (d, k)"""
    return _epoch(X, y, theta, rate, batch)


def probabilities(X, theta):
    """softmax of the scores X θ, shape (n, k)"""
    return softmax(X @ theta)


def mean_loss(probabilities, y):
    """mean cross-entropy of the true classes, in nats"""
    return -np.mean(np.log(probabilities[np.arange(len(y)), y]))


@misconception("theta_new", "the short last batch is divided by the full batch size, not by the examples it has")
def full_size(X, y, theta, rate, batch):
    return _epoch(X, y, theta, rate, batch, examples=lambda x: batch)


@misconception("theta_new", "the short last batch is left out")
def short_left_out(X, y, theta, rate, batch):
    return _epoch(X, y, theta, rate, batch, last=False)


@misconception("theta_new", "each batch's gradient is summed, not averaged")
def summed(X, y, theta, rate, batch):
    return _epoch(X, y, theta, rate, batch, examples=lambda x: 1)


@misconception("theta_new", "each batch's gradient is divided by the size of the whole data")
def divided_by_all(X, y, theta, rate, batch):
    return _epoch(X, y, theta, rate, batch, examples=lambda x: len(X))


@misconception("theta_new", "one step is made with all the data: the batches are not used")
def no_batches(X, y, theta, rate):
    return _epoch(X, y, theta, rate, len(X))


@misconception("theta_new", "only the first batch is used: the loop ends too early")
def first_batch(X, y, theta, rate, batch):
    return _epoch(X[:batch], y[:batch], theta, rate, batch)


@misconception("theta_new", "the steps go uphill: the gradient is added, not subtracted")
def ascent(X, y, theta, rate, batch):
    return _epoch(X, y, theta, -rate, batch)


@misconception("mean_loss", "the cross-entropy is summed over the examples, not averaged")
def loss_summed(probabilities, y):
    return -np.sum(np.log(probabilities[np.arange(len(y)), y]))
