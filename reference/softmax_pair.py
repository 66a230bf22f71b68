"""A softmax of two scores x1 and x2, its logarithms, and how they move with x1."""

import numpy as np

from grader.graph import gradient, misconception


def e1(x1):
    """e^x1"""
    return np.exp(x1)


def e2(x2):
    """e^x2"""
    return np.exp(x2)


def p1(e1, e2):
    """first probability, e^x1 / (e^x1 + e^x2)"""
    return e1 / (e1 + e2)


def p2(e1, e2):
    """second probability, e^x2 / (e^x1 + e^x2)"""
    return e2 / (e1 + e2)


def log_p1(p1):
    """ln of the first probability, x1 − ln(e^x1 + e^x2)"""
    return np.log(p1)


def log_p2(p2):
    """ln of the second probability, x2 − ln(e^x1 + e^x2)"""
    return np.log(p2)


@gradient(of="p1", wrt="x1")
def dp1(p1, p2):
    """∂p1/∂x1 = p1 p2 = e^x1 e^x2 / (e^x1 + e^x2)²"""
    return p1 * p2


@gradient(of="log_p1", wrt="x1")
def dlog_p1(p1, p2):
    """∂ln p1/∂x1 = 1 − p1 = p2"""
    return p2


@gradient(of="log_p2", wrt="x1")
def dlog_p2(p1, p2):
    """∂ln p2/∂x1 = −p1"""
    return -p1


@misconception("dp1", "x1 was differentiated in the numerator only; it stands in the denominator as well")
def dp1_numerator_only(p1):
    return p1


@misconception("dp1", "x1 was differentiated in the denominator only; it stands in the numerator as well")
def dp1_denominator_only(p1):
    return -(p1**2)


@misconception("dp1", "the sign of the quotient rule is turned round: it is (u′v − u v′)/v²")
def dp1_sign(p1, p2):
    return -p1 * p2


@misconception("dp1", "the quotient rule's minus became a plus: it is (u′v − u v′)/v²")
def dp1_plus(p1):
    return p1 + p1**2


@misconception("dp1", "the denominator was not squared: the quotient rule is (u′v − u v′)/v²")
def dp1_not_squared(e1, e2):
    return e1 * e2 / (e1 + e2)


@misconception("dp1", "this is the derivative by x2")
def dp1_square(p2):
    return p2**2


@misconception("dlog_p1", "the derivative of ln(e^x1 + e^x2) is missing: this is that of x1 alone")
def dlog_p1_one():
    return 1.0


@misconception("dlog_p1", "the first term was forgotten: the derivative of x1 − ln(e^x1 + e^x2) is 1 − p1")
def dlog_p1_without_one(p1):
    return -p1


@misconception("dlog_p1", "the sign of the second term is turned round: it is 1 − p1")
def dlog_p1_plus(p1):
    return 1 + p1


@misconception("dlog_p1", "the inner derivative e^x1 is missing: the derivative of ln u is u′/u")
def dlog_p1_inner(e1, e2):
    return 1 - 1 / (e1 + e2)


@misconception("dlog_p1", "this is 1/p1, the outer derivative alone; it is multiplied with ∂p1/∂x1")
def dlog_p1_outer(p1):
    return 1 / p1


@misconception("dlog_p1", "this is the derivative of the probability; that of its logarithm is divided by it")
def dlog_p1_slope(p1, p2):
    return p1 * p2


@misconception("dlog_p2", "this is the derivative of ln p1: here x2 stands in the numerator and does not move")
def dlog_p2_other(p2):
    return p2


@misconception("dlog_p2", "the sign is wrong: a larger x1 makes the second probability smaller")
def dlog_p2_sign(p1):
    return p1


@misconception("dlog_p2", "the inner derivative e^x1 is missing: the derivative of ln u is u′/u")
def dlog_p2_inner(e1, e2):
    return -1 / (e1 + e2)
