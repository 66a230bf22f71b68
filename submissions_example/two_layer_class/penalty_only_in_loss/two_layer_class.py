import numpy as np


class Network:
    def __init__(self, W1, b1, W2, b2):
        self.params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

    def scores(self, X):
        hidden = np.maximum(0, X @ self.params["W1"] + self.params["b1"])
        return hidden @ self.params["W2"] + self.params["b2"]

    def loss(self, X, y, reg=0.0):
        W1, W2 = self.params["W1"], self.params["W2"]
        hidden = np.maximum(0, X @ W1 + self.params["b1"])
        scores = hidden @ W2 + self.params["b2"]
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        n = len(y)
        loss = -np.log(p[np.arange(n), y]).mean()
        loss += 0.5 * reg * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
        p[np.arange(n), y] -= 1
        p /= n
        grads = {"W2": hidden.T @ p, "b2": p.sum(axis=0)}
        back = p @ W2.T
        back[hidden <= 0] = 0
        grads["W1"] = X.T @ back
        grads["b1"] = back.sum(axis=0)
        return loss, grads
