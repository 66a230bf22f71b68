r"""The derivation answers of the five homeworks, pasted as they stand: each reads, or says where and what to write.

They are OCR of handwriting, slips and all: a sum that reaches over a plus, a shape written below a bracket.
"""

import numpy as np
import pytest

from grader.formula import FormulaError, Scope, parse

CHAIN = Scope(dict.fromkeys(["x1", "x2", "x3", "x4", "w1", "w2", "b", "z", "A", "B"], 0))
VECTORS = Scope({"theta": 2, "x": 1, "a": 1, "b": 1})
TWO_LAYERS = Scope(
    {"x": 2, "y": 1, "y_hat": 1, "z": 2, "v": 1, "theta": 1, "w": 2, "eta": 0, "theta_old": 1},
    {"h_theta": lambda row: row},
    indices=("j",),
    dims={"m": None, "k": None},
)
MANY_OUTPUTS = Scope({"x": 2, "y": 2, "y_hat": 2, "z": 2, "v": 2}, indices=("j",), dims={"m": None, "k": None})
SCALAR_NET = Scope(dict.fromkeys(["y_hat", "y", "w1", "w2", "w3", "v1", "v2", "v3", "h", "x"], 0))
JACOBIAN = Scope({"x": 0, "y": 0})
SINES = Scope(dict.fromkeys(["x1", "w1", "x2", "w2"], 0))
NORM = Scope({"W": 2, "x": 1, "q": 1, "m": 1})
RESIDUAL = Scope(
    {"W1": 2, "W2": 2, **dict.fromkeys(["x", "z1", "z2", "h", "y", "t", "y_bar", "z1_bar", "z2_bar", "h_bar"], 1)},
    {"phi'": np.cos, "G": np.tanh},
)
SOFTMAX = Scope({"z": 1, "y": 1, "t": 1}, indices=("k", "k'"))
ELU_NET = Scope(
    {"v": 2, "x": 1, "w": 2, "h": 1, "u": 1, "z": 1, "o": 1, "target": 1},
    {"f'": np.cos, "f": np.sin, "g": np.tanh},
    {"target": ["o*"]},
    ("k", "j", "i"),
)

READ = [
    # 000
    (
        CHAIN,
        r"$$\frac{\partial f(x_1, x_2)}{\partial x_1} = \sigma(z)(1 - \sigma(z)) \cdot w_1$$",
        "σ(z)·(1 − σ(z))·w1",
    ),
    (CHAIN, r"$f(x_1, x_2) = (1 + e^{w_1 x_1 + w_2 x_2 + b})^{-1}$", "(1 + exp(w1·x1 + w2·x2 + b))^(−1)"),
    (
        CHAIN,
        r"$$\frac{\partial f}{\partial x_1} = \frac{e^{x_1} e^{x_2}}{(e^{x_1} + e^{x_2})^2}$$",
        "exp(x1)·exp(x2)/(exp(x1) + exp(x2))²",
    ),
    (
        CHAIN,
        r"$$\Rightarrow \frac{\partial f(x_1, x_2)}{\partial x_1} = 1 - \frac{e^{x_1}}{e^{x_1} + e^{x_2}} "
        r"= \frac{e^{x_2}}{e^{x_1} + e^{x_2}}$$",
        "exp(x2)/(exp(x1) + exp(x2))",
    ),
    (
        CHAIN,
        r"$$\Rightarrow \frac{\partial f(x_1, x_2)}{\partial x_1} = -\frac{e^{x_1}}{e^{x_1} + e^{x_2}}$$",
        "−exp(x1)/(exp(x1) + exp(x2))",
    ),
    (
        CHAIN,
        r"$$f = \ln \left(\frac{e^A}{e^A + e^B} \right) = A - \ln(e^A + e^B) "
        r"\Rightarrow \frac{\partial f}{\partial x_1} = w_1 \cdot \frac{e^B}{e^A + e^B}$$",
        "w1·(exp(B)/(exp(A) + exp(B)))",
    ),
    (
        CHAIN,
        r"$$\text{Same as (e). } f = \ln \left(\frac{e^B}{e^A + e^B} \right) = B - \ln(e^A + e^B) "
        r"\Rightarrow \frac{\partial f}{\partial x_1} = -w_1 \cdot \frac{e^A}{e^A + e^B}$$",
        "−w1·(exp(A)/(exp(A) + exp(B)))",
    ),
    (CHAIN, r"$$(d) f(x_1, x_2) = \ln \frac{e^{x_2}}{e^{x_1} + e^{x_2}}$$", "ln(exp(x2)/(exp(x1) + exp(x2)))"),
    (VECTORS, r"$f(x) = (\theta^T x)^T \theta^T x$", "(θᵀ x)ᵀ @ θᵀ x"),
    (VECTORS, r"$f(x) = \theta^T (x + \theta^T x)$", "θᵀ @ (x + θᵀ x)"),
    (VECTORS, r"$f(x) = (a^T x)a + (b^T x)b$", "aᵀ x·a + bᵀ x·b"),
    # 001
    (
        TWO_LAYERS,
        r"\begin{aligned} \frac{\partial E}{\partial v} &= \frac{\partial E}{\partial \hat{y}} "
        r"\frac{\partial \hat{y}}{\partial v} = \frac{1}{2} \times 2 \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) z^{(i)} \\ "
        r"&= \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) z^{(i)} \end{aligned}",
        "Σ_{i=1}^{m} (y_hat^{(i)} − y^{(i)})·z^{(i)}",
    ),
    (
        TWO_LAYERS,
        r"$$\frac{\partial E}{\partial w_j} = \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) v_j z_j^{(i)} (1 - "
        r"z_j^{(i)}) x^{(i)}$$",
        "Σ_{i=1}^{m} (y_hat^{(i)} − y^{(i)})·v_j·z^{(i)}_j·(1 − z^{(i)}_j)·x^{(i)}",
    ),
    (TWO_LAYERS, r"$$z_j = \text{sigmoid}(w_j^T x^{(1)})$$", None),
    (
        TWO_LAYERS,
        r"$$\boxed{\frac{d}{d \theta} (-l(\theta)) = \sum_{i=1}^m \{ h_{\theta}(x^{(i)}) - y^{(i)} \} x^{(i)}}$$",
        "Σ_{i=1}^{m} (h_theta(x^{(i)}) − y^{(i)}) @ x^{(i)}",
    ),
    (
        TWO_LAYERS,
        r"$$\theta_{\text{new}} = \theta_{\text{old}} - \eta \left\{ \sum_{i=1}^m (h_{\theta}(x^{(i)}) - "
        r"y^{(i)}) x^{(i)} \right\}$$",
        "theta_old − η·Σ_{i=1}^{m} (h_theta(x^{(i)}) − y^{(i)}) @ x^{(i)}",
    ),
    (
        MANY_OUTPUTS,
        r"\frac{\partial l}{\partial w_j} = \sum_{l=1}^k \frac{\partial l}{\partial g_l} \frac{\partial "
        r"\hat{y}_l}{\partial z_j} "
        r"= \sum_{i=1}^m \left(\sum_{l=1}^k (\hat{y}_l^{(i)} - y_l^{(i)}) v_{lj} \right) z_j^{(i)} (1 - "
        r"z_j^{(i)}) x^{(i)}",
        "Σ_{i=1}^{m} (Σ_{l=1}^{k} (y_hat^{(i)}_l − y^{(i)}_l)·v_lj)·z^{(i)}_j·(1 − z^{(i)}_j)·x^{(i)}",
    ),
    (
        MANY_OUTPUTS,
        r"$$\text{Loss} : E = \frac{1}{2} \sum_{i=1}^m \sum_{l=1}^k (\hat{y}_l^{(i)} - y_l^{(i)})^2$$",
        "1/2·Σ_{i=1}^{m} Σ_{l=1}^{k} (y_hat^{(i)}_l − y^{(i)}_l)²",
    ),
    (SCALAR_NET, r"$$= 2(\hat{y} - y) \cdot w_2 \cdot h$$", "2·(y_hat − y)·w2·h"),
    (
        SCALAR_NET,
        r"$$= 2(\hat{y} - y) \cdot 1 \cdot 1 \cdot 1 \cdot v_1 \cdot \sigma(w_1 x) (1 - \sigma(w_1 x)) x$$",
        "2·(y_hat − y)·1·1·1·v1·σ(w1·x)·(1 − σ(w1·x))·x",
    ),
    (
        JACOBIAN,
        r"$$\nabla f(x, y) = \begin{bmatrix} 8x+12y \\ 12x+18y \end{bmatrix} \quad \underline{\text{Ans}}$$",
        "[8·x + 12·y, 12·x + 18·y]",
    ),
    (JACOBIAN, r"$$DF(x, y) = \begin{bmatrix} 2x & 2 \\ 3 & 8y \end{bmatrix}.$$", "[[2·x, 2], [3, 8·y]]"),
    (JACOBIAN, r"$$= \begin{bmatrix} 2y & 2x & 0 \\ 0 & 1 & -1 \end{bmatrix}$$", "[[2·y, 2·x, 0], [0, 1, −1]]"),
    # 002
    (
        SINES,
        r"$f(x) = \frac{1}{2 + \sin^2(x_1 w_1) + \cos(x_2 w_2)}$",
        "1/(2 + sin(x1·w1)² + cos(x2·w2))",
    ),
    (SINES, r"$$(-0.09)(2 \times 0.84) = -0.15$$", "−0.15"),
    (SINES, r"(-0.09)(2 \times 0.84)", "(−0.09)·(2·0.84)"),
    (NORM, r"$$||\sigma(W x)||^2$$", "‖σ(W x)‖²"),
    (NORM, r"$$= \sum_{i=1}^n [\sigma(W \cdot x)]_i^2$$", "Σ_{i=1}^{n} σ(W * x)_i²"),
    (NORM, r"$$\frac{\partial f}{\partial q_i} = 2q_i \quad$$", "2·q_i"),
    (
        NORM,
        r"$$\frac{dq}{dm} = \frac{d\sigma(m)}{dm} = \frac{e^{-m}}{(1+e^{-m})^2}$$",
        "exp(−m)/(1 + exp(−m))²",
    ),
    # 003
    (RESIDUAL, r"$$L = \frac{1}{2} (y - t)^2$$", "1/2·(y − t)²"),
    (RESIDUAL, r"$$z_1 = W^{(1)} x$$", "W1 x"),
    (RESIDUAL, r"$$c) \quad \bar{y} = \frac{\partial L}{\partial y} = \underline{\underline{(y - t)}}$$", "y − t"),
    (
        RESIDUAL,
        r"$$\bar{W}^{(2)}_{1 \times d} = \frac{\partial L}{\partial W^{(2)}} = \bar{y} \frac{\partial "
        r"y}{\partial W^{(2)}} "
        r"= \underline{\underline{(y - t) z_2^T}}_{1 \times 1}$$",
        "(y − t) @ z2ᵀ",
    ),
    (
        RESIDUAL,
        r"$$\bar{z}_2_{d \times 1} = \frac{\partial L}{\partial z_2} = \bar{y} \frac{\partial y}{\partial z_2} "
        r"= W^{(2)T}_{d \times 1} \underline{\underline{(y - t)_{1 \times 1}}}$$",
        "W2ᵀ @ (y − t)",
    ),
    (
        RESIDUAL,
        r"$$\bar{z}_1_{d \times 1} = \bar{h}_{d \times 1} \frac{\partial h}{\partial z_1} "
        r"= \underline{\underline{\bar{h}_{d \times 1} \circ \phi'(z_1)_{d \times 1}}}$$",
        "h_bar∘φ'(z1)",
    ),
    (RESIDUAL, r"$$\bar{W}^{(1)}_{d \times d} = \underline{\underline{\bar{z}_1 x^T}}_{d \times 1}$$", "z1_bar xᵀ"),
    (RESIDUAL, r"$$= \underline{\underline{W^{(1)T}_{d \times d} \bar{z}_1_{d \times 1}}}$$", "W1ᵀ z1_bar"),
    (
        SOFTMAX,
        r"$$= \frac{e^{z_k}}{\sum_j e^{z_j}} \left(1 - \frac{e^{z_{k'}}}{\sum_j e^{z_j}} \right)$$",
        "exp(z_k)/(Σ_j exp(z_j))·(1 − exp(z_{k'})/(Σ_j exp(z_j)))",
    ),
    (SOFTMAX, r"$$= y_k (1 - y_{k'})$$", "y_k·(1 − y_{k'})"),
    (SOFTMAX, r"$$\frac{\partial y_k}{\partial z_{k'}} = y_k (1 - y_k) \text{ when } k = k'$$", "y_k·(1 − y_k)"),
    (SOFTMAX, r"$$= - \underline{\underline{y_{k'} y_k}}$$", "−y_{k'}·y_k"),
    (
        SOFTMAX,
        r"$$= y_k \left(\sum_{j'} t_{j'} + t_k \right) - t_k$$",
        "y_k·(Σ_j' t_{j'} + t_k) − t_k",
    ),
    (
        SOFTMAX,
        r"$$\frac{\partial y_k}{\partial z_j} = \frac{e^{z_k} \sum_{j=1}^N e^{z_j} - e^{z_{k'}} "
        r"e^{z_k}}{\left(\sum_{j=1}^N e^{z_j} \right)^2}$$",
        "(exp(z_k)·Σ_{j=1}^{N} exp(z_j) − exp(z_{k'})·exp(z_k))/(Σ_{j=1}^{N} exp(z_j))²",
    ),
    (SOFTMAX, r"$$\frac{\partial L}{\partial z_k} = y_k - t_k$$", "y_k − t_k"),
    # 004
    (
        ELU_NET,
        r"$$u_j = \sum_i v_{ji} x_i = v_{j1} x_1 + v_{j2} x_2 + v_{j3} x_3$$",
        "v_{j,1}·x_{1} + v_{j,2}·x_{2} + v_{j,3}·x_{3}",
    ),
    (
        ELU_NET,
        r"$$h_j = f(u_j) = \text{ELU}(u_j) = \text{ELU}(v_{j1} x_1 + v_{j2} x_2)$$",
        "elu(v_{j,1}·x_{1} + v_{j,2}·x_{2})",
    ),
    (ELU_NET, r"$$z_k = \sum_j w_{kj} \text{ELU}(u_j)$$", "Σ_j w_kj·elu(u_j)"),
    (ELU_NET, r"$$o_k = g(z_k) = \frac{e^{z_k}}{e^{z_1} + e^{z_2}}$$", "exp(z_k)/(exp(z_{1}) + exp(z_{2}))"),
    (ELU_NET, r"$$\mathcal{L} = - \sum_{k=1}^2 o_k^* \log o_k$$", "−Σ_{k=1}^{2} target_k·ln(o_k)"),
    (
        ELU_NET,
        r"$$\mathcal{L} = -(o_1^* \log o_1 + o_2^* \log o_2)$$",
        "−(target_{1}·ln(o_{1}) + target_{2}·ln(o_{2}))",
    ),
    (
        ELU_NET,
        r"$$\frac{\partial \mathcal{L}}{\partial w_{kj}} = \underbrace{\frac{\partial \mathcal{L}}{\partial "
        r"o_k}}_{o_k - o_k^*} "
        r"\underbrace{\frac{\partial o_k}{\partial z_k}}_{h_j} \frac{\partial z_k}{\partial w_{kj}} = (o_k "
        r"- o_k^*) h_j$$",
        "(o_k − target_k)·h_j",
    ),
    (
        ELU_NET,
        r"$$\frac{\partial \mathcal{L}}{\partial v_{ji}} = \frac{\partial \mathcal{L}}{\partial h_j} \cdot "
        r"\frac{\partial h_j}{\partial v_{ji}} = f'(u_j) x_i \sum_k (o_k - o_k^*) w_{kj}$$",
        "f'(u_j)·x_i·Σ_k (o_k − target_k)·w_kj",
    ),
    (ELU_NET, r"$$h = [2, -0.75, 1.75, 0.2]^T$$", "[2, −0.75, 1.75, 0.2]ᵀ"),
]


@pytest.mark.parametrize(("scope", "text", "expected"), [row for row in READ if row[2] is not None])
def test_reads_as_it_stands(scope: Scope, text: str, expected: str) -> None:
    formula = parse(text, scope)
    assert str(formula) == expected
    assert parse(str(formula), scope).tree == formula.tree


@pytest.mark.parametrize(
    ("scope", "text", "message", "marked", "hint"),
    [
        (
            TWO_LAYERS,
            r"$$l(\theta) = -\sum_{i=1}^m y^{(i)} \log (\hat{y}^{(i)}) + (1-y^{(i)}) \log (1-\hat{y}^{(i)})$$",
            "the index i of 'y^{(i)}' belongs to a sum that has ended: a sum is one product long",
            "y^{(i)}",
            "write brackets around all that is summed: Σ_i (… + …)",
        ),
        (SCALAR_NET, r"$$h = \sigma(xw_1)$$", "'xw_1' is not declared here", "xw_1", "did you mean 'x*w1'?"),
        (NORM, r"$$m = Wx$$", "'Wx' is not declared here", "Wx", "did you mean 'W x'?"),
        (
            JACOBIAN,
            r"$$= \begin{bmatrix} 4xy - 8y^2 & 0 \end{bmatrix}$$",
            "'xy' is not declared here",
            "xy",
            "did you mean 'x*y'?",
        ),
        (
            NORM,
            r"$$f(q) = ||q||^2 = q_1^2 + q_2^2 + \dots + q_n^2$$",
            "write all terms out, or use a sum: dots cannot be evaluated",
            r"\dots",
            "",
        ),
        (
            ELU_NET,
            r"$$\text{ELU}(u) = \begin{cases} u & \geq 0 \\ e^u - 1 & < 0 \end{cases}$$",
            r"something is missing before '\geq'",
            r"\geq",
            "",
        ),
        (
            TWO_LAYERS,
            r"$$= -\sum_{i=1}^m \sum_{j=1}^k \mathbb{1}(y^{(i)}=j) \log(\hat{y}_j^{(i)})$$",
            "an indicator of an equation, such as 1(y = j), is not part of this language",
            r"\mathbb{1}",
            "",
        ),
        (
            ELU_NET,
            r"$$\vec{o} = [0.9118 \ 0.2662]^T$$",
            "two numbers stand side by side",
            "0.2662",
            "write a * between factors, and commas between the entries of a list",
        ),
        (
            ELU_NET,
            r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial o} \frac{\partial o}{\partial w}$$",
            r"'\partial' stands only left of an '='",
            r"\partial",
            "",
        ),
    ],
)
def test_says_where_and_what_to_write(scope: Scope, text: str, message: str, marked: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text, scope)
    error = caught.value
    assert (error.message, error.hint) == (message, hint)
    assert text[error.column - 1 : error.column - 1 + error.width] == marked
