r"""The same for homeworks 2 to 5; see formulas.py."""

from __future__ import annotations

from tables.formulas import Rows

CIRCUITS: Rows = {
    ("hw2", "p1_local", "inverse"): {
        "right": ["-1/x^2", r"-\frac{1}{x^2}", "-x^(-2)", "-(1/x)^2"],
        "wrong": ["1/x^2", "-1/x", "ln(x)", "-2/x^3"],
    },
    ("hw2", "p1_local", "plus_constant"): {"right": ["1", "2 - 1", "x/x"], "wrong": ["2", "x", "2 + x", "0"]},
    ("hw2", "p1_local", "plus"): {"right": ["1", "x/x", "2/2"], "wrong": ["y", "2", "x + y", "x"]},
    ("hw2", "p1_local", "square"): {"right": ["2*x", "2x", "x + x", r"2 \cdot x"], "wrong": ["x", "2", "x^2", "x^3/3"]},
    ("hw2", "p1_local", "sine"): {
        "right": ["cos(x)", r"\cos x", "cos x", "sin(x + pi/2)"],
        "wrong": ["-cos(x)", "sin(x)", "-sin(x)", "1"],
    },
    ("hw2", "p1_local", "cosine"): {
        "right": ["-sin(x)", r"-\sin x", "-sin x", "cos(x + pi/2)"],
        "wrong": ["sin(x)", "cos(x)", "-cos(x)"],
    },
    ("hw2", "p1_local", "times"): {"right": ["y", "x*y/x", "1*y"], "wrong": ["x", "1", "x*y", "x + y"]},
    ("hw2", "p2", "dq_expr"): {
        "right": ["2*q", "2q", r"2 \cdot q", "2*sigma(m)", "q + q", "[2q_1, 2q_2, 2q_3]", "2 [q_1, q_2, q_3]"],
        "wrong": ["q", "2*m", "q∘q", "2*q∘(1 - q)", "[2q_1, 2q_2]", "[2q_3, 2q_2, 2q_1]", "2 (q_1 + q_2 + q_3)"],
    },
    ("hw2", "p2", "q_m_expr"): {
        "right": [
            "q∘(1 - q)",
            "sigma(m)∘(1 - sigma(m))",
            "q - q∘q",
            r"(1 - \sigma(m)) \circ \sigma(m)",
            "exp(-m)/(1 + exp(-m))^2",
            "σ'(m)",
        ],
        "wrong": ["q", "1 - q", "m∘(1 - m)", "1 - q∘q", "2*q∘(1 - q)"],
    },
    ("hw2", "p2", "m_x"): {
        "right": ["W_ki", "W", r"W_{ki}", "1*W_ki"],
        "wrong": ["x_i*W_ki", "2*W_ki", "-W", "q_k W_ki", "W_ik", "W^T"],
    },
    ("hw2", "p2", "dW_expr"): {
        "right": ["dm_i x_j", "dm x^T", "outer(dm, x)", "2*q_i^2*(1 - q_i)*x_j", "2*q_i*q_i*(1 - q_i)*x_j"],
        "wrong": ["dm_i", "x_j", "2*q_i*x_j", "q_i*(1 - q_i)*x_j", "dm_i W_ij", "dm_j x_i", "x dm^T"],
    },
    ("hw2", "p2", "dx_expr"): {
        "right": ["W^T dm", "sum_k W_ki dm_k", "2*sum_k W_ki q_k^2 (1 - q_k)", "W^T (2*q∘q∘(1 - q))"],
        "wrong": ["2*W^T q", "sum_k W_ki", "-W^T dm", "W^T q_m"],
    },
}

FUNCTIONS: Rows = {
    ("hw3", "p1a", "df_dx1"): {
        "right": [
            "-w1*sigma(z)*(1 - sigma(z))",
            "-w1*f*(1 - f)",
            r"-\frac{w_1 e^{z}}{(1 + e^{z})^2}",
            "-w1*exp(w1*x1 + w2*x2 + b)/(1 + exp(w1*x1 + w2*x2 + b))^2",
            "w1*(f^2 - f)",
            "df_dz*w1",
            r"\frac{\partial f}{\partial x_1} = -\sigma(z)(1 - \sigma(z)) \cdot w_1",
            "-w_1 f(1 - f)",
        ],
        "wrong": [
            # The sheet's own answer: f is σ(−z).
            r"\frac{\partial f(x_1, x_2)}{\partial x_1} = \sigma(z)(1 - \sigma(z)) \cdot w_1",
            "-f*(1 - f)",
            "f*(1 - f)",
            "-x1*f*(1 - f)",
            "-w1*f^2",
            "w1*f",
            "w_1 f(1 - f)",
        ],
    },
    ("hw3", "p1b", "df_dx1"): {
        "right": [
            r"\frac{\partial f}{\partial x_1} = \frac{e^{x_1} e^{x_2}}{(e^{x_1} + e^{x_2})^2}",
            "p1*(1 - p1)",
            "p1*p2",
            "exp(x1 + x2)/(exp(x1) + exp(x2))^2",
            "sigma(x1 - x2)*sigma(x2 - x1)",
            "f - f^2",
        ],
        "wrong": ["p1", "-p1*p2", "-p1^2", "exp(x1)*exp(x2)/(exp(x1) + exp(x2))", "p1 + p1^2", "p2^2"],
    },
    ("hw3", "p1c", "simplified"): {
        "right": [
            r"x_1 - \ln(e^{x_1} + e^{x_2})",
            "x1 - ln(exp(x1) + exp(x2))",
            "-ln(1 + exp(x2 - x1))",
            "x₁ − ln(eˣ¹ + eˣ²)",
        ],
        "wrong": [
            "x2 - ln(exp(x1) + exp(x2))",
            "x1 - ln(exp(x1)) - ln(exp(x2))",
            "ln(exp(x1) + exp(x2)) - x1",
            "x1 - x1 - x2",
        ],
    },
    ("hw3", "p1c", "df_dx1"): {
        "right": [
            r"1 - \frac{e^{x_1}}{e^{x_1} + e^{x_2}} = \frac{e^{x_2}}{e^{x_1} + e^{x_2}}",
            "1 - p1",
            "p2",
            "1/(1 + exp(x1 - x2))",
            "exp(x2)/(e1 + e2)",
        ],
        "wrong": ["1", "-p1", "1 + p1", "1/p1", "p1*p2", "1 - 1/(e1 + e2)"],
    },
    ("hw3", "p1d", "simplified"): {
        "right": [r"x_2 - \ln(e^{x_1} + e^{x_2})", "x2 - ln(exp(x1) + exp(x2))", "-ln(1 + exp(x1 - x2))"],
        "wrong": ["x1 - ln(exp(x1) + exp(x2))", "x2 - x1 - x2", "ln(exp(x1) + exp(x2)) - x2"],
    },
    ("hw3", "p1d", "df_dx1"): {
        "right": [r"-\frac{e^{x_1}}{e^{x_1} + e^{x_2}}", "-p1", "p2 - 1", "-1/(1 + exp(x2 - x1))"],
        "wrong": ["p2", "p1", "-1/(e1 + e2)", "1 - p2", "-p1*p2"],
    },
    ("hw3", "p1e", "df_dx1"): {
        "right": [
            r"w_1 \cdot \frac{e^B}{e^A + e^B}",
            "w1*(1 - p1)",
            "w1*p2",
            "w1 - w1*exp(A)/(exp(A) + exp(B))",
            "w1/(1 + exp(w1*x1 + w2*x2 - w1*x3 - w2*x4))",
        ],
        "wrong": ["p2", "x1*p2", "w1", "-w1*p1", "w1 - p1", "w1*p1*p2", "-w1*p2"],
    },
    ("hw3", "p1f", "df_dx1"): {
        "right": [r"-w_1 \cdot \frac{e^A}{e^A + e^B}", "-w1*p1", "w1*(p2 - 1)", "-w1/(1 + exp(B - A))"],
        "wrong": ["-p1", "w1*p1", "w1*p2", "w1 - w1*p1", "-x1*p1"],
    },
    ("hw3", "p2a", "gradient"): {
        "right": [
            "2*theta theta^T x",
            "2*theta @ p",
            r"2 \theta \theta^T x",
            "theta theta^T x + (theta theta^T)^T x",
            "2*x^T theta theta^T",
            "theta dp",
            r"2 \theta (\theta^T x)",
        ],
        "wrong": ["theta theta^T x", "2*theta^T x", "-2*theta theta^T x", "x^T theta theta^T x", "4*theta theta^T x"],
    },
    ("hw3", "p2b", "gradient"): {
        "right": [
            "theta^T + theta^T theta^T",
            "theta^T (I + theta^T)",
            "theta + theta theta",
            r"\theta + \theta \theta",
            "(theta + theta theta)^T",
            "(I + theta) theta",
        ],
        "wrong": [
            "theta^T theta^T",
            "theta^T",
            "theta^T + theta^T theta",
            "I + theta^T",
            "theta^T + 2*theta^T theta^T",
            "theta + theta^T theta^T",
        ],
    },
    ("hw3", "p2c", "gradient"): {
        "right": ["a a^T + b b^T", "outer(a, a) + outer(b, b)", r"a a^T + b b^T", "(a a^T + b b^T)^T"],
        "wrong": [
            "a b^T + b a^T",
            "a a^T",
            "2*(a a^T + b b^T)",
            "(a + b) (a + b)^T",
            "diag(a∘a + b∘b)",
            "a^T a + b^T b",
        ],
    },
}

SKIP: Rows = {
    ("hw4", "q1a", "z1"): {"right": ["(d, 1)", "(d,)", "(1*d, 1)"], "wrong": ["(1, d)", "(d, d)", "(1, 1)"]},
    ("hw4", "q1a", "W1"): {"right": ["(d, d)", "(d,d)", "(1*d, d)"], "wrong": ["(d, 1)", "(1, d)", "(d^2, 1)"]},
    ("hw4", "q1a", "z2"): {"right": ["(d, 1)", "(d,)", "(2*d - d, 1)"], "wrong": ["(1, d)", "(2*d, 1)", "(d, d)"]},
    ("hw4", "q1a", "W2"): {"right": ["(1, d)", "(1,d)", "(1, 1*d)"], "wrong": ["(d, 1)", "(d, d)", "(1, 1)"]},
    ("hw4", "q1b", "parameters"): {
        "right": ["d^2 + d", "d*(d + 1)", r"d \cdot d + d", "d + d²"],
        "wrong": ["d^2", "2*d", "2*d^2", "d^2 + d + 1", "d^2 + 2*d + 1", "d"],
    },
    ("hw4", "q1c", "ybar"): {
        "right": [
            "y - t",
            r"\bar{y} = \frac{\partial L}{\partial y} = (y - t)",
            "-(t - y)",
            "W2 z2 - t",
            r"2 \cdot \tfrac12 (y - t)",
        ],
        "wrong": ["t - y", "2*(y - t)", "(y - t)/2", "(y - t)^2/2"],
    },
    ("hw4", "q1c", "W2bar"): {
        "right": [
            "(y - t) z2^T",
            "ybar*z2^T",
            r"\bar{W}^{(2)} = (y - t) z_2^T",
            "(y - t)*(h + x)^T",
            r"\bar{y}(h+x)^T",
        ],
        "wrong": [
            "ybar*h^T",
            "ybar*W2",
            "z2^T",
            "(t - y) z2^T",
            "ybar*x^T",
            r"\bar{y}(h-x)^T",
        ],
    },
    ("hw4", "q1c", "z2bar"): {
        "right": [
            "W2^T ybar",
            r"W^{(2)T} \cdot (y - t)",
            "ybar*W2^T",
            r"W^{(2)\top} \bar{y}",
            r"W^{(2)\top}(y-t)",
        ],
        "wrong": ["ybar*z2", "W2^T", "-W2^T ybar", "2*W2^T ybar"],
    },
    ("hw4", "q1c", "hbar"): {
        "right": ["z2bar", "W2^T ybar", r"\bar{z}_2", "W2^T*(y - t)"],
        "wrong": ["z2bar∘σ'(z1)", "z2bar/2", "-z2bar", "z2bar∘h"],
    },
    ("hw4", "q1c", "z1bar"): {
        "right": [
            r"\bar{h} \circ \phi'(z_1)",
            "hbar∘h∘(1 - h)",
            "z2bar∘σ'(z1)",
            "hbar∘sigma(z1)∘(1 - sigma(z1))",
            "(W2^T ybar)∘slope",
        ],
        "wrong": ["hbar", "hbar∘h", "hbar∘z1∘(1 - z1)", "hbar + h∘(1 - h)", "hbar∘sigma(h)∘(1 - sigma(h))"],
    },
    ("hw4", "q1c", "W1bar"): {
        "right": [r"\bar{z}_1 x^T", "z1bar x^T", "outer(z1bar, x)", "(hbar∘φ'(z1)) x^T"],
        "wrong": ["x z1bar^T", "z1bar h^T", "hbar x^T", "-z1bar x^T"],
    },
    ("hw4", "q1c", "xbar"): {
        "right": [
            r"W^{(1)T} \bar{z}_1 + \bar{z}_2",
            "W1^T z1bar + W2^T ybar",
            "z2bar + W1^T (hbar∘φ'(z1))",
            "W1^T z1bar + hbar",
        ],
        # The first is the sheet's: the skip path is forgotten.
        "wrong": [
            r"\bar{x} = W^{(1)T} \bar{z}_1",
            "z2bar",
            "W1 z1bar + z2bar",
            "(W1^T z1bar)∘z2bar",
            "W1^T hbar + z2bar",
        ],
    },
    ("hw4", "q2a", "same"): {
        "right": ["y_k*(1 - y_k)", r"y_k (1 - y_{k})", "y_k - y_k^2", "y∘(1 - y)", "softmax(z)_k*(1 - softmax(z)_k)"],
        "wrong": ["1 - y_k", "-y_k^2", "y_k", "y_k*(y_k - 1)", "z_k*(1 - z_k)"],
    },
    ("hw4", "q2a", "other"): {
        "right": [
            "-y_k y_k'",
            r"- y_{k'} y_k",
            "-y y^T",
            "-outer(y, y)",
            r"- y_{k} y_{k^\prime}",
        ],
        "wrong": ["y_k y_k'", "0*y_k*y_k'", "-y_k^2", "-y_k'", "y_k*(1 - y_k')"],
    },
    ("hw4", "q2b", "dz"): {
        "right": [
            "y_k - t_k",
            "y - t",
            r"\frac{\partial L}{\partial z_k} = y_k - t_k",
            "-(t_k - y_k)",
            "softmax(W x) - t",
        ],
        "wrong": ["t_k - y_k", "y_k", "(y_k - t_k) y_k (1 - y_k)", "-t_k (1 - y_k)", "-t_k/y_k"],
    },
    ("hw4", "q2b", "dw"): {
        "right": ["(y - t) x^T", "(y_k - t_k) x_i", r"\left( y_k - t_k \right) x", "outer(dz, x)", "dz x^T"],
        "wrong": ["(t_k - y_k) x_i", "y_k x_i", "x @ (y - t)^T", "(y_k - t_k) W_ki", "y_k - t_k"],
    },
}

ELU: Rows = {
    ("hw5", "q1", "u_expr"): {
        "right": [
            "v x",
            "sum_i v_ji x_i",
            r"\sum_{i=1}^{3} v_{ji} x_i",
            "v @ x",
            r"\mathbf{v}_j \cdot \mathbf{x}",
            "np.dot(v, x)",
        ],
        "wrong": [
            "2*v x",
            "sum_i v_ji",
            "-v x",
            "elu(v x)",
            r"\mathbf{v}_j \odot \mathbf{x}",
        ],
    },
    ("hw5", "q1", "h_expr"): {
        "right": [
            "elu(u_j)",
            "elu(u)",
            r"\text{ELU}(u_j)",
            "elu(sum_i v_ji x_i)",
            "max(u_j, 0) + exp(min(u_j, 0)) - 1",
            r"\begin{cases} u_j & u_j \ge 0 \\ e^{u_j} - 1 & u_j < 0 \end{cases}",
            r"h_j = \left\{ \begin{array}{ll} u_j & u_j \ge 0 \\ e^{u_j}-1 & u_j < 0 \end{array} \right.",
            "u_j if u_j > 0 else exp(u_j) - 1",
            "u_j 1(u_j > 0) + (e^{u_j} - 1) 1(u_j <= 0)",
        ],
        "wrong": [
            "u_j",
            "relu(u_j)",
            "exp(u_j) - 1",
            "sigma(u_j)",
            "tanh(u_j)",
            r"\begin{cases} e^{u_j} - 1 & u_j \ge 0 \\ u_j & u_j < 0 \end{cases}",
            "u_j if u_j < 0 else exp(u_j) - 1",
            "u_j 1(u_j > 0)",
            "u_j if u_j > 0.01 else exp(u_j) - 1",
            "max(u_j, -0.01) + exp(min(u_j, 0)) - 1",
            "max(u_j, 0) + exp(min(u_j, 0.01)) - 1",
            r"\begin{cases} u_j & u_j > -1 \\ e^{u_j} - 1 & \text{otherwise} \end{cases}",
        ],
    },
    ("hw5", "q1", "z_expr"): {
        "right": ["w h", "sum_j w_kj h_j", r"\sum_{j=1}^{4} w_{kj} h_j", "sum_j w_kj elu(u_j)"],
        "wrong": ["w u", "sum_j w_kj", "-w h", "softmax(w h)"],
    },
    ("hw5", "q1", "o_expr"): {
        "right": ["softmax(z)_k", "softmax(z)", "exp(z_k)/sum(exp(z))", "softmax(w h)"],
        "wrong": ["exp(z_k)", "sigma(z_k)", "z_k/sum(z)", "z_k"],
    },
    ("hw5", "q1", "dw_expr"): {
        "right": [
            r"(o_k - o^*_k) h_j",
            "(o - t) h^T",
            "outer(dz, h)",
            "(o_k - t_k) h_j",
            "o_k h_j - t_k h_j",
            "np.outer(o - t, h)",
            r"\[ \frac{\partial L}{\partial w_{kj}} = (o_k - o^*_k) h_j \]",
            "−(o*ₖ − oₖ) hⱼ",
            "dL/dw: (o - t) h^T",
        ],
        "wrong": [
            "(t_k - o_k) h_j",
            "o_k h_j",
            "(o_k - t_k) u_j",
            "(o_k - t_k) o_k (1 - o_k) h_j",
            "h @ (o - t)^T",
            "np.outer(h, o - t)",
            "np.outer(t - o, h)",
        ],
    },
    ("hw5", "q1", "dv_expr"): {
        "right": [
            "elu'(u_j) x_i sum_k (o_k - t_k) w_kj",
            "du x^T",
            "outer((w^T (o - t))∘elu'(u), x)",
            "(sum_k dz_k w_kj) elu'(u_j) x_i",
            r"\sum_{k=1}^{2}(o_k - o_k^*) w_{kj} \begin{cases} 1 & u_j \ge 0 \\ e^{u_j} & u_j < 0 \end{cases} x_i",
            "np.outer(w.T @ (o-t) * np.where(u > 0, 1, np.exp(u)), x)",
        ],
        "wrong": [
            "x_i sum_k (o_k - t_k) w_kj",
            "elu'(u_j) x_i sum_k (o_k - t_k)",
            "elu(u_j) x_i sum_k (o_k - t_k) w_kj",
            "elu'(u_j) x_i sum_k (t_k - o_k) w_kj",
            "x du^T",
            r"\sum_k(o_k - t_k) w_{kj} \begin{cases} 1 & u_j \ge 0 \\ 0 & u_j < 0 \end{cases} x_i",
            "np.outer(w.T @ (o-t) * np.where(u > 0, 1, 0), x)",
        ],
    },
}
