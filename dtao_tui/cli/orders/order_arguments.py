"""The arguments of one order, as `quote` and `trade` take them, and what of them an operation does not take."""

from dataclasses import dataclass

from dtao_tui.cli.console import Stopped
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.operations.operation_rows import OPERATIONS, ROW_OF
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.text import quoted
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.operations import FieldKind, Ground, LimitKind, Source, Spec

MISUSED = 2
"""The exit status of a command line that was typed wrong."""

_NUMERALS = frozenset("0123456789.,_ ")


@dataclass(frozen=True, slots=True)
class OrderArguments:
    """What was typed of an order; empty texts where nothing was."""

    op: Op
    netuid: int | None = None
    """None for an operation that is of no subnet, or of root alone."""

    tao: str | None = None
    alpha: str | None = None
    """How much, as in a ticket: a number, a share such as 25 %, "1 %i" or max; by the option that it was given with."""

    hotkey: str = ""
    from_hotkey: str = ""
    to_netuid: int | None = None
    to: str = ""
    """The account that gets something."""

    tolerance: str = ""
    allow_partial: bool = False
    """Whether a part that fills within the tolerance is enough."""

    @property
    def spec(self) -> Spec:
        """The operation's row."""
        return ROW_OF[self.op]

    @property
    def here(self) -> int:
        """The number of the subnet that it is done on, or root for an operation that is of none."""
        return self.spec.netuid_at(ROOT if self.netuid is None else self.netuid)

    @property
    def amount_text(self) -> str:
        """The amount as it is typed in a ticket: a number of what is not paid with has its unit."""
        given, unit = (self.tao, "τ") if self.tao is not None else (self.alpha, "α")
        text = (given or "").strip()
        is_other = text and self.spec.pays(self.here).is_tao is not (self.tao is not None)
        return f"{text} {unit}" if is_other else text

    def validator(self, source: Source) -> str:
        """The validator that was named for a field of this source."""
        return self.from_hotkey if source is Source.OWN_STAKE else self.hotkey

    def subnets(self, snapshot: Snapshot) -> tuple[Subnet, Subnet | None]:
        """The subnet that it is done on and the other one, where one is named. Raises Stopped."""
        there = None if self.to_netuid is None else _subnet(snapshot, self.to_netuid)
        return _subnet(snapshot, self.here), there

    def refuse_surplus(self, *, is_sized: bool = False) -> None:
        """Raise Stopped for an argument that the operation does not take, and for one that is missing.

        `is_sized` is true where something else than an amount says how much.
        """
        spec = self.spec
        if self.netuid is None and spec.ground is Ground.SUBNET:
            raise Stopped("Name the subnet with --netuid; 0 is root.", MISUSED)
        if self.netuid not in (None, ROOT) and spec.ground is not Ground.SUBNET:
            raise Stopped(f"{spec.title} takes no --netuid: it is {spec.ground.value}.", MISUSED)
        taken = {field.kind for field in spec.fields}
        given = (
            (FieldKind.AMOUNT, "amount", self.tao is not None or self.alpha is not None),
            (FieldKind.SUBNET, "--to-netuid", self.to_netuid is not None),
            (FieldKind.ACCOUNT, "--to", bool(self.to)),
            (FieldKind.VALIDATOR, "--hotkey", bool(self.hotkey or self.from_hotkey)),
            (FieldKind.TOLERANCE, "--tolerance", bool(self.tolerance)),
        )
        for kind, name, is_given in given:
            if is_given and kind not in taken:
                raise Stopped(f"{spec.title} takes no {name}.", MISUSED)
        if self.allow_partial and not spec.knows_parts:
            raise Stopped(f"{spec.title} takes no --part: the chain carries it out whole or not at all.", MISUSED)
        if "another_subnet" in spec.checks and self.to_netuid is None:
            raise Stopped("Name the other subnet with --to-netuid.", MISUSED)
        if "another_subnet" in spec.checks and self.to_netuid == self.here:
            raise Stopped("Name two subnets; within one nothing is traded.", MISUSED)
        self._refuse_odd_validator()
        self._refuse_odd_amount(is_sized=is_sized)

    def _refuse_odd_validator(self) -> None:
        sources = {field.source for field in self.spec.validators}
        if self.hotkey and sources == {Source.OWN_STAKE}:
            raise Stopped(f"{self.spec.title} leaves a validator; name it with --from-hotkey.", MISUSED)
        if self.from_hotkey and Source.OWN_STAKE not in sources:
            raise Stopped(f"{self.spec.title} leaves no validator; name the one that is joined with --hotkey.", MISUSED)

    def _refuse_odd_amount(self, *, is_sized: bool) -> None:
        spec = self.spec
        unit = "tao" if spec.pays(self.here).is_tao else "alpha"
        given = self.tao if self.tao is not None else self.alpha
        if self.tao is not None and self.alpha is not None:
            raise Stopped("Name --tao or --alpha, not both.", MISUSED)
        if spec.asks_amount and not is_sized and given is None:
            raise Stopped(f"Name how much with --{unit}.", MISUSED)
        is_other = given is not None and (self.tao is not None) is not (unit == "tao")
        # An amount of the other asset is what the order shall bring; a share is of what is paid with.
        if given and is_other and (spec.limit is LimitKind.NONE or not _NUMERALS.issuperset(given)):
            raise Stopped(f"{spec.title} is counted in {unit}; name it with --{unit}.", MISUSED)


def operation_named(text: str) -> Op:
    """The operation of a word such as "end-lock". Raises Stopped, which names all of them."""
    names = {op.value.replace(" ", "-"): op for op in OPERATIONS}
    if text not in names:
        raise Stopped(f"{quoted(text, 40)} is no operation; there are {', '.join(names)}.", MISUSED)
    return names[text]


def with_subnet_to(op: Op, to_netuid: int | None, to: str) -> tuple[Op, int | None, str]:
    """The same with the subnet that `--to` names, as a number, of a move or a swap; a move to one is a swap."""
    if op not in (Op.MOVE_STAKE, Op.SWAP_STAKE):
        return op, to_netuid, to
    if to_netuid is None and to.isascii() and to.isdigit():
        to_netuid, to = int(to), ""
    return (Op.SWAP_STAKE if to_netuid is not None else op), to_netuid, to


def _subnet(snapshot: Snapshot, netuid: int) -> Subnet:
    subnet = snapshot.subnets.get(netuid)
    if subnet is None:
        raise Stopped(f"There is no subnet {netuid} on {snapshot.network} at block {snapshot.block:,}.")
    return subnet
