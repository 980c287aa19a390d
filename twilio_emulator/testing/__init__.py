"""For other people's tests: the pytest fixtures ``emulator`` and ``handset``."""
