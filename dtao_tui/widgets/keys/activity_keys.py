"""The keys of the list of orders."""

from dtao_tui.widgets.keys.command import Command

ACTIVITY_KEYS = (
    Command("f", "activity.filter", "Show", "Show all orders, the open or the failed ones.", "next_filter"),
    Command(
        "r",
        "activity.check",
        "Ask again",
        "Ask the chain what became of open orders.",
        "check_again",
        replaces=("list.refresh",),
    ),
    Command("e", "activity.export", "Export", "Write the orders shown to a file.", "export"),
    Command("y", "activity.copy", "Copy as", "Copy its btcli command, its call or its hash.", "copy_as"),
    Command(
        "delete,backspace",
        "activity.close",
        "Close",
        "Close an order whose end nothing has proved for long.",
        "close_order",
    ),
    Command(
        "A",
        "activity.acknowledge",
        "Read",
        "Say that you have read what is wrong with the journal.",
        "acknowledge",
    ),
    Command("slash", "activity.find", "Find", "Show only orders with a word or a tag: in them.", "find", opens=True),
    Command("N", "activity.note", "Note", "Write a note with #tags to the order.", "note", opens=True),
)
