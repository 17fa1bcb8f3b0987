"""The row of the table of chain errors: what happened and the next sensible step, with its keys."""

from dataclasses import dataclass
from enum import Enum


class NextStep(Enum):
    """What to do after an error; a value is its keys by their group of commands, and the sentence that names them."""

    WIDEN_TOLERANCE = ((("ticket", "ctrl+t"),), "In the ticket, ctrl+t takes the tolerance that is needed.")
    TAKE_LARGEST = ((("ticket", "ctrl+n"),), "In the ticket, ctrl+n takes the largest that fills.")
    TAKE_LESS = ((("ticket", "enter"),), "Take less, and enter reviews it again.")
    TAKE_LESS_OR_ALL = ((("ticket", "enter"),), "Take less, or “max”, and enter reviews it again.")
    TAKE_MORE = ((("ticket", "enter"),), "Take more, and enter reviews it again.")
    REVIEW_AGAIN = ((("ticket", "enter"),), "Wait for the next block; then enter in the ticket reviews it again.")
    CHANGE_ORDER = ((("ticket", "enter"),), "Change the order, and enter reviews it again.")
    OTHER_VALIDATOR = ((("ticket", "ctrl+l"),), "In the ticket, ctrl+l chooses another validator.")
    OTHER_OPERATION = ((("ticket", "ctrl+o"),), "In the ticket, ctrl+o turns the order into another operation.")
    OTHER_SUBNET = ((("everywhere", "1"),), "1 shows the market, with the subnets that are open.")
    SEE_PORTFOLIO = ((("everywhere", "2"),), "2 shows what the account holds and what of it can be sold.")
    SEE_ACTIVITY = ((("everywhere", "3"),), "3 shows the account's orders and how far each has come.")
    ASK_AGAIN = ((("everywhere", "3"), ("activity", "r")), "In Activity, under 3, r asks the chain what became of it.")
    WAIT = ((("everywhere", "3"),), "Only waiting helps; 3 keeps this order in Activity.")
    FUND_ACCOUNT = ((("everywhere", "4"),), "Put some TAO on the account first: 4 shows its address.")
    OTHER_ACCOUNT = ((("everywhere", "4"),), "4 shows the accounts; enter there chooses another one.")
    CHECK_VERSION = ((("everywhere", "question_mark"),), "? shows the network and this program's version.")

    def __init__(self, keys: tuple[tuple[str, str], ...], sentence: str) -> None:
        self.keys = keys
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class ErrorSentence:
    """One error of the chain as a person reads it."""

    happened: str
    """What happened, one sentence or two; what was charged depends on how far the order came and is said by that."""

    next_step: NextStep

    @property
    def advice(self) -> str:
        """What to do next, with the key."""
        return self.next_step.sentence

    def __str__(self) -> str:
        return f"{self.happened} {self.advice}"
