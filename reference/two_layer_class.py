"""A classifier with one hidden layer of ReLU units, biases, and a penalty on the weights, over a batch.

One example a row: z = X W1 + b1, h = relu(z), s = h W2 + b2, p = softmax(s),
loss = mean cross-entropy + share · reg · (Σ W1² + Σ W2²); share is ½ in this course. Biases are not penalised.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import relu, softmax


def z(X, W1, b1):
    """pre-activations of the hidden layer, shape (n, m)"""
    return X @ W1 + b1


def h(z):
    """activations of the hidden layer, shape (n, m)"""
    return relu(z)


def s(h, W2, b2):
    """scores of the classes, shape (n, k)"""
    return h @ W2 + b2


def p(s):
    """probabilities of the classes, shape (n, k)"""
    return softmax(s)


def data_loss(p, y):
    """mean cross-entropy of the true classes, in nats"""
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def loss(data_loss, W1, W2, reg, share=0.5):
    """data loss and penalty"""
    return data_loss + share * reg * (np.sum(W1 * W1) + np.sum(W2 * W2))


def ds(p, y):
    """∂loss/∂s = (p − onehot(y)) / n, shape (n, k)"""
    return (p - np.eye(p.shape[1])[y]) / len(y)


@gradient(of="loss", wrt="W2")
def dW2(h, ds, W2, reg, share=0.5):
    """∂loss/∂W2 = hᵀ ds + 2·share·reg·W2, shape (m, k)"""
    return h.T @ ds + 2 * share * reg * W2


@gradient(of="loss", wrt="b2")
def db2(ds):
    """∂loss/∂b2, ds summed over the batch, shape (k,)"""
    return np.sum(ds, axis=0)


def dh(ds, W2):
    """∂loss/∂h = ds W2ᵀ, shape (n, m)"""
    return ds @ W2.T


def dz(dh, z):
    """∂loss/∂z: dh where z > 0, shape (n, m)"""
    return dh * (np.real(z) > 0)


@gradient(of="loss", wrt="W1")
def dW1(X, dz, W1, reg, share=0.5):
    """∂loss/∂W1 = Xᵀ dz + 2·share·reg·W1, shape (d, m)"""
    return X.T @ dz + 2 * share * reg * W1


@gradient(of="loss", wrt="b1")
def db1(dz):
    """∂loss/∂b1, dz summed over the batch, shape (m,)"""
    return np.sum(dz, axis=0)


@misconception("s", "the bias b2 is left out")
def s_without_bias(h, W2):
    return h @ W2


@misconception("h", "ReLU is left out")
def h_linear(z):
    return z


@misconception("ds", "the scores' gradient is not divided by the number of examples")
def ds_summed(p, y):
    return p - np.eye(p.shape[1])[y]


@misconception("ds", "the one-hot target is not subtracted")
def ds_without_target(p, y):
    return p / len(y)


@misconception("dz", "ReLU's slope is left out on the way back")
def dz_without_slope(dh):
    return dh


@misconception("dz", "ReLU is applied to the gradient, in place of its slope at z")
def dz_relu_of_gradient(dh):
    return relu(dh)


@misconception("dW1", "the penalty's gradient is missing in dW1")
def dW1_unpenalised(X, dz):
    return X.T @ dz


@misconception("dW2", "the penalty's gradient is missing in dW2")
def dW2_unpenalised(h, ds):
    return h.T @ ds


@misconception("db1", "the bias gradient is averaged over the batch once more")
def db1_averaged(dz):
    return np.mean(dz, axis=0)
