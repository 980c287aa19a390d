"""What can go wrong with the accounts, as a tree.

::

    AccountsError                 everything below
    ├── DatabaseUnavailable       cannot be reached, opened or written now; may work again later
    ├── NotMigrated               reachable, but the tables are missing or old: run `hotline migrate`
    ├── VaultError                the secret key is missing, too short, or not the one the data was written with
    ├── NotAllowed                the caller is not known well enough for what is asked (invariant 17)
    ├── LedgerError               a posting that the books refuse
    │   ├── InsufficientBalance   a bucket or the balance would fall below 0 (invariant 2)
    │   ├── AccountFrozen         a payment from a frozen account
    │   ├── DuplicateNumber       the external number is taken by a different posting
    │   └── NothingToReverse      no such entry, or it has been reversed already (invariant 10)
    ├── SharingRefused            an authorisation that the region's rules do not allow (S43)
    ├── CaseRefused               a step that a claim, filing, allowance or card cannot take
    └── SeedRefused               the database is not fit to be seeded; the sentence says why

The text of each is a sentence a person can act on and holds no personal data.
"""


class AccountsError(Exception):
    """The root of what `models` raises on purpose."""


class DatabaseUnavailable(AccountsError):
    """The database cannot be reached, opened or written; the same question may work later."""


class NotMigrated(AccountsError):
    """The database answers, but its tables are missing or of another revision."""


class VaultError(AccountsError):
    """The secret key is missing, too short, or does not open what is stored."""


class NotAllowed(AccountsError):
    """The question needs a better known caller than this one (domain 5, invariant 17)."""


class LedgerError(AccountsError):
    """The books refuse a posting; nothing of it is kept."""


class InsufficientBalance(LedgerError):
    """The posting would take a bucket below 0 (domain 5, invariant 2)."""


class AccountFrozen(LedgerError):
    """Payments from a frozen account are refused; credits still arrive."""


class DuplicateNumber(LedgerError):
    """The external number already belongs to a different posting."""


class NothingToReverse(LedgerError):
    """The entry to reverse does not exist or is reversed already (domain 5, invariant 10)."""


class SharingRefused(AccountsError):
    """A family authorisation that the rules do not allow; the sentence says which."""


class CaseRefused(AccountsError):
    """A step that a claim, filing, allowance, card or insurance cannot take; the sentence says why."""


class SeedRefused(AccountsError):
    """The database cannot be seeded as it is."""
