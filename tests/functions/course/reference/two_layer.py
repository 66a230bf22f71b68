"""A network with one hidden layer of ReLU, biases, softmax and a penalty."""

import numpy as np

from grader.graph import gradient


def z1(X, W1, b1):
    """pre-activations, shape (n, h)"""
    return X @ W1 + b1


def h1(z1):
    """ReLU"""
    return z1 * (np.real(z1) > 0)


def scores(h1, W2, b2):
    """scores, shape (n, k)"""
    return h1 @ W2 + b2


def probs(scores):
    """softmax"""
    e = np.exp(scores - np.max(np.real(scores), axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(probs, y, W1, W2, reg):
    """mean cross-entropy + reg (Σ W1² + Σ W2²)"""
    return -np.mean(np.log(probs[np.arange(len(y)), y])) + reg * (np.sum(W1 * W1) + np.sum(W2 * W2))


def dscores(probs, y):
    """the gradient by the scores"""
    g = probs.copy()
    g[np.arange(len(y)), y] -= 1
    return g / len(y)


@gradient(of="loss", wrt="W2")
def dW2(h1, dscores, W2, reg):
    """shape (h, k)"""
    return h1.T @ dscores + 2 * reg * W2


@gradient(of="loss", wrt="b2")
def db2(dscores):
    """shape (k,)"""
    return dscores.sum(axis=0)


def dz1(dscores, W2, z1):
    """the gradient by the pre-activations"""
    return (dscores @ W2.T) * (np.real(z1) > 0)


@gradient(of="loss", wrt="W1")
def dW1(X, dz1, W1, reg):
    """shape (d, h)"""
    return X.T @ dz1 + 2 * reg * W1


@gradient(of="loss", wrt="b1")
def db1(dz1):
    """shape (h,)"""
    return dz1.sum(axis=0)


def W1_new(W1, dW1, lr):
    """after a step"""
    return W1 - lr * dW1


def W2_new(W2, dW2, lr):
    """after a step"""
    return W2 - lr * dW2
