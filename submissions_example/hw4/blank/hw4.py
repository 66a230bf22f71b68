"""hw4: A skip connection, and the softmax under cross-entropy."""

import numpy as np


def backward(x, t, W1, W2):
    """`backward(x, t, W1, W2)` returns the tuple of $\bar{W}^{(2)}$, $\bar{W}^{(1)}$ and $\bar{x}$ for $\phi = \sigma$."""
    raise NotImplementedError
