"""What the hotline does unasked: texts that it sends, and call-backs that it dials.

A text is a row before it is anything else (`outbox`), and is claimed before it is handed to Twilio, so that no crash
and no second worker sends it twice: **a text is rather not sent at all than sent twice**, and where a worker ended
between the two, only the carrier's own report moves the text on. A call-back is the other way round: it is rather
dialled once too often than never.

Every function here takes the moment it acts at; what calls them on time is `hotline.jobs`.
"""

from hotline.outbound.callbacks import CallBackReport, dial_due
from hotline.outbound.carrier import Carrier, twilio_client
from hotline.outbound.sending import SendReport, send_due
from hotline.outbound.texting import Texting
from hotline.outbound.views import bp
from models import CallBack, CallBackState, OutgoingStatus, OutgoingText

__all__ = [
    "CallBack",
    "CallBackReport",
    "CallBackState",
    "Carrier",
    "OutgoingStatus",
    "OutgoingText",
    "SendReport",
    "Texting",
    "bp",
    "dial_due",
    "send_due",
    "twilio_client",
]
