"""Forms of plans: what is typed for each kind, and the draft that comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao, scaled_number
from dtao_tui.domain.formatting import percent
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.domain.plans.plan import PlanKind
from dtao_tui.domain.portfolio import percent_of
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.intents import Op, Stake, Unstake
from dtao_tui.domain.trades.operations import FieldKind
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.plans.basket import BasketTicket, Sharing, basket
from dtao_tui.trading.plans.plan_draft import PlanDraft
from dtao_tui.trading.plans.plan_steps import NetworkFees
from dtao_tui.trading.plans.rebalancing import Basis, RebalanceTicket, rebalance, values_of
from dtao_tui.trading.plans.slicing import slices
from dtao_tui.trading.plans.unwinding import unwinding
from dtao_tui.trading.ticket.sizing import Payable, sized

Way = Sharing | Basis
"""What can be chosen in a form beside what is typed."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of text."""

    name: str
    label: str
    initial: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A subnet in the form, with a field for its share."""

    netuid: int
    label: str
    now: str = ""
    """What it has, such as "21.8 %"."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and chosen in a form."""

    texts: Mapping[str, str]
    shares: Mapping[int, str] = field(default_factory=dict)
    way: Way | None = None
    """What is chosen of the form's ways; None before it was drawn."""

    hotkeys: Mapping[int, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text of a field."""
        return self.texts.get(name, "")


@dataclass(frozen=True, slots=True)
class FormMoment:
    """A form at one block."""

    typed: Typed
    circumstances: Circumstances

    @property
    def snapshot(self) -> Snapshot:
        """The block."""
        return self.circumstances.snapshot


class PlanForm(Protocol):
    """One kind of plan that can be asked for."""

    @property
    def kind(self) -> PlanKind:
        """What it makes."""
        ...

    @property
    def title(self) -> str:
        """The bold word of its panel."""
        ...

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Its fields, the first one focused."""
        ...

    @property
    def ways(self) -> tuple[Way, ...]:
        """What one can choose from, the first by default; none where there is nothing to choose."""
        ...

    @property
    def way_label(self) -> str:
        """What stands before the choice."""
        ...

    @property
    def hint(self) -> str:
        """What to type first."""
        ...

    def rows(self, at: FormMoment) -> tuple[FormRow, ...]:
        """Its subnets with a field each; none where no share is typed."""
        ...

    def staked_on(self, at: FormMoment) -> tuple[int, ...]:
        """The subnets for which a validator is needed."""
        ...

    def draft(self, at: FormMoment, fees: NetworkFees) -> PlanDraft:
        """The plan as it is typed now. Never raises for what a person types."""
        ...


class NoRows:
    """A form in which no share is typed and nothing is bought."""

    ways: tuple[Way, ...] = ()
    way_label = ""

    def rows(self, at: FormMoment) -> tuple[FormRow, ...]:  # noqa: ARG002 - whatever the moment
        """None."""
        return ()

    def staked_on(self, at: FormMoment) -> tuple[int, ...]:  # noqa: ARG002 - whatever the moment
        """None."""
        return ()


def _tolerance(text: str) -> FormField:
    return FormField("tolerance", "Tolerance", text, "% each")


class BasketForm:
    """One amount for all marked subnets."""

    kind, title, hint = PlanKind.BASKET, "Basket", "Type what to pay for all of them: 400, 25 % or max."
    ways: tuple[Way, ...] = tuple(Sharing)
    way_label = "Shared"

    def __init__(self, subnets: tuple[SubnetId, ...], tolerance: str) -> None:
        self.subnets = subnets
        self.fields = (FormField("amount", "Pay", "", "τ"), _tolerance(tolerance))

    def rows(self, at: FormMoment) -> tuple[FormRow, ...]:
        """A field for each subnet where shares are typed."""
        if at.typed.way is not Sharing.TYPED:
            return ()
        return tuple(FormRow(subnet.netuid, _label(at.snapshot, subnet.netuid)) for subnet in self.subnets)

    def staked_on(self, at: FormMoment) -> tuple[int, ...]:
        """All of them."""
        return tuple(subnet.netuid for subnet in self.subnets if subnet.netuid in at.snapshot.subnets)

    def draft(self, at: FormMoment, fees: NetworkFees) -> PlanDraft:
        """A basket."""
        typed = at.typed
        sharing = typed.way if isinstance(typed.way, Sharing) else Sharing.EQUALLY
        ticket = BasketTicket(
            self.subnets, typed.hotkeys, typed.text("amount"), typed.text("tolerance"), sharing, typed.shares
        )
        return basket(ticket, at.circumstances, fees)


class RebalanceForm:
    """Target shares of what is staked."""

    kind, title, hint = PlanKind.REBALANCE, "Rebalance", "Type the share that a subnet shall have; the others stay."
    ways: tuple[Way, ...] = tuple(Basis)
    way_label = "Shares of"

    def __init__(self, marked: tuple[SubnetId, ...], tolerance: str) -> None:
        self._marked = marked
        self.fields = (_tolerance(tolerance),)

    def rows(self, at: FormMoment) -> tuple[FormRow, ...]:
        """What is held and what was marked, the largest first."""
        holdings, snapshot = at.circumstances.holdings, at.snapshot
        values = values_of(holdings, snapshot, at_exit=at.typed.way is Basis.EXIT) if holdings else {}
        whole = sum(values.values(), Tao(0))
        wanted = dict.fromkeys([*sorted(values, key=lambda n: (-values[n].rao, n)), *(s.netuid for s in self._marked)])
        return tuple(
            FormRow(netuid, _label(snapshot, netuid), _share(values.get(netuid, Tao(0)), whole))
            for netuid in wanted
            if netuid in snapshot.subnets
        )

    def staked_on(self, at: FormMoment) -> tuple[int, ...]:
        """Those with a target; whether they are bought is seen later."""
        return tuple(n for n, text in at.typed.shares.items() if text.strip() and n in at.snapshot.subnets)

    def draft(self, at: FormMoment, fees: NetworkFees) -> PlanDraft:
        """A rebalance."""
        typed = at.typed
        basis = typed.way if isinstance(typed.way, Basis) else Basis.SPOT
        ticket = RebalanceTicket(typed.shares, typed.hotkeys, typed.text("tolerance"), basis)
        return rebalance(ticket, at.circumstances, fees)


class UnwindForm(NoRows):
    """Everything sold, or everything with one validator."""

    hint = ""

    def __init__(self, tolerance: str, hotkey: str | None = None) -> None:
        self._hotkey = hotkey
        self.kind = PlanKind.UNWIND if hotkey is None else PlanKind.LEAVE_VALIDATOR
        self.title = "Unwind everything" if hotkey is None else "Leave a validator"
        self.fields = (_tolerance(tolerance),)

    def draft(self, at: FormMoment, fees: NetworkFees) -> PlanDraft:
        """Sales of every position, each with a limit."""
        return unwinding(at.circumstances, fees, at.typed.text("tolerance"), hotkey=self._hotkey)


class SliceForm(NoRows):
    """One stake or unstake in several orders."""

    kind, hint = PlanKind.SLICES, "Type the whole amount: 400, 25 % or max."

    def __init__(self, op: Op, subnet: SubnetId, amount: str, tolerance: str, hotkey: str = "") -> None:
        self._op = op
        self._subnet = subnet
        self._hotkey = hotkey
        spec = OPERATIONS[op]
        self.title = f"Slices: {spec.verb}"
        paid = spec.field(FieldKind.AMOUNT)
        assert paid is not None
        self.fields = (
            FormField("amount", paid.label, amount, spec.pays(subnet.netuid).symbol({})),
            FormField("count", "In", "5", "orders"),
            FormField("waits", "Wait", "10", "blocks"),
            _tolerance(tolerance),
        )

    def staked_on(self, at: FormMoment) -> tuple[int, ...]:
        """Its one subnet."""
        return (self._subnet.netuid,) if self._subnet.netuid in at.snapshot.subnets else ()

    def draft(self, at: FormMoment, fees: NetworkFees) -> PlanDraft:
        """The slices."""
        typed, trouble = at.typed, at.snapshot.trouble_with(self._subnet)
        if trouble:
            return PlanDraft(self.kind, sentence=trouble)
        try:
            tolerance = Tolerance.parse(typed.text("tolerance"))
            count, waits = _whole(typed.text("count"), "orders"), _whole(typed.text("waits"), "blocks")
            whole = self._whole_order(at, fees)
        except NotAnAmount as refusal:
            return PlanDraft(self.kind, sentence=str(refusal))
        return slices(whole, count, min(waits, MOST_WAITS), tolerance, at.circumstances, fees)

    def _whole_order(self, at: FormMoment, fees: NetworkFees) -> Stake | Unstake:
        """The one order that is sliced. Raises NotAnAmount."""
        netuid, text = self._subnet.netuid, at.typed.text("amount")
        hotkey = self._hotkey or at.typed.hotkeys.get(netuid, "")
        pool = at.snapshot.subnets[netuid].pool
        means = replace(at.circumstances, network_fee=fees.get(self._op)).means_of(netuid, hotkey)
        if not text.strip():
            raise NotAnAmount(self.hint)
        if self._op is Op.STAKE:
            paid = sized(text, pool, Payable(Tao(0).asset, means.spendable)).amount
            return Stake(netuid, hotkey, paid if isinstance(paid, Tao) else Tao(0))
        wanted = sized(text, pool, Payable(Alpha(0, netuid).asset, means.most_sold(pool)))
        sold = wanted.amount if isinstance(wanted.amount, Alpha) else Alpha(0, netuid)
        is_whole = wanted.is_everything and means.held.most == means.held.amount
        return Unstake(netuid, hotkey, sold, is_whole)


MOST_WAITS = 7200
"""Blocks between two slices at most: a day."""


def _whole(text: str, word: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 6:
        raise NotAnAmount(f"Type a whole number of {word}.")
    return scaled_number(text, decimals=0)


def _label(snapshot: Snapshot, netuid: int) -> str:
    subnet = snapshot.subnets.get(netuid)
    return f"{netuid:>3} {subnet.symbol} {subnet.name}" if subnet else str(netuid)


def _share(value: Tao, whole: Tao) -> str:
    return f"{percent(percent_of(value, whole), decimals=1)} %"
