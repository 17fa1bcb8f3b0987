"""Notes that a person writes to orders, with tags in them, and what a search in the list of orders means."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.text import cells, cleaned

NOTE_CELLS = 240
"""The longest note."""

MOST_TAGS = 8
TAG_CELLS = 24

_TAG = re.compile(r"(?<!\S)#(\S+)")
_OF_TAG, _OF_NOTE = "tag:", "note:"


class NotANote(ValueError):
    """Text that is no note; `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class OrderNote:
    """What was written to an order once; the newest one is the one that counts."""

    order_id: str
    at: float
    """Wall clock, seconds since 1970."""

    text: str
    """One clean line; empty where the note was taken away."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its words behind a #, small letters, each once."""
        return tuple(dict.fromkeys(_tags_in(self.text)))[:MOST_TAGS]


Notes = Mapping[str, OrderNote]
"""The note of each order that has one, by the order's id."""


def note_text(typed: str) -> str:
    """What was typed as a clean line. Raises NotANote where it is too long, or has too many or too long tags."""
    text = cleaned(typed, 2 * NOTE_CELLS)
    if cells(text) > NOTE_CELLS:
        raise NotANote(f"A note has at most {NOTE_CELLS} letters, and this one has {cells(text)}.")
    tags = set(_tags_in(text))
    if len(tags) > MOST_TAGS:
        raise NotANote(f"A note has at most {MOST_TAGS} tags, and this one has {len(tags)}.")
    if any(cells(tag) > TAG_CELLS for tag in tags):
        raise NotANote(f"A tag has at most {TAG_CELLS} letters.")
    return text


def newest_notes(written: Iterable[OrderNote]) -> Notes:
    """The note of each order by all that was written, oldest first."""
    newest = {note.order_id: note for note in written}
    return {order_id: note for order_id, note in newest.items() if note.text}


def found_orders(orders: Iterable[Order], notes: Notes, search: str) -> tuple[Order, ...]:
    """The orders that each word of the search fits.

    `tag:` before a word looks in the tags only, as # does; `note:` in the note; other words in all that a row says.
    """
    words = search.casefold().split()
    return tuple(order for order in orders if all(_fits(order, notes.get(order.id), word) for word in words))


def _fits(order: Order, note: OrderNote | None, word: str) -> bool:
    text = note.text.casefold() if note else ""
    if word.startswith((_OF_TAG, "#")):
        wanted = word.removeprefix(_OF_TAG).removeprefix("#")
        return note is not None and any(tag.startswith(wanted) for tag in note.tags)
    if word.startswith(_OF_NOTE):
        return note is not None and word.removeprefix(_OF_NOTE) in text
    if word.isdecimal():
        return word in text.split() or any(int(word) == subnet.netuid for subnet in order.subnets)
    names = " ".join(f"{subnet.symbol} {subnet.name}" for subnet in order.subnets)
    told = f"{order.operation} {order.state.value} {names} {text}".casefold()
    return word in told or order.hotkey.casefold().startswith(word)


def _tags_in(text: str) -> Iterable[str]:
    return (tag.casefold().strip(".,;:!?") for tag in _TAG.findall(text) if tag.strip(".,;:!?"))
