"""hw2: Two circuits, node by node."""

import numpy as np


def scalar_circuit(x1, w1, x2, w2):
    """`scalar_circuit(x1, w1, x2, w2)` returns the tuple of $f$ and its four gradients, in the order of the arguments."""
    raise NotImplementedError



def vector_circuit(W, x):
    """`vector_circuit(W, x)` returns the tuple of $f$, $\nabla_W f$ and $\nabla_x f$; $W$ need not be square."""
    raise NotImplementedError
