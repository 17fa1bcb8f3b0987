"""Screens whose rows a person puts on watch lists."""

from textual import work

from dtao_tui.domain.filters.watch_lists import NotAListName
from dtao_tui.domain.market import Snapshot
from dtao_tui.screens.base import BaseScreen


class WatchingMarket(BaseScreen):
    """A screen with the keys of watch lists."""

    def show_filter(self, text: str) -> None:
        """Show the rows that pass this filter."""
        raise NotImplementedError

    def action_watch(self) -> None:
        """Put the subnet under the cursor on the list in use, or take it off."""
        snapshot, netuid = self.app.snapshot, self.traded_netuid
        if snapshot is None or netuid is None:
            return
        try:
            self.app.parts.watch_list.toggle(snapshot.genesis, snapshot.subnets[netuid].id)
        except OSError as error:
            words = f"The watch lists cannot be written: {error.strerror or error}."
            self.notify(words, severity="warning", markup=False)
        except NotAListName as trouble:
            self.notify(str(trouble), severity="warning", markup=False)
        self.show_again()

    def action_watch_list(self) -> None:
        """Choose the list in use, make, rename and delete lists."""
        if self.app.snapshot is not None:
            self._manage_lists()

    @work(group="lists", exclusive=True, exit_on_error=True)
    async def _manage_lists(self) -> None:
        from dtao_tui.screens.market.watch_lists_dialog import manage_watch_lists

        shown = await manage_watch_lists(self.app)
        if shown is not None:
            self.show_filter(shown)
        self.show_again()

    def tell_gone(self, snapshot: Snapshot) -> None:
        """Tell which watched subnets this block has no more."""
        for sentence in self.app.parts.watch_list.news(snapshot):
            self.notify(sentence, title="Watch list", severity="warning", markup=False, timeout=12)
