"""The telephone channel: what a caller hears and what their keys do.

`bp` holds the routes Twilio calls; `apologise` answers any of them when something went wrong inside. The tree is
in `menus.py`, entries in `entries.py`, what a choice does in `nodes.py`, the rules of the house in `dialogue.py`.
"""

from ivr.views import apologise, bp

__all__ = ["apologise", "bp"]
