"""``<Pay>``: a card or a bank account, keyed in, and a payment or a token for it (twilio-behaviour 3.11).

The manual of the verb, where it says more than that file: each step is asked again ``maxAttempts`` times; a star ends
it at any time; ``action`` is the document itself where there is none, except that after too many attempts the next
verb follows. Nothing that was keyed is written down: callbacks and action are told the masked numbers only.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes, cards
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import KEYS, AskDate, Effect, Purpose, Report, Speak, Turn, Wait
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import DateTold, HungUp, Input, KeyPressed
from twilio_emulator.engine.verbs.callee import Parameter
from twilio_emulator.engine.verbs.prompt import ASKING, SORRY, Fault, Moment, Prompt, Step, fitting
from twilio_emulator.engine.verbs.verb import Acting, Goto, Interrupted, Line, Running, Verb, read_content

CARD_STEPS = (Step.CARD, Step.EXPIRATION, Step.SECURITY, Step.POSTAL)
BANK_STEPS = (Step.ROUTING, Step.ACCOUNT)
LANGUAGES = (
    "en-US", "en-AU", "en-CA", "en-GB", "en-IN", "es-ES", "es-MX", "fr-CA", "fr-FR", "de-DE", "it-IT",
)  # fmt: skip
PROCESSING_SECONDS = 2.0
MOST_KEYS = 32
"""Keys that are taken for one answer."""
MOST = 1_000_000
SUCCESS, STAR = "success", "caller-interrupted-with-star"
HUNG_UP, TOO_MANY = "caller-hung-up", "too-many-failed-attempts"
CONNECTOR, VALIDATION = "payment-connector-error", "validation-error"
NO_BOOKS = "the test processor keeps no books"
PREFIXES = {"one-time": "tok_", "reusable": "tok_", "payment-method": "pm_"}
"""How a gateway's tokens begin."""


def _amount(value: str) -> float:
    try:
        amount = float(value)
    except ValueError:
        amount = -1.0
    if not 0 <= amount <= MOST:
        raise ValueError("not a number between 0.00 - 1,000,000.00")
    return amount


def _postal_code(value: str) -> bool | str:
    return {"true": True, "false": False}.get(value, value.strip())


@dataclass(slots=True)
class Payment:
    """How far it has come: what was entered, by step, and today's year and month."""

    today: DateTold = field(default_factory=lambda: DateTold(2000, 1))
    entered: dict[Step, str] = field(default_factory=dict)
    fault: Fault = Fault.NONE

    @property
    def card(self) -> cards.Kind | None:
        """The kind of the card, once it is known."""
        return cards.kind_of(self.entered.get(Step.CARD, ""))

    def params(self) -> dict[str, str]:
        """Return what may be told of it."""
        told: dict[Step, tuple[str, Callable[[str], str]]] = {
            Step.CARD: ("PaymentCardNumber", cards.masked),
            Step.EXPIRATION: ("ExpirationDate", str),
            Step.SECURITY: ("SecurityCode", lambda code: "*" * len(code)),
            Step.POSTAL: ("PaymentCardPostalCode", str),
            Step.ROUTING: ("BankRoutingNumber", str),
            Step.ACCOUNT: ("BankAccountNumber", cards.masked_account),
        }
        params = {told[step][0]: told[step][1](value) for step, value in self.entered.items()}
        if self.card is not None:
            params["PaymentCardType"] = self.card.name
        return params


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay(Verb):
    """Ask for card or account, step by step, and have the test processor charge it or give a token for it.

    ``values`` are the attributes as they were read; ``wrong`` says which of them could not be.
    """

    TAG = "Pay"
    ANSWERS = True
    CONTENT: ClassVar = (Prompt, Parameter)
    ATTRIBUTES: ClassVar = {
        "input": attributes.noted(attributes.choice("dtmf", default="dtmf"), "keys are the only input there is"),
        "action": attributes.url(),
        "statusCallback": attributes.url(),
        "statusCallbackMethod": attributes.method(),
        "paymentMethod": attributes.choice("credit-card", "ach-debit", default="credit-card"),
        "bankAccountType": attributes.choice(
            "consumer-checking", "consumer-savings", "commercial-checking", default="consumer-checking"
        ),
        "timeout": attributes.whole(default=5, least=1, most=600),
        "maxAttempts": attributes.whole(default=1, least=1, most=3),
        "securityCode": attributes.boolean(True),
        "postalCode": attributes.Attribute(_postal_code, True, values="true | false | postal code"),
        "minPostalCodeLength": attributes.whole(default=1, least=1, most=MOST_KEYS),
        "paymentConnector": attributes.noted(
            attributes.text("Default"), "one test processor stands for every connector"
        ),
        "tokenType": attributes.choice(*PREFIXES, default="reusable"),
        "chargeAmount": attributes.Attribute(_amount, 0.0, values=f"0.00…{MOST}"),
        "currency": attributes.noted(attributes.text("usd"), NO_BOOKS),
        "description": attributes.noted(attributes.text(), NO_BOOKS),
        "validCardTypes": attributes.words(*cards.NAMES, default=("visa", "mastercard", "amex")),
        "language": attributes.choice(*LANGUAGES, default="en-US"),
    }

    prompts: tuple[Prompt, ...]
    values: dict[str, Any]
    wrong: str

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read attributes, prompts and parameters; files 12200 and the remarks of what is in the prompts."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        prompts = tuple(one for one in content if isinstance(one, Prompt))
        return cls(prompts=prompts, values=values, wrong=_wrong(element), line=element.line, column=element.column)

    def run(self, call: Line) -> Running:
        """Collect, pay, and go on to the action or to the next verb."""
        payment = Payment()
        try:
            result = yield from self._pay(call, payment)
        except Interrupted as interrupted:
            if isinstance(interrupted.got, HungUp):
                params = {**self.told(payment), "Result": HUNG_UP}
                yield from self._report(call, params)
                action = call.absolute(self.values["action"] or "")
                yield Report(url=action, method="POST", purpose=Purpose.ACTION, params=params)
            raise
        yield from self._report(call, result)
        if self.values["action"] is None and result["Result"] == TOO_MANY:
            return None
        return Goto(url=self.values["action"] or "", method="POST", purpose=Purpose.ACTION, params=result)

    def _pay(self, call: Line, payment: Payment) -> Generator[Effect, Input | None, dict[str, str]]:
        """Return what is told of how it ended."""
        if self.wrong:
            return {"Result": VALIDATION, "PaymentError": self.wrong}
        today = yield AskDate()
        if isinstance(today, DateTold):
            payment.today = today
        for step in self._steps(payment):
            ended = yield from self._step(call, payment, step)
            if ended:
                fault = {"PaymentError": str(payment.fault)} if ended == TOO_MANY else {}
                return {**self.told(payment), "Result": ended, **fault}
        yield from self._report(call, {**self.told(payment), "For": Step.PROCESSING})
        moment = Moment(step=Step.PROCESSING, card=payment.card.name if payment.card else "")
        if (yield from self._key(call, moment)) == "*":
            return {**self.told(payment), "Result": STAR}
        yield Wait(seconds=PROCESSING_SECONDS, secret=True)
        return {**self.told(payment), **self.processed(call, payment)}

    def _steps(self, payment: Payment) -> tuple[Step, ...]:
        """Return what is to be asked for; a postal code that is known is not."""
        if self.values["paymentMethod"] == "ach-debit":
            return BANK_STEPS
        postal = self.values["postalCode"]
        if isinstance(postal, str):
            payment.entered[Step.POSTAL] = postal
        asked = {Step.SECURITY: self.values["securityCode"], Step.POSTAL: postal is True}
        return tuple(step for step in CARD_STEPS if asked.get(step, True))

    def _step(self, call: Line, payment: Payment, step: Step) -> Generator[Effect, Input | None, str]:
        """Ask until the answer will do; return how the whole ended where it did."""
        payment.fault = Fault.NONE
        for attempt in range(1, self.values["maxAttempts"] + 2):
            card = payment.card.name if payment.card else ""
            moment = Moment(step=step, fault=payment.fault, attempt=attempt, card=card)
            told = {"For": str(step), "Attempt": str(attempt)}
            if payment.fault:
                told["ErrorType"] = str(payment.fault)
            yield from self._report(call, {**self.told(payment), **told})
            answer = yield from self._ask(call, payment, moment)
            if answer is None:
                return STAR
            payment.fault = self.fault_of(payment, step, answer)
            again = Moment(step=step, attempt=attempt, card=card, again=True)
            if not payment.fault and fitting(self.prompts, again):
                second = yield from self._ask(call, payment, again)
                if second is None:
                    return STAR
                payment.fault = Fault.NONE if second == answer else Fault.MATCHING
            if not payment.fault:
                payment.entered[step] = answer
                return ""
        return TOO_MANY

    def _ask(self, call: Line, payment: Payment, moment: Moment) -> Generator[Effect, Input | None, str | None]:
        """Ask once, and return the digits; ``None`` where a star was pressed."""
        entered = ""
        key = yield from self._key(call, moment)
        while True:
            if key is None:
                got = yield Wait(seconds=self.values["timeout"], hears=KEYS, turn=Turn.CALLER, secret=True)
                key = got.key if isinstance(got, KeyPressed) else ""
            if key == "*":
                return None
            if not key or (key == "#" and entered):
                return entered
            if key.isdigit():
                entered += key
                if len(entered) >= full_at(moment.step, entered, payment):
                    return entered
            key = None

    def _key(self, call: Line, moment: Moment) -> Generator[Effect, Input | None, str | None]:
        """Say what belongs to the moment, and return the key that cut it short."""
        got: Input | None = None
        prompt = fitting(self.prompts, moment)
        if prompt is None:
            words = f"{SORRY.get(moment.fault, '')} {ASKING[moment.step]}".strip()
            language = self.values["language"]
            got = yield Speak(text=words, language=language, voice="woman", hears=KEYS, secret=True)
        for one in prompt.said if prompt else ():
            got = yield from one.perform(call, KEYS, secret=True)
            if got is not None:
                break
        return got.key if isinstance(got, KeyPressed) else None

    def fault_of(self, payment: Payment, step: Step, answer: str) -> Fault:
        """Return what is wrong with an answer."""
        if not answer:
            return Fault.TIMEOUT
        match step:
            case Step.CARD:
                kind = cards.kind_of(answer)
                if kind is None or not cards.is_valid(answer):
                    return Fault.CARD_NUMBER
                return Fault.NONE if kind.name in self.values["validCardTypes"] else Fault.CARD_TYPE
            case Step.EXPIRATION:
                good, fault = cards.is_expiration(answer, payment.today.year, payment.today.month), Fault.DATE
            case Step.SECURITY:
                good, fault = len(answer) == (payment.card.code if payment.card else 3), Fault.SECURITY_CODE
            case Step.POSTAL:
                good, fault = len(answer) >= self.values["minPostalCodeLength"], Fault.POSTAL_CODE
            case Step.ROUTING:
                good, fault = cards.is_routing_number(answer), Fault.ROUTING_NUMBER
            case _:
                good, fault = 4 <= len(answer) <= 17, Fault.ACCOUNT_NUMBER
        return Fault.NONE if good else fault

    def processed(self, call: Line, payment: Payment) -> dict[str, str]:
        """Have the processor take the payment, or give a token."""
        number, account = payment.entered.get(Step.CARD, ""), payment.entered.get(Step.ACCOUNT, "")
        decision = cards.charge(number) if number else cards.debit(account)
        if decision.error:
            return {"Result": CONNECTOR, "PaymentError": decision.error, "ConnectorError": decision.code}
        if self.values["chargeAmount"]:
            return {"Result": SUCCESS, "PaymentConfirmationCode": call.new_sid("ch_")}
        kind = self.values["tokenType"]
        given = {"Result": SUCCESS, "PaymentToken": call.new_sid(PREFIXES[kind])}
        return given if kind == "one-time" else {**given, "ProfileId": call.new_sid("cus_")}

    def told(self, payment: Payment) -> dict[str, str]:
        """Return what may be told of it so far."""
        method = self.values["paymentMethod"]
        account = {"BankAccountType": self.values["bankAccountType"]} if method == "ach-debit" else {}
        return {"PaymentMethod": method, **account, **payment.params()}

    def _report(self, call: Line, params: dict[str, str]) -> Acting:
        url = self.values["statusCallback"]
        if url:
            yield Report(url=call.absolute(url), method=self.values["statusCallbackMethod"], params=params)


def _wrong(element: Element) -> str:
    """Return the first attribute that cannot be read, and why; empty where there is none."""
    for name, value in element.attributes.items():
        attribute = Pay.ATTRIBUTES.get(name)
        try:
            if attribute is not None:
                attribute.read(value)
        except ValueError as error:
            return f"{name}='{value[:60]}' ({error})"
    return ""


def full_at(step: Step, entered: str, payment: Payment) -> int:
    """Return after how many digits an answer is complete without a pound key."""
    if step is Step.CARD:
        kind = cards.kind_of(entered)
        return kind.full if kind is not None and kind.full else MOST_KEYS
    code = payment.card.code if payment.card else 3
    return {Step.EXPIRATION: 4, Step.SECURITY: code, Step.ROUTING: 9}.get(step, MOST_KEYS)
