"""Alerts, their states and firings as JSON documents, and back; the forms follow the dataclasses in `domain.alerts`.

To add a field, give it a default that means "not known" or what was always so before.
"""

from typing import Any, Generic, TypeVar

import msgspec

from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_states import AlertState
from dtao_tui.domain.alerts.firings import Firing
from dtao_tui.records.tagged_structs import plain, struct_of, value_of

Kind = TypeVar("Kind")
_UNREADABLE = (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError)


class NotADocument(ValueError):
    """A document that is not of the kind that it should be."""


class _Form(Generic[Kind]):
    """One kind of document."""

    def __init__(self, kind: type) -> None:
        self._decoder: Any = msgspec.json.Decoder(struct_of(kind))

    def written(self, value: Kind) -> str:
        """The value as JSON."""
        return msgspec.json.encode(plain(value)).decode()

    def read(self, document: object) -> Kind:
        """The value of a document. Raises NotADocument."""
        try:
            found: Kind = value_of(self._decoder.decode(str(document)))
        except _UNREADABLE as error:
            raise NotADocument(f"What is kept of an alert cannot be read: {error!r}.") from error
        return found


ALERT_FORM = _Form[Alert](Alert)
STATE_FORM = _Form[AlertState](AlertState)
FIRING_FORM = _Form[Firing](Firing)
