"""The hearing test: a recogniser listens to the recordings as the telephone gets them. For `make listen` only.

Nothing that answers a call imports it: it needs the optional extra `listen` (docs/recordings.md).
"""
