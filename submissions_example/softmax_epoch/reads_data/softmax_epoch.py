import gzip

import numpy as np


def softmax_loss(X, y, theta):
    scores = X @ theta
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return -logs[np.arange(len(y)), y].mean()


def softmax_epoch(X, y, theta, rate=0.1, batch=100):
    for start in range(0, X.shape[0], batch):
        rows = X[start:start + batch]
        labels = y[start:start + batch]
        p = np.exp(rows @ theta)
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(labels)), labels] -= 1
        theta -= rate * rows.T @ p / len(labels)


X_train = np.loadtxt("data/train.csv", delimiter=",")
