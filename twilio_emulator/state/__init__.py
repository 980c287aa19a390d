"""State that outlasts the process: records as text, the file they are in, and what becomes of them afterwards.

``codec`` turns the whole store into rows of text and back; ``watching`` notices which of them have changed; ``journal``
is the file; ``keeper`` puts the three together; ``restoring`` takes up what was under way, and has the snapshots.
"""
