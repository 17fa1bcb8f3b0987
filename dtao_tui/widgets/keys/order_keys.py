"""Rows of the table of keys for orders: operations, the ticket, and plans."""

from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.widgets.keys.command import Command, reserved

_KEYS_TO_COME = (
    ("m", "Move", "Move stake to another validator."),
    ("x", "Swap", "Swap stake to another subnet."),
    ("t", "Transfer", "Transfer stake to another account."),
    ("p", "Pay", "Pay TAO to another account."),
    ("X", "Exit", "Sell all of the chosen row or subnet."),
    ("C", "Claim", "Claim what root has earned."),
    ("K", "Lock", "Lock alpha for conviction."),
)
"""The keys of operations; one that no operation has yet is reserved."""


def _operations() -> tuple[Command, ...]:
    """One command for each operation, then the keys that wait for theirs."""
    taken = {spec.key for spec in OPERATIONS.values()}
    return (
        *(
            Command(spec.key, f"operation.{spec.op}", spec.title, spec.tooltip, f"trade('{spec.op}')")
            for spec in OPERATIONS.values()
        ),
        *(
            reserved(key, f"operation.reserved_{key}", words, tooltip)
            for key, words, tooltip in _KEYS_TO_COME
            if key not in taken
        ),
    )


BASKET = Command("B", "operation.basket", "Basket", "Stake on all marked rows, or bring shares to a target.", "basket")
OPERATION_KEYS = (
    *_operations(),
    Command(
        "y", "operation.copy", "Copy as", "Copy the sale of Portfolio's row as a btcli command or as text.", "copy_row"
    ),
    BASKET,
)
TICKET_KEYS = (
    Command(
        "up",
        "ticket.more",
        "More",
        "Make the amount, or the tolerance, a step larger.",
        "step_amount(1)",
        ("row.up",),
    ),
    Command("down", "ticket.less", "Less", "Make it a step smaller.", "step_amount(-1)", ("row.down",)),
    Command(
        "ctrl+o",
        "ticket.operation",
        "Operation",
        "Choose another operation for the open ticket; what is typed stays where it fits.",
        "switch_operation",
        opens=True,
    ),
    Command(
        "ctrl+l",
        "ticket.validator",
        "Choose",
        "Choose what is still empty from its list; once nothing is, the fields in turn, the last one first.",
        "choose_validator",
    ),
    Command(
        "ctrl+s",
        "ticket.shield",
        "Shield",
        "Send this order without the MEV shield, or with it again.",
        "switch_shield",
    ),
    Command("ctrl+y", "ticket.copy", "Copy as", "Copy the order as a btcli command or as text.", "copy_as"),
    Command(
        "ctrl+n",
        "ticket.largest",
        "Largest",
        "Take the largest order that fills, or sell all where the chain would sell the rest too.",
        "take_offer('ctrl+n')",
    ),
    Command(
        "ctrl+t",
        "ticket.tolerance",
        "Tolerance",
        "Take the tolerance that this size needs to fill.",
        "take_offer('ctrl+t')",
    ),
    Command(
        "ctrl+r",
        "ticket.keep_rest",
        "Keep enough",
        "Sell so much less that the chain leaves the rest alone.",
        "take_offer('ctrl+r')",
    ),
)
SLICES = Command(
    "",
    "plans.slices",
    "Slices",
    "Slice a large order on the chosen subnet into several with blocks between them.",
    "slices",
)
EVERY_PLAN = (
    Command(
        "", "plans.rebalance", "Rebalance", "Bring what you hold to target shares.", "make_plan('portfolio', 'basket')"
    ),
    SLICES,
    Command(
        "", "plans.unwind", "Unwind", "Sell every position, each within a limit.", "make_plan('portfolio', 'unwind')"
    ),
    Command(
        "",
        "plans.leave_validator",
        "Leave validator",
        "Sell every position with the validator of Portfolio's row, each within a limit.",
        "make_plan('portfolio', 'leave_validator')",
    ),
)
"""The plans that are begun from everywhere: in Market, in Portfolio, or on a subnet."""

PLAN_TICKET_KEYS = (
    Command(
        "ctrl+l",
        "plan_ticket.validator",
        "Validator",
        "Choose whom the plan stakes to on the subnet of the cursor.",
        "choose_validator",
    ),
    Command("ctrl+y", "plan_ticket.copy", "Copy as", "Copy the orders as btcli commands or as text.", "copy_as"),
)
PLAN_KEYS = (
    Command("ctrl+y", "plan.copy", "Copy as", "Copy the steps as btcli commands or as text.", "copy_as"),
    Command("S", "plan.stop", "Stop", "Stop the plan before its next step is signed.", "stop_plan"),
    Command(
        "enter",
        "plan.rest",
        "Plan rest",
        "Show what a stopped plan left undone with new quotes, to be confirmed anew.",
        "rest",
        replaces=("row.open",),
    ),
    Command("A", "plan.read", "Leave it", "Leave the rest of a stopped plan undone.", "read"),
)
