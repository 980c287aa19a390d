"""What a command is answered from."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models import Access, MessageRecord, enquiry
from models.identity import shanghai_date, start_of_shanghai_day
from models.proof import messages
from sms.lines import CHINESE, ENGLISH
from sms.replies import Step
from sms.written import Occasion

_HAN = re.compile("[\u4e00-\u9fff]")
_ENGLISH = re.compile("(?!APP)[A-Z]{3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One command as it was sent: who is bound to the sender's number, as whom he asks, and what followed the command.

    `text` is what followed as it was written, for commands that take free text, `body` the whole message. `step` is set
    where the command goes on with what an earlier reply offered.
    """

    db: Session
    caller: enquiry.KnownCaller | None
    access: Access
    line: str
    sender: str
    keyword: str
    parameters: tuple[str, ...]
    text: str
    body: str = ""
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

    @property
    def language(self) -> str:
        """The language to answer in, for answers that have English words.

        That of the words sent, or of what they go on with. A bare command is answered in English where this number has
        sent EN today, or is bound to somebody whose language it is.
        """
        rest = re.sub(rf"^\W*(?:CX)?{self.keyword}(?![A-Z])", "", self.body, flags=re.IGNORECASE)
        for words in (rest, " ".join(self.parameters)):
            if _HAN.search(words):
                return CHINESE
            if _ENGLISH.search(words):
                return ENGLISH
        midnight = start_of_shanghai_day(self.access.at)
        if messages.count_of(self.db, self.record, "EN", ("EN",), midnight):
            return ENGLISH
        caller = self.caller or enquiry.recognise(self.db, self.sender, self.today)
        return ENGLISH if caller is not None and caller.language == ENGLISH else CHINESE
