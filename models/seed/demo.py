"""The demo people: one for each situation a caller can be in, the same in every seed. All are fictitious.

Their ID numbers begin with the never issued province code 99, their telephones with the never assigned +86120. Their
books are kept by `models.money.ledger`, so what it refuses cannot be seeded.
"""

from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from models.access import Channel
from models.money import ledger
from models.pin import PinHasher
from models.seed.demo_family import PAYING, Family
from models.seed.demo_person import DemoPerson
from models.seed.demo_records import add_records
from models.seed.moments import noon
from models.seed.regions import REGIONS, SHENZHEN
from models.tables.account import AccountStatus, EntryKind, PersonalAccount
from models.tables.credential import Credential
from models.tables.insurance import Insurance, InsuranceStatus, InsuredClass, Scheme, Tier
from models.tables.person import BindingStatus, Person, PhoneBinding
from models.vault import Sealed, Vault

YEARS_BACK: Final = 2
"""Full years of history before the one that is open."""


DEMO_PEOPLE: Final = (
    DemoPerson(
        person_id=1,
        situation="employed",
        name="张晓明",
        id_number="990101198503120010",
        phone="+8612010000001",
        new_pin="739204",
        current_year_fen=300_00,
        carried_over_fen=934_56,
    ),
    DemoPerson(
        person_id=2,
        situation="elder over 70",
        name="李秀兰",
        id_number="990102195008170021",
        phone="+8612010000002",
        new_pin="508317",
        insured_class=InsuredClass.RETIRED,
        current_year_fen=210_06,
        carried_over_fen=2000_00,
    ),
    DemoPerson(
        person_id=3,
        situation="resident",
        name="王建国",
        id_number="990103197201090037",
        phone="+8612010000003",
        new_pin="641950",
        region_code="330200",
        scheme=Scheme.RESIDENT,
        insured_class=InsuredClass.WORKING_AGE,
    ),
    DemoPerson(
        person_id=4,
        situation="Shenzhen tier 2",
        name="陈美玲",
        id_number="990104199004260047",
        phone="+8612010000004",
        new_pin="275836",
        region_code=SHENZHEN,
        tier=Tier.SECOND,
    ),
    DemoPerson(
        person_id=5,
        situation="Shenzhen tier 3",
        name="刘洋",
        id_number="990105199811300056",
        phone="+8612010000005",
        new_pin="918374",
        region_code=SHENZHEN,
        tier=Tier.THIRD,
    ),
    DemoPerson(
        person_id=6,
        situation="zero balance",
        name="赵敏",
        id_number="990106197906030068",
        phone="+8612010000006",
        new_pin="360482",
        region_code="500000",
    ),
    DemoPerson(
        person_id=7,
        situation="initial PIN",
        name="孙志强",
        id_number="990107199310150072",
        phone="+8612010000007",
        new_pin=None,
        current_year_fen=88_20,
        carried_over_fen=412_05,
    ),
    DemoPerson(
        person_id=8,
        situation="frozen account",
        name="周桂英",
        id_number="990108196802210089",
        phone="+8612010000008",
        new_pin="827163",
        region_code="620100",
        current_year_fen=150_00,
        carried_over_fen=600_00,
        frozen=True,
    ),
    DemoPerson(
        person_id=9,
        situation="no bound phone",
        name="吴海燕",
        id_number="990109198009190102",
        phone=None,
        new_pin="492068",
        region_code=SHENZHEN,
        tier=Tier.FIRST,
        current_year_fen=520_00,
        carried_over_fen=1010_00,
    ),
    DemoPerson(
        person_id=10,
        situation="ID ends in X",
        name="郑文",
        id_number="99011019910205018X",
        phone="+8612010000010",
        new_pin="153947",
        current_year_fen=20_00,
        carried_over_fen=1800_00,
    ),
    DemoPerson(
        person_id=11,
        situation="flexible worker",
        name="冯国栋",
        id_number="990111198807070123",
        phone="+8612010000011",
        new_pin="684209",
        region_code="441300",
        scheme=Scheme.FLEXIBLE,
        current_year_fen=5,
        carried_over_fen=100_50,
    ),
    DemoPerson(
        person_id=12,
        situation="student",
        name="欧阳小雨",
        id_number="990112201205280132",
        phone="+8612010000012",
        new_pin="730591",
        region_code="640000",
        scheme=Scheme.RESIDENT,
        insured_class=InsuredClass.STUDENT,
    ),
    DemoPerson(
        person_id=13,
        situation="card not activated",
        name="何志远",
        id_number="990113199207160157",
        phone="+8612010000013",
        new_pin="418526",
        current_year_fen=100_00,
        carried_over_fen=300_00,
        activated=False,
    ),
    DemoPerson(
        person_id=14,
        situation="new mother",
        name="林晓慧",
        id_number="990114199011080143",
        phone="+8612010000014",
        new_pin="960271",
    ),
    DemoPerson(
        person_id=15,
        situation="child in a family",
        name="张小满",
        id_number="990115201805220183",
        phone=None,
        new_pin="572816",
        scheme=Scheme.RESIDENT,
        insured_class=InsuredClass.STUDENT,
    ),
)


def demo_people() -> tuple[DemoPerson, ...]:
    """The demo people in the order of their person ids, 1 first."""
    return DEMO_PEOPLE


def add_demo_people(db: Session, as_of: date) -> None:
    """Write the demo people with books kept up to `as_of` and all that is known of them; the regions must be there."""
    for demo in DEMO_PEOPLE:
        _add_person(db, demo, as_of)
    for demo in DEMO_PEOPLE:
        if demo.has_account:
            _open_account(db, demo, as_of)
    family = Family(db, as_of)
    # Whoever is paid for comes first, whose empty account is what lets family pay.
    for demo in sorted(DEMO_PEOPLE, key=lambda demo: demo.person_id in PAYING):
        if demo.has_account:
            _keep_books(db, demo, as_of, family)
    family.finish()
    family.bring_up()
    for demo in DEMO_PEOPLE:
        add_records(db, demo, as_of)
    db.flush()


def _add_person(db: Session, demo: DemoPerson, as_of: date) -> None:
    vault: Vault = db.info["vault"]
    hasher: PinHasher = db.info["pin_hasher"]
    since = date(as_of.year - YEARS_BACK, 1, 1)
    db.add(
        Person(
            id=demo.person_id,
            id_number_hash=vault.id_hash(demo.id_number),
            id_number_sealed=vault.seal(Sealed.ID_NUMBER, demo.id_number),
            name_sealed=vault.seal(Sealed.NAME, demo.name),
            language="zh-CN",
        )
    )
    db.flush()
    db.add(
        Credential(
            person_id=demo.person_id,
            pin_hash=hasher.hash(demo.new_pin) if demo.new_pin else None,
            initial=demo.new_pin is None,
            set_at=noon(since),
        )
    )
    db.add(
        Insurance(
            person_id=demo.person_id,
            region_code=demo.region_code,
            scheme=demo.scheme,
            tier=demo.tier,
            insured_class=demo.insured_class,
            status=InsuranceStatus.ACTIVE,
            started_on=since,
            designated="示范社康中心" if demo.tier is Tier.SECOND else None,
        )
    )
    if demo.phone:
        db.add(
            PhoneBinding(
                person_id=demo.person_id,
                phone_hash=vault.phone_hash(demo.phone),
                phone_sealed=vault.seal(Sealed.PHONE, demo.phone),
                status=BindingStatus.ACTIVE,
                channel=Channel.COUNTER,
                verified_by="window",
                bound_at=noon(since),
                last_used_on=as_of,
            )
        )


def _open_account(db: Session, demo: DemoPerson, as_of: date) -> None:
    db.add(
        PersonalAccount(
            id=demo.person_id,
            person_id=demo.person_id,
            status=AccountStatus.NORMAL,
            activated=demo.activated,
            as_of=date(as_of.year - YEARS_BACK, 1, 1),
            entries=0,
            current_year_fen=0,
            carried_over_fen=0,
            reserved_fen=0,
        )
    )
    db.flush()


def _keep_books(db: Session, demo: DemoPerson, as_of: date, family: Family) -> None:
    """Two full years and the open one up to `as_of`, arranged so that the buckets end at exactly the wanted sums.

    What 历年 holds too much is spent on New Year's Day, when 本年 is empty; what 本年 shall hold is credited that day
    in advance, as some regions do; every later credit of the open year is spent at once, on family or at a pharmacy.
    """
    account = demo.person_id
    rate_ppm = next(row[3] for row in REGIONS if row[0] == demo.region_code)
    books = _Clerk(db, demo)
    for year in range(as_of.year - YEARS_BACK, as_of.year):
        for month in range(1, 13):
            day = date(year, month, 10)
            books.month(day, spend_fen=40_00)
            family.month(account, day)
        family.year_end(account, year)
        ledger.post_interest(db, account, year, rate_ppm, noon(date(year, 12, 31)))
        ledger.carry_over(db, account, year, noon(date(year + 1, 1, 1)))
    new_year = date(as_of.year, 1, 1)
    books.pay(new_year, ledger.balances(db, account).carried_over_fen - demo.carried_over_fen)
    books.credit(new_year, books.main_credit, demo.current_year_fen)
    for month in range(1, as_of.month + 1):
        if (day := date(as_of.year, month, 10)) <= as_of:
            books.month(day, spend_fen=None, spent_fen=family.month(account, day))
    row = db.get_one(PersonalAccount, account, populate_existing=True)
    row.as_of = as_of
    row.status = AccountStatus.FROZEN if demo.frozen else AccountStatus.NORMAL
    db.flush()


class _Clerk:
    """Posts a demo person's months, each posting with a number of its own."""

    def __init__(self, db: Session, demo: DemoPerson) -> None:
        self._db = db
        self._account_id = demo.person_id
        self._posted = 0
        self._works = demo.insured_class is InsuredClass.WORKING
        self._has_employer = demo.scheme is not Scheme.FLEXIBLE
        self.main_credit = EntryKind.EMPLOYER_CREDIT if self._has_employer else EntryKind.PERSONAL_CREDIT

    def month(self, day: date, spend_fen: int | None, spent_fen: int = 0) -> None:
        """A month's credits and one payment; all of the credits but `spent_fen` is spent where `spend_fen` is None."""
        earned = 0
        if self._works:
            earned += self.credit(day, EntryKind.PERSONAL_CREDIT, 136_42)
        if self._has_employer:
            earned += self.credit(day, EntryKind.EMPLOYER_CREDIT, 63_58 if self._works else 200_00)
        self.pay(day, earned - spent_fen if spend_fen is None else spend_fen)

    def credit(self, day: date, kind: EntryKind, fen: int) -> int:
        """Credit `fen` if it is anything, and return it."""
        if fen:
            ledger.credit(self._db, self._account_id, kind, fen, noon(day), self._number())
        return fen

    def pay(self, day: date, fen: int) -> None:
        """Pay `fen` at a pharmacy if it is anything."""
        if fen:
            ledger.pay(
                self._db,
                self._account_id,
                EntryKind.PHARMACY,
                fen,
                noon(day),
                self._number(),
                institution="示范大药房",
            )

    def _number(self) -> str:
        self._posted += 1
        return f"D{self._account_id:08d}-{self._posted:04d}"
