"""The list from which the subnets of an alert are chosen: any, the held, the watched, or one of them."""

from collections.abc import Sequence

from textual.content import Content

from dtao_tui.domain.alerts.alert import Scope
from dtao_tui.domain.market import Snapshot
from dtao_tui.screens.tickets.subnet_picker import SubnetPicker
from dtao_tui.services.context import AppContext

_NO_SUBNET = -1
_SENTENCES = {
    Scope.ANY: ("Any subnet", "each of them by itself"),
    Scope.HELD: ("Held", "those in which an account of yours has stake"),
    Scope.WATCHED: ("Watched", "those on the watch list in use"),
}


class ScopePicker(SubnetPicker):
    """Gives back the value of a scope, or the netuid of one subnet as text, or None."""

    title_word = "Alert for"

    def __init__(self, parts: AppContext, snapshot: Snapshot, chosen: str, filter_text: str = "") -> None:
        super().__init__(parts, snapshot, _NO_SUBNET, None, filter_text)
        self._chosen = chosen

    def rows(self, text: str) -> Sequence[tuple[str, Content]]:
        """The kinds of subnets that the text fits, then single ones."""
        wanted = text.casefold().strip()
        kinds = [
            (scope.value, _kind(*words))
            for scope, words in _SENTENCES.items()
            if words[0].casefold().startswith(wanted)
        ]
        return [*kinds, *super().rows(text)]


def _kind(word: str, sentence: str) -> Content:
    return Content.assemble(f"  {word:<12}", (sentence, "$muted"))
