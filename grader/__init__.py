"""Grade homework in backpropagation: see README.md for the commands and docs/ for everything else."""

__version__ = "0.1.0"
