"""Claims of root dividends: a claimant's part of each holding of a basket is sold and staked on root (spec 475).

Small rows of a basket become its cash first. A row that is dust for the claimant stays with the others, and so does
what a sale brings beyond the claimant's part of the whole holding's proceeds (`root_claim_for_hotkey_into`).
"""

from dataclasses import dataclass

from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import fees, pools, shares, u96f32
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.baskets import basket_dividends, basket_fund
from dtao_tui.practice.pallets.baskets.basket_dividends import THRESHOLD, DepositWork
from dtao_tui.practice.pallets.baskets.basket_fund import ESCROW, SHARES, BasketHolding
from dtao_tui.practice.pallets.registry import Context, View, call

ROW_DUST_CAP = "SubtensorModule.BasketClaimRowDustCapTao"
ROW_DUST_BPS = "SubtensorModule.BasketClaimRowDustBps"
SLICE_DUST = "SubtensorModule.BasketClaimSliceDustTao"
FORFEIT_CAP = "SubtensorModule.BasketClaimForfeitCapTao"
BURNED = "AlphaAssets.AlphaBurned"
_BPS = 10_000


@dataclass(frozen=True, slots=True)
class ClaimedRow:
    """A holding of a basket as a claim sees it."""

    holding: BasketHolding
    is_dust: bool
    """Whether the claim leaves it in the basket."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of so many of a basket's shares, before anything is sold."""

    owed: int
    whole: int
    rows: tuple[ClaimedRow, ...]

    def part_of(self, amount: int) -> int:
        """The claimant's part of an amount, rounded down."""
        return amount * self.owed // self.whole

    @property
    def redeemable(self) -> int:
        """What it pays in rao of TAO: the claimant's part of the proceeds of all rows but dust."""
        return self.part_of(sum(row.holding.realizable for row in self.rows if not row.is_dust))

    @property
    def writes_off(self) -> bool:
        """Whether a holding is among its rows that no pool takes any more."""
        return any(row.holding.is_stuck for row in self.rows)

    @property
    def accrued(self) -> int:
        """The claimant's part of the proceeds of all rows, in rao."""
        return self.part_of(sum(row.holding.realizable for row in self.rows))

    @property
    def forfeited(self) -> int:
        """The claimant's parts of the rows that are dust, in rao."""
        return sum(self.part_of(row.holding.realizable) for row in self.rows if row.is_dust)


@dataclass(slots=True)
class _Work:
    """The rows that claims worked on, which their weight is counted from."""

    sold: int = 0
    valued: int = 0
    converted: int = 0
    quotes: int = 0
    credits: int = 0

    def put_in(self, dividends: DepositWork) -> None:
        """Count the work of putting dividends into the basket first."""
        self.quotes += dividends.quotes
        self.credits += dividends.rows

    def weight(self, selected: int, looked_at: int) -> int:
        """The weight of a claim from so many validators, chosen from so many (`root_claim_actual_weight`)."""
        active = max(selected, self.sold + self.converted, looked_at, 1)
        return fees.claim_weight(active, max(self.valued - self.sold, 0), self.quotes, self.credits)


@dataclass(slots=True)
class _Proceeds:
    """What the slices of a claim brought, in rao of TAO, and how many there were."""

    cash: int = 0
    bought: int = 0
    kept: int = 0
    """What stays with the others: more than the claimant's part of the whole holding's proceeds."""

    burned: int = 0
    """In rao of alpha."""

    slices: int = 0


class _NothingClaimed(Exception):
    """No row had a slice to sell: the claim changes nothing."""


@call("SubtensorModule.claim_root_with_hotkey")
def claim_root_with_hotkey(context: Context, hotkey: bytes) -> None:
    """Claim from one validator's basket, and stake it on root with the same validator."""
    coldkey, work = signer_of(context), _Work()
    context.emit("SubtensorModule", "RootClaimed", coldkey, _claim(context, hotkey, coldkey, work))
    _give_back(context, work.weight(1, 0))


@call("SubtensorModule.claim_root")
def claim_root(context: Context, subnets: object) -> None:  # noqa: ARG001 - older clients still name subnets
    """Claim from every validator; the named subnets are ignored."""
    coldkey, work = signer_of(context), _Work()
    known = shares.hotkeys_of(context.storage, coldkey)
    hotkeys = [hotkey for hotkey in known if _may_have_claim(context.storage, hotkey, coldkey)]
    tao = sum(_claim(context, hotkey, coldkey, work) for hotkey in hotkeys)
    context.emit("SubtensorModule", "RootClaimed", coldkey, tao)
    _give_back(context, work.weight(len(hotkeys), len(known)))


def plan(view: View, hotkey: bytes, coldkey: bytes, rows: list[BasketHolding] | None = None) -> Claim | None:
    """A coldkey's claim on a basket of these rows, by default its holdings; None where nothing is owed."""
    owed, whole = basket_fund.owed_shares(view, hotkey, coldkey), view.number(SHARES, hotkey)
    if not owed:
        return None
    held = basket_fund.holdings(view, hotkey) if rows is None else rows
    marks = [anchored_value(view, row) for row in held]
    least = min(view.number(ROW_DUST_CAP), sum(marks) * view.number(ROW_DUST_BPS) // _BPS)
    claim = Claim(owed, whole, ())
    judged = [
        ClaimedRow(row, owed < whole and _may_be_left(row) and _is_dust(view, mark, claim.part_of(mark), least))
        for row, mark in zip(held, marks, strict=True)
    ]
    return Claim(owed, whole, tuple(judged))


def swept(view: View, hotkey: bytes) -> list[BasketHolding]:
    """The holdings that bring less than the claim threshold: a claim turns them into cash first."""
    least = u96f32.stored(view, THRESHOLD, ROOT) >> 32
    return [row for row in basket_fund.holdings(view, hotkey) if _may_be_left(row) and row.realizable < least]


def anchored_value(view: View, holding: BasketHolding) -> int:
    """A holding's proceeds in rao, at most its alpha at the fast average price (`anchored_basket_holding_value`)."""
    fast = view.get(pools.FAST_PRICE, holding.netuid)
    if holding.netuid == ROOT or not isinstance(fast, dict):
        return guarded_value(view, holding)
    bits = fast["bits"]
    return min(holding.realizable, u64f64.to_u64(bits * holding.alpha if isinstance(bits, int) else 0))


def guarded_value(view: View, holding: BasketHolding) -> int:
    """A holding's proceeds in rao, at most its alpha at the slow average price (`guarded_basket_holding_value`)."""
    if holding.netuid == ROOT:
        return holding.realizable
    return min(holding.realizable, u64f64.to_u64(pools.moving_price(view, holding.netuid) * holding.alpha))


def _may_be_left(row: BasketHolding) -> bool:
    """Whether a claim may leave it: cash and what no pool takes any more always go."""
    return row.netuid != ROOT and not row.is_stuck


def _is_dust(view: View, anchored: int, part: int, least: int) -> bool:
    """`basket_row_is_claim_dust`: a small row or a small slice, and a slice that is not too much to leave."""
    most = view.number(FORFEIT_CAP)
    return most > 0 and part <= most and (anchored < least or part < view.number(SLICE_DUST))


def _may_have_claim(view: View, hotkey: bytes, coldkey: bytes) -> bool:
    """Whether a claim on everything looks at this validator (`root_claim_hotkeys`)."""
    return bool(shares.stake_of(view, hotkey, coldkey, ROOT)) or view.number(basket_fund.CLAIMED, hotkey, coldkey) < 0


def _give_back(context: Context, used: int) -> None:
    context.unused_weight += max(fees.CLAIM - used, 0)


def _claim(context: Context, hotkey: bytes, coldkey: bytes, work: _Work) -> int:
    """Claim from one validator; returns what was staked on root, in rao."""
    storage = context.storage
    work.put_in(basket_dividends.deposit(context, hotkey))
    if not basket_fund.owed_shares(storage, hotkey, coldkey):
        return 0
    for row in swept(storage, hotkey):
        work.converted += basket_fund.turn_into_cash(context, hotkey, row.netuid)
    claim = plan(storage, hotkey, coldkey)
    work.valued += len(claim.rows) if claim else 0
    least = max(u96f32.stored(storage, THRESHOLD, ROOT) >> 32, 1)
    if claim is None or (claim.redeemable < least and not claim.writes_off):
        return 0
    mark = context.mark()
    try:
        with storage.transaction():
            return _redeemed(context, hotkey, coldkey, claim, work)
    except _NothingClaimed:
        context.forget_since(mark)
        return 0


def _redeemed(context: Context, hotkey: bytes, coldkey: bytes, claim: Claim, work: _Work) -> int:
    """Sell the claimant's slices and stake what they bring; returns it, in rao. Raises _NothingClaimed."""
    storage, sold = context.storage, _Proceeds()
    for row in claim.rows:
        if not row.is_dust:
            _sell_slice(context, hotkey, claim, row.holding, sold)
    work.sold += sold.slices
    total = sold.cash + sold.bought
    if not total and not sold.burned:
        raise _NothingClaimed
    if sold.kept:
        basket_fund.add_cash(storage, hotkey, sold.kept)
    if total:
        basket_fund.root_changed(storage, hotkey, coldkey, total)
        shares.deposit(storage, hotkey, coldkey, ROOT, total)
        basket_fund.credit_root(storage, sold.bought)
        shares.stamp(storage, hotkey, coldkey, context.block)
    storage.add(SHARES, hotkey, amount=-claim.owed)
    storage.add(basket_fund.CLAIMED, hotkey, coldkey, amount=claim.owed)
    storage.add(basket_fund.REDEEMED, hotkey, amount=total)
    left = sum(row.is_dust for row in claim.rows)
    if left:
        context.emit("SubtensorModule", "BasketClaimDustSkipped", hotkey, coldkey, left, claim.forfeited)
    context.emit("SubtensorModule", "BasketClaimed", hotkey, coldkey, total)
    return total


def _sell_slice(context: Context, hotkey: bytes, claim: Claim, holding: BasketHolding, sold: _Proceeds) -> None:
    """Sell the claimant's slice of a holding. Where its pool takes no sale any more, the slice is burned."""
    netuid, due = holding.netuid, claim.part_of(holding.realizable)
    slice_ = claim.part_of(holding.alpha) or int(due > 0 and netuid != ROOT)
    sold.slices += bool(slice_)
    if netuid == ROOT:
        shares.withdraw(context.storage, hotkey, ESCROW, ROOT, slice_)
        sold.cash += slice_
    elif holding.is_stuck:
        sold.burned += _write_off(context, hotkey, netuid, slice_)
    else:
        tao = basket_fund.redeem(context, hotkey, netuid, slice_)
        mine = tao if claim.owed == claim.whole else min(tao, due)
        sold.bought, sold.kept = sold.bought + mine, sold.kept + tao - mine


def _write_off(context: Context, hotkey: bytes, netuid: int, alpha: int) -> int:
    """Burn a slice of a holding; returns its alpha, in rao."""
    if alpha:
        shares.withdraw(context.storage, hotkey, ESCROW, netuid, alpha)
        context.storage.add(BURNED, netuid, amount=alpha)
        context.emit("SubtensorModule", "BasketAlphaWrittenOff", hotkey, netuid, alpha)
    return alpha
