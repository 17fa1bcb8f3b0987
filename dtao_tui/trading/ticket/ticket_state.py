"""The state of an open ticket between two keys: its operation, validators, fee, draft, and the chain's answers."""

from collections.abc import Mapping

from dtao_tui.domain.accounts import Account, OwnerAddress, SignerAddress
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.assets import TAO_SYMBOL
from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.holdings import Held, held_by
from dtao_tui.domain.market import Holdings, Snapshot, Subnet, Validator
from dtao_tui.domain.operations.operation_rows import OPERATIONS, ROW_OF
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.operations import Field, FieldKind, Source, Spec
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.ticket.recipient import Recipient
from dtao_tui.trading.ticket.shown_subnet import ShownSubnet
from dtao_tui.trading.ticket.ticket_draft import Draft, Ticket
from dtao_tui.trading.ticket.validator_choice import ValidatorChoice

TYPING_PAUSE = 0.15
"""Seconds without a keystroke before the chain is asked."""


class TicketState:
    """The state of a ticket. It makes no request: its owner passes in what was typed, chosen and answered."""

    def __init__(self, op: Op, netuid: int) -> None:
        self.op = op
        self.snapshot: Snapshot | None = None
        self.validators: tuple[Validator, ...] = ()
        """Of the subnet, largest stake weight first; empty until the chain has named them."""

        self.validators_there: tuple[Validator, ...] = ()
        """Of the other subnet, where one is chosen."""

        self.remembered = ""
        """The validator that was last chosen for a stake on this subnet of this chain; empty where none is known."""

        self.fee: Tao | None = None
        self.draft: Draft | None = None
        self.chain: Check | None = None
        """What the chain has answered to the draft."""

        self.chain_quote: Quote | None = None
        """The chain's own quote, where only it can quote."""

        self.restart_reason = ""
        """Why the ticket is empty again, until something is typed."""

        self.waits_for = ""
        """What a review that is being prepared waits for, where that may take some seconds."""

        self.is_shielded = True
        """Whether the MEV shield is used where it would be by default."""

        self.recipient = Recipient()
        """The other account."""

        self._netuid = netuid
        self._there: ShownSubnet | None = None
        self._shown = ShownSubnet(netuid)
        self._chosen: dict[str, str] = {}
        self._proposed = ""
        self._parties: tuple[OwnerAddress, SignerAddress] | None = None

    @property
    def spec(self) -> Spec:
        """The row of its operation."""
        return ROW_OF[self.op]

    @property
    def offered_ops(self) -> tuple[Op, ...]:
        """The operations that it can be turned into."""
        return tuple(op for op, spec in OPERATIONS.items() if spec.is_offered_at(self._netuid))

    def become(self, op: Op) -> bool:
        """Change the operation; whether it was another before.

        The validator of the first field stays the one that is proposed, where the new operation can name it.
        """
        if op is self.op:
            return False
        if self.spec.validators:
            self._proposed = self._chosen.get(self.spec.validators[0].name, self._proposed)
        self.op, self.fee = op, None
        self._chosen.clear()
        self.forget_answer()
        return True

    def take_snapshot(self, snapshot: Snapshot) -> bool:
        """Take a block; whether the ticket starts over, as with the first block or another subnet."""
        is_first = self.snapshot is None
        self.snapshot = snapshot
        trouble = self._shown.follow(snapshot)
        if trouble:
            self.restart_reason = f"{trouble} This ticket begins anew with that one."
            self._chosen.clear()
            self._proposed = self.remembered = ""
            self.validators = ()
            self.forget_answer()
        self._follow_destination(snapshot)
        return is_first or bool(trouble)

    def _follow_destination(self, snapshot: Snapshot) -> None:
        """Let go of the other subnet where its number was given to another one."""
        trouble = self._there.follow(snapshot) if self._there else ""
        if trouble:
            self.restart_reason = f"{trouble} Choose the subnet to go to again."
            self._let_go_of_destination()
            self._there = None

    def _let_go_of_destination(self) -> None:
        self.validators_there = ()
        for field in self.spec.validators:
            if field.at_destination:
                self._chosen.pop(field.name, None)
        self.forget_answer()

    @property
    def netuid(self) -> int:
        """The number of the subnet."""
        return self._netuid

    @property
    def destination(self) -> SubnetId | None:
        """The other subnet that is chosen, for an operation that leads to one."""
        if self._there is None or self.spec.field(FieldKind.SUBNET) is None:
            return None
        return self._there.id

    def choose_subnet(self, netuid: int) -> None:
        """Choose the other subnet; its validator is to be chosen again."""
        self._there = ShownSubnet(netuid)
        self._let_go_of_destination()
        if self.snapshot is not None:
            self._there.follow(self.snapshot)

    def take_account(self, account: Account | None) -> bool:
        """Take an account and clear the chosen validators where another's stake is meant, or another key signs."""
        parties = (account.owner, account.signer) if account else None
        if parties == self._parties:
            return False
        if self._parties is not None:
            self._proposed = ""
        self._parties = parties
        self._chosen.clear()
        self.forget_answer()
        return True

    def propose(self, hotkey: str) -> None:
        """Begin with this validator where the operation can name it, such as that of the row it was opened from."""
        self._chosen.clear()
        self._proposed = hotkey
        self.forget_answer()

    def choose(self, field: str, hotkey: str) -> None:
        """Choose a validator for a field."""
        self._chosen[field] = hotkey
        self.chain = None

    def forget_answer(self) -> None:
        """Clear the chain's answers, which were about another ticket."""
        self.chain = self.chain_quote = None

    def take_answer(self, asked: Draft, answer: Quote | Check | None) -> bool:
        """Keep the chain's answer to a draft; false where another ticket is wanted by now, or nothing was answered."""
        if answer is None or self.draft is None or self.draft.ticket != asked.ticket:
            return False
        if isinstance(answer, Quote):
            self.chain, self.chain_quote = None, answer
        else:
            self.chain = answer
        return True

    def ticket(self, amount_text: str, tolerance_text: str, *, allow_partial: bool = False) -> Ticket:
        """The ticket with these texts."""
        is_given = self.spec.field(FieldKind.ACCOUNT) is not None
        return Ticket(
            self.op,
            self._shown.id,
            self.hotkeys,
            amount_text,
            tolerance_text,
            allow_partial=allow_partial,
            is_shielded=self.is_shielded,
            destination=self.destination,
            recipient=self.recipient.address if is_given else "",
        )

    @property
    def empty_fields(self) -> tuple[str, ...]:
        """The names of the fields that are still to be chosen, in the order of the ticket."""
        intent = self.draft.intent if self.draft else None
        return intent.unfilled() if intent else ()

    @property
    def is_ready(self) -> bool:
        """Whether it can be reviewed."""
        return self.draft is not None and self.draft.is_ready

    @property
    def is_empty(self) -> bool:
        """Whether an amount is asked for and none is typed."""
        return self.spec.asks_amount and (self.draft is None or not self.draft.ticket.amount_text.strip())

    @property
    def depth(self) -> OrderDepth | None:
        """The depth that the draft meets, with its size; None where it passes no curve that is computed here."""
        intent, snapshot = self.draft.intent if self.draft else None, self.snapshot
        if self.draft is None or intent is None or snapshot is None:
            return None
        subnets = [snapshot.subnets[netuid] for netuid in intent.touches()]
        if not all(subnet.curve_is_known for subnet in subnets):
            return None
        quote = None if self.draft.is_refused_whole else self.draft.quote
        return OrderDepth.of(intent, quote, {subnet.netuid: subnet.pool for subnet in subnets})

    @property
    def subnet(self) -> Subnet | None:
        """The subnet at the newest block; None where it is gone."""
        return self.snapshot.subnets.get(self._netuid) if self.snapshot else None

    @property
    def holdings(self) -> Holdings | None:
        """What the account has."""
        return self.snapshot.holdings_of(self._parties[0]) if self.snapshot and self._parties else None

    @property
    def hotkeys(self) -> Mapping[str, str]:
        """The validators that are chosen, by hand or by default; empty text for each that is not."""
        return {field.name: self.hotkey(field) for field in self.spec.validators}

    def hotkey(self, field: Field) -> str:
        """The validator chosen in a field. Only the first has a default: a second validator is never guessed.

        Across subnets or accounts stake stays with its validator where that is one there too.
        """
        chosen, whom = self._chosen.get(field.name), self.counterparts(field)
        if chosen is None and field is self.spec.validators[0]:
            usual = self.remembered if whom.can_stake_to(self.remembered) else whom.usual_hotkey
            chosen = self._proposed if whom.can_name(self._proposed) else usual
        elif chosen is None and field.at_destination:
            stays_with = self.hotkey(self.spec.validators[0])
            chosen = stays_with if whom.named(stays_with) is not None else ""
        return chosen or ""

    def is_remembered(self, field: Field) -> bool:
        """Whether the field's validator is there because it was chosen the last time."""
        is_default = field.name not in self._chosen and field is self.spec.validators[0]
        whom = self.counterparts(field)
        return is_default and not whom.can_name(self._proposed) and whom.can_stake_to(self.remembered)

    @property
    def staked_to_by_hand(self) -> str:
        """The validator that a person chose here for a new stake on this subnet; empty where none was."""
        first = self.spec.validators[0] if self.spec.validators else None
        if first is None or first.at_destination or self.counterparts(first).is_own:
            return ""
        return self._chosen.get(first.name, "")

    def left_hotkey(self, field: Field) -> str:
        """The validator that stake is moved away from, which a field for where it goes does not offer; else empty."""
        origin = self.spec.validators[0]
        return self.hotkey(origin) if self.op is Op.MOVE_STAKE and field is not origin else ""

    def counterparts(self, field: Field) -> ValidatorChoice:
        """The validators that can be named in a field."""
        there = self.destination if field.at_destination else None
        if there is not None and there.netuid != self._netuid:
            return ValidatorChoice(field, there.netuid, self.validators_there, self.holdings)
        return ValidatorChoice(field, self._netuid, self.validators, self.holdings)

    def held(self, hotkey: str | None) -> Held:
        """What the account holds here with one validator, or with all (None)."""
        if self.snapshot is None:
            return Held(Alpha(0, self._netuid), None)
        return held_by(self.holdings, self.snapshot, self._netuid, hotkey)

    @property
    def paying_hotkey(self) -> str:
        """The validator of the position that is paid from; empty where the free balance pays."""
        own = next((field for field in self.spec.validators if field.source is Source.OWN_STAKE), None)
        return self.hotkey(own) if own is not None else ""

    @property
    def symbols(self) -> dict[int, str]:
        """The symbols of the subnets that are touched, by netuid."""
        intent = self.draft.intent if self.draft else None
        netuids = (self._netuid, *(intent.touches() if intent else ()))
        return self.snapshot.symbols(*netuids) if self.snapshot else {}

    @property
    def purse(self) -> tuple[str, Tao | Alpha | None, str]:
        """What the amount is taken from: the word for it, how much there is, and its symbol."""
        holdings = self.holdings
        if self.spec.pays(self._netuid).is_tao:
            return "free", holdings.free if holdings else None, TAO_SYMBOL
        symbol = self.subnet.symbol if self.subnet else ""
        held = self.held(self.paying_hotkey or None)
        return self.spec.can_leave.lower(), held.most if holdings else None, symbol
