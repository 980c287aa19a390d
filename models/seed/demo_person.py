"""What a demo person is, in clear."""

from dataclasses import dataclass

from models.identity import initial_pin
from models.tables.insurance import InsuredClass, Scheme, Tier, has_account


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """A demo person, with what a caller needs to know to be that person. Money in fen."""

    person_id: int
    situation: str
    """What makes this person worth calling as; unique, and the key of the tests' `demo` mapping."""
    name: str
    id_number: str
    phone: str | None
    """The bound number, E.164."""
    new_pin: str | None
    """The PIN that replaced the initial one; None where nothing has."""
    region_code: str = "110000"
    scheme: Scheme = Scheme.EMPLOYEE
    tier: Tier | None = None
    insured_class: InsuredClass = InsuredClass.WORKING
    current_year_fen: int = 0
    carried_over_fen: int = 0
    frozen: bool = False
    activated: bool = True
    """Whether the card can be used."""

    @property
    def pin(self) -> str:
        """The PIN that is valid now."""
        return self.new_pin or initial_pin(self.id_number)

    @property
    def has_account(self) -> bool:
        """Whether there is a balance to ask for."""
        return has_account(self.scheme, self.tier)

    @property
    def total_fen(self) -> int:
        """The balance."""
        return self.current_year_fen + self.carried_over_fen
