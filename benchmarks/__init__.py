"""How fast, measured: every figure comes with the machine it was taken on, every ratio from one run."""
