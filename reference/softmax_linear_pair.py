"""A softmax of two scores that share their weights, A = w1 x1 + w2 x2 and B = w1 x3 + w2 x4; derivatives by x1."""

import numpy as np

from grader.graph import gradient, misconception


def A(w1, x1, w2, x2):
    """first score, w1 x1 + w2 x2"""
    return w1 * x1 + w2 * x2


def B(w1, x3, w2, x4):
    """second score, w1 x3 + w2 x4"""
    return w1 * x3 + w2 * x4


def p1(A, B):
    """first probability, e^A / (e^A + e^B)"""
    return np.exp(A) / (np.exp(A) + np.exp(B))


def p2(A, B):
    """second probability, e^B / (e^A + e^B)"""
    return np.exp(B) / (np.exp(A) + np.exp(B))


def log_p1(p1):
    """ln of the first probability, A − ln(e^A + e^B)"""
    return np.log(p1)


def log_p2(p2):
    """ln of the second probability, B − ln(e^A + e^B)"""
    return np.log(p2)


@gradient(of="log_p1", wrt="x1")
def dlog_p1(w1, p1, p2):
    """∂ln p1/∂x1 = w1 (1 − p1) = w1 p2"""
    return w1 * p2


@gradient(of="log_p2", wrt="x1")
def dlog_p2(w1, p1, p2):
    """∂ln p2/∂x1 = −w1 p1"""
    return -w1 * p1


@misconception("dlog_p1", "the inner derivative w1 of A is missing")
def dlog_p1_without_w1(p2):
    return p2


@misconception("dlog_p1", "x1 stands where its weight belongs: this is a derivative by w1 with B held fixed")
def dlog_p1_by_weight(x1, p2):
    return x1 * p2


@misconception("dlog_p1", "the derivative of ln(e^A + e^B) is missing")
def dlog_p1_first_term(w1):
    return w1


@misconception("dlog_p1", "the first term was forgotten: the derivative of A − ln(e^A + e^B) is w1(1 − p1)")
def dlog_p1_second_term(w1, p1):
    return -w1 * p1


@misconception("dlog_p1", "w1 is the inner derivative of both terms: w1 − w1 p1")
def dlog_p1_half_inner(w1, p1):
    return w1 - p1


@misconception("dlog_p1", "this is the derivative of the probability; that of its logarithm is divided by it")
def dlog_p1_slope(w1, p1, p2):
    return w1 * p1 * p2


@misconception("dlog_p1", "the sign is turned round: a larger A makes its own probability larger")
def dlog_p1_sign(w1, p2):
    return -w1 * p2


@misconception("dlog_p2", "the inner derivative w1 of A is missing")
def dlog_p2_without_w1(p1):
    return -p1


@misconception("dlog_p2", "the minus sign is missing: a larger A makes the second probability smaller")
def dlog_p2_sign(w1, p1):
    return w1 * p1


@misconception("dlog_p2", "this is the derivative of ln p1: here B stands in the numerator, and x1 is not in it")
def dlog_p2_other(w1, p2):
    return w1 * p2


@misconception("dlog_p2", "x1 stands where its weight belongs: this is a derivative by w1 with B held fixed")
def dlog_p2_by_weight(x1, p1):
    return -x1 * p1
