"""What a command is answered from."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models import Access, MessageRecord, enquiry
from models.identity import shanghai_date
from sms.replies import Step
from sms.written import Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One command as it was sent: who is bound to the sender's number, as whom he asks, and what followed the command.

    `text` is what followed as it was written, for commands that take free text. `step` is set where the command goes
    on with what an earlier reply offered.
    """

    db: Session
    caller: enquiry.KnownCaller | None
    access: Access
    line: str
    sender: str
    keyword: str
    parameters: tuple[str, ...]
    text: str
    step: Step | None
    record: MessageRecord

    @property
    def person_id(self) -> int:
        """Who is bound to the number; only for commands that need somebody to be."""
        assert self.caller is not None  # an unbound sender has been answered with NOB
        return self.caller.person_id

    @property
    def today(self) -> date:
        """The day in China."""
        return shanghai_date(self.access.at)

    @property
    def place(self) -> int | None:
        """Where a list goes on; None at its beginning."""
        return int(self.step.place.partition(":")[0]) if self.step else None

    @property
    def on(self) -> Occasion:
        """For what the answer is written: it may offer the next page of this command."""
        start = int(self.step.place.partition(":")[2]) if self.step else 0
        return Occasion(line=self.line, asked=Step(keyword=self.keyword, parameters=self.parameters), start=start)
