"""One pass over the data in batches, as courses ask for it: softmax regression, and a network with one hidden layer."""

import numpy as np


def _softmax_slope(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    return p / len(y)


def theta_new(X, y, theta, lr, batch):
    """the parameters after one epoch, shape (d, k); the last batch may be short"""
    theta = theta.copy()
    for start in range(0, len(X), batch):
        xb, yb = X[start : start + batch], y[start : start + batch]
        theta -= lr * xb.T @ _softmax_slope(xb @ theta, yb)
    return theta


def _network(X, y, W1, W2, lr, batch):
    W1, W2 = W1.copy(), W2.copy()
    for start in range(0, len(X), batch):
        xb, yb = X[start : start + batch], y[start : start + batch]
        h = np.maximum(xb @ W1, 0)
        g = _softmax_slope(h @ W2, yb)
        dW2 = h.T @ g
        dW1 = xb.T @ ((g @ W2.T) * (h > 0))
        W1 -= lr * dW1
        W2 -= lr * dW2
    return W1, W2


def W1_new(X, y, W1, W2, lr, batch):
    """the first weights after one epoch, shape (d, h)"""
    return _network(X, y, W1, W2, lr, batch)[0]


def W2_new(X, y, W1, W2, lr, batch):
    """the second weights after one epoch, shape (h, k)"""
    return _network(X, y, W1, W2, lr, batch)[1]
