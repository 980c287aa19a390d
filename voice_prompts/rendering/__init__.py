"""Renders the recordings: words to phonemes, phonemes to sound, sound to files. For `make prompts` only.

Nothing that answers a call imports it: it needs the optional extra `prompts` (docs/recordings.md).
"""
