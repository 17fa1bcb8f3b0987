"""Claims of root dividends: a claimant's part of each holding of a basket is sold and staked on root (spec 475).

Small rows of a basket become its cash first. A row that is dust for the claimant stays with the others, and so does
what a sale brings beyond the claimant's part of the whole holding's proceeds (`root_claim_for_hotkey_into`). A claim
that fails, because a pool refuses for now, pays for what it did; one that is too heavy keeps its whole fee.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import fees, pools, shares, u96f32
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.baskets import basket_dividends, basket_fund
from dtao_tui.practice.pallets.baskets.basket_dividends import THRESHOLD, DepositWork
from dtao_tui.practice.pallets.baskets.basket_fund import ESCROW, SHARES, BasketHolding
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, View, call, subtensor

ROW_DUST_CAP = "SubtensorModule.BasketClaimRowDustCapTao"
ROW_DUST_BPS = "SubtensorModule.BasketClaimRowDustBps"
SLICE_DUST = "SubtensorModule.BasketClaimSliceDustTao"
FORFEIT_CAP = "SubtensorModule.BasketClaimForfeitCapTao"
MOST_WORK, MOST_WORK_OF_ONE = 256, 129
"""Validators and holdings that a claim may have to do with: from all validators, and from one."""

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
    """The rows that claims worked on, which their weight is counted from, failed ones included."""

    selected: int
    """The validators that are claimed from."""

    looked_at: int = 0
    """The validators that these were chosen from."""

    sold: int = 0
    valued: int = 0
    converted: int = 0
    quotes: int = 0
    credits: int = 0

    def put_in(self, dividends: DepositWork) -> None:
        """Count the work of putting dividends into the basket first."""
        self.quotes += dividends.quotes
        self.credits += dividends.rows

    def weight(self) -> int:
        """The weight of the claims (`root_claim_actual_weight`)."""
        active = max(self.selected, self.sold + self.converted, self.looked_at, 1)
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


class _NothingClaimed(Exception):
    """No row had a slice to sell: the claim changes nothing."""


@call("SubtensorModule.claim_root_with_hotkey")
def claim_root_with_hotkey(context: Context, hotkey: bytes) -> None:
    """Claim from one validator's basket, and stake it on root with the same validator."""
    coldkey, work = signer_of(context), _Work(selected=1)
    # The chain's bound is one validator and as many subnets as there may be, which are more in a larger world.
    most = max(MOST_WORK_OF_ONE, len(list(pools.netuids(context.storage))))
    _refuse_heavy(context.storage, [hotkey], most)
    with _paid_by_work(context, work, most):
        tao = _claim(context, hotkey, coldkey, work)
        context.emit("SubtensorModule", "RootClaimed", coldkey, tao)


@call("SubtensorModule.claim_root")
def claim_root(context: Context, subnets: object) -> None:  # noqa: ARG001 - older clients still name subnets
    """Claim from every validator; the named subnets are ignored."""
    coldkey = signer_of(context)
    known = shares.hotkeys_of(context.storage, coldkey)
    if len(known) > MOST_WORK:
        raise subtensor("RootClaimTooHeavy")
    hotkeys = [hotkey for hotkey in known if _may_have_claim(context.storage, hotkey, coldkey)]
    _refuse_heavy(context.storage, hotkeys, MOST_WORK)
    work = _Work(len(hotkeys), len(known))
    with _paid_by_work(context, work, MOST_WORK):
        tao = sum(_claim(context, hotkey, coldkey, work) for hotkey in hotkeys)
        context.emit("SubtensorModule", "RootClaimed", coldkey, tao)


def plan(view: View, hotkey: bytes, coldkey: bytes, rows: list[BasketHolding] | None = None) -> Claim | None:
    """A coldkey's claim on a basket of these rows, by default its holdings; None where nothing is owed.

    Raises DispatchFailure where a row cannot be valued now.
    """
    owed, whole = basket_fund.owed_shares(view, hotkey, coldkey), view.number(SHARES, hotkey)
    if not owed:
        return None
    held = basket_fund.holdings(view, hotkey) if rows is None else rows
    for row in held:
        if row.failure is not None:
            raise row.failure
    marks = [anchored_value(view, row) for row in held]
    least = min(view.number(ROW_DUST_CAP), sum(marks) * view.number(ROW_DUST_BPS) // _BPS)
    claim = Claim(owed, whole, ())
    judged = [
        ClaimedRow(row, owed < whole and _may_be_left(row) and _is_dust(view, mark, claim.part_of(mark), least))
        for row, mark in zip(held, marks, strict=True)
    ]
    return Claim(owed, whole, tuple(judged))


def swept(view: View, hotkey: bytes) -> list[BasketHolding]:
    """The holdings that bring less than the claim threshold: a claim turns them into cash first.

    `consolidate_dust_basket_holdings`; without a threshold there are none.
    """
    least = u96f32.stored(view, THRESHOLD, ROOT) >> 32
    known = (row for row in basket_fund.holdings(view, hotkey) if row.netuid != ROOT and row.failure is None)
    return [row for row in known if row.realizable < least]


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


def _refuse_heavy(view: View, hotkeys: Sequence[bytes], most: int) -> None:
    """Raise DispatchFailure for more validators and holdings than a claim may have (`root_claim_fits_budget`)."""
    rows = sum(len(basket_fund.rows(view, hotkey)) for hotkey in hotkeys)
    queued = sum(len(basket_dividends.queued(view, hotkey)) for hotkey in hotkeys)
    if len(hotkeys) + rows > most or queued > fees.MOST_QUEUED:
        raise subtensor("RootClaimTooHeavy")


@contextmanager
def _paid_by_work(context: Context, work: _Work, units: int) -> Iterator[None]:
    """Give back what a claim was charged beyond its work; one that fails pays its admission, too."""
    try:
        yield
    except DispatchFailure as failure:
        used = work.weight() + fees.claim_admission_weight(units)
        failure.unused_weight = max(fees.CLAIM - used, 0)
        raise
    context.unused_weight += max(fees.CLAIM - work.weight(), 0)


def _claim(context: Context, hotkey: bytes, coldkey: bytes, work: _Work) -> int:
    """Claim from one validator; returns what was staked on root, in rao."""
    storage = context.storage
    work.put_in(basket_dividends.deposit(context, hotkey))
    if not basket_fund.owed_shares(storage, hotkey, coldkey):
        return 0
    for row in swept(storage, hotkey):
        work.converted += basket_fund.turn_into_cash(context, hotkey, row.netuid)
    work.valued += len(basket_fund.rows(storage, hotkey))
    claim = plan(storage, hotkey, coldkey)
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
            _sell_slice(context, hotkey, claim, row.holding, (work, sold))
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


def _sell_slice(
    context: Context, hotkey: bytes, claim: Claim, holding: BasketHolding, counts: tuple[_Work, _Proceeds]
) -> None:
    """Sell the claimant's slice of a holding; one that its pool pays nothing for is burned. Raises DispatchFailure."""
    (work, sold), netuid, due = counts, holding.netuid, claim.part_of(holding.realizable)
    slice_ = claim.part_of(holding.alpha) or int(due > 0 and netuid != ROOT)
    if not slice_:
        return
    work.sold += 1
    if netuid == ROOT:
        shares.withdraw(context.storage, hotkey, ESCROW, ROOT, slice_)
        sold.cash += slice_
        return
    tao = None if holding.is_stuck else basket_fund.redeem(context, hotkey, netuid, slice_)
    if tao is None:
        basket_fund.write_off(context, hotkey, netuid, slice_)
        sold.burned += slice_
    else:
        mine = tao if claim.owed == claim.whole else min(tao, due)
        sold.bought, sold.kept = sold.bought + mine, sold.kept + tao - mine
