"""The legs of calls while they last, and what connects them: each subject in a module with its ``CARRY_OUT``."""
