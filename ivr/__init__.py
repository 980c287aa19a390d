"""The telephone channel: what a caller hears and what their keys do.

`bp` holds the routes Twilio calls, `sounds` what it fetches; `apologise` answers any of the former when something
went wrong inside. The tree is in `menus.py`, entries in `entries.py`, what a choice does in `nodes.py`, the rules of
the house in `dialogue.py`.
"""

from ivr import sounds
from ivr.views import apologise, bp

__all__ = ["apologise", "bp", "sounds"]
