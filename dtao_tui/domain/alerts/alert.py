"""An alert as a person keeps it: for which subnets, on which condition, and what happens when it fires."""

from dataclasses import dataclass
from enum import Enum

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.domain.trades.intents import Op

MOST_ALERTS = 100
"""Alerts of one chain."""

LONGEST_NAME = 40
"""Cells."""

MOST_ARGUMENTS, LONGEST_COMMAND = 32, 1000
"""Arguments of a command, and their characters together."""

LONGEST_AMOUNT = 40

DRAFT_OPS = (Op.STAKE, Op.UNSTAKE)
"""What a draft may be; the first ticket of a subnet needs nothing else chosen."""


class Scope(Enum):
    """Which subnets an alert looks at."""

    ANY = "any"
    HELD = "held"
    """Those in which an account of the session holds alpha."""

    WATCHED = "watched"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class AlertDraft:
    """A ticket that an alert offers when it has fired; nothing is signed by it."""

    op: Op
    amount: str
    """As it is typed into a ticket: `25%`, `max`, `12.5`, `1 %i`."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert of one chain."""

    id: str
    name: str
    condition: str
    """A filter expression, and what alerts add to it."""

    scope: Scope = Scope.ANY
    subnet: SubnetId | None = None
    """The one that it looks at; None for any other scope."""

    rings_bell: bool = True
    shows_toast: bool = True
    command: tuple[str, ...] = ()
    """A program and its arguments, run when it fires; empty for none."""

    draft: AlertDraft | None = None
    is_on: bool = True

    @property
    def trouble(self) -> str:
        """Why this cannot be kept, as a sentence, or empty; its condition is not looked at."""
        if not self.name.strip() or cells(self.name) > LONGEST_NAME or cleaned(self.name) != self.name:
            return f"A name has 1 to {LONGEST_NAME} letters."
        if (self.scope is Scope.ONE) != (self.subnet is not None):
            return "One subnet has to be chosen."
        if len(self.command) > MOST_ARGUMENTS or sum(map(len, self.command)) > LONGEST_COMMAND:
            return f"A command has at most {MOST_ARGUMENTS} arguments and {LONGEST_COMMAND} characters."
        if any("\0" in argument for argument in self.command) or self.command[:1] == ("",):
            return "A command begins with a program, and has no zero byte."
        if self.draft is not None and not (self.draft.op in DRAFT_OPS and 0 < len(self.draft.amount) <= LONGEST_AMOUNT):
            return "A draft needs an amount, such as 25% or max."
        return ""
