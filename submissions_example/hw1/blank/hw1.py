"""hw1: Neurons, networks and computation graphs."""

import numpy as np


def logistic_step(theta, x, y, eta):
    """`logistic_step(theta, x, y, eta)` changes `theta` in place by one step of gradient descent."""
    raise NotImplementedError



def softmax_step(theta, x, y, eta):
    """`softmax_step(theta, x, y, eta)` changes `theta` in place by one step of gradient descent; `y` holds the class numbers."""
    raise NotImplementedError



def regression_backward(x, y, w, v):
    """`regression_backward(x, y, w, v)` returns the tuple of $\partial E/\partial v$ and $\partial E/\partial w$."""
    raise NotImplementedError



def classifier_backward(x, y, w, v):
    """`classifier_backward(x, y, w, v)` returns the tuple of $\partial l/\partial v$ and $\partial l/\partial w$."""
    raise NotImplementedError



def backward(x, y, w1, w2, w3, v):
    """(d) the same gradients by the formula given in class, as code."""
    raise NotImplementedError



def squared_step(x, y, w, v, eta):
    """`squared_step(x, y, w, v, eta)` changes `w` and `v` in place by one step of gradient descent."""
    raise NotImplementedError
