"""Root in the screen of subnets: what it backs and owes, in the place of a chart of its price."""

from textual import work

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.holdings import by_hotkey
from dtao_tui.domain.market import Snapshot, root_share
from dtao_tui.domain.operations.account_intents import ClaimRoot
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.base import BaseScreen
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.panels.root_panel import RootPanel, RootView

MOST_ASKED = 8
"""Validators whose baskets are asked for what they owe."""

ASKED_AGAIN = 20
"""Blocks after which they are asked again."""


_OF_POOLS = ("subnet.shorter", "subnet.longer", "subnet.candles", "subnet.depth")


class RootSide(BaseScreen):
    """A screen of one subnet, which may be root."""

    netuid: int
    _claims_asked_at: int | None = None

    def offers(self, command: Command) -> bool:
        """Root has neither a chart nor a depth."""
        return (self.netuid != ROOT or command.id not in _OF_POOLS) and super().offers(command)

    def show_root(self, snapshot: Snapshot) -> None:
        """Show what root is about, and ask what it owes now and then."""
        root = snapshot.subnets.get(ROOT)
        self.set_class(self.netuid == ROOT, "-root")
        if self.netuid != ROOT or root is None:
            return
        mine = by_hotkey(self.app.holdings, ROOT)
        desk, chosen = self.app.parts.desk, self.app.parts.session.chosen
        heard = {each.hotkey: each.name for each in desk.validators_last_heard(ROOT, snapshot) or ()}
        shares = [(subnet, root_share(snapshot, netuid)) for netuid, subnet in snapshot.subnets.items()]
        known = [(subnet, share) for subnet, share in shares if share is not None]
        self.query_one(RootPanel).show(
            RootView(
                root=root,
                tao_weight=snapshot.tao_weight,
                mine=mine,
                names={hotkey: heard.get(hotkey) or shortened(hotkey) for hotkey in mine},
                owed=desk.answers.claimable(chosen.owner, snapshot) if chosen else {},
                backed=tuple(sorted(known, key=lambda pair: -pair[1])),
                claim_key=self.app.changed_keys.worded("{operation.claim}"),
            )
        )
        last = self._claims_asked_at
        if mine and chosen and (last is None or not 0 <= snapshot.block - last < ASKED_AGAIN):
            self._claims_asked_at = snapshot.block
            self._ask_claims(snapshot, tuple(mine)[:MOST_ASKED])

    @work(group="claims", exclusive=True, exit_on_error=True, description="claims")
    async def _ask_claims(self, snapshot: Snapshot, hotkeys: tuple[str, ...]) -> None:
        """Ask the baskets; what is not told stays unknown."""
        chosen = self.app.parts.session.chosen
        if chosen is None:
            return
        try:
            for hotkey in hotkeys:
                await self.app.parts.desk.answers.ask(ClaimRoot(hotkey), chosen.owner, snapshot)
        except Trouble:
            return
        self.show_root(self.app.snapshot or snapshot)
