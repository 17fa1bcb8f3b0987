"""The validators that a field of a ticket offers, and its default."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.holdings import by_hotkey
from dtao_tui.domain.market import Holdings, Validator, every_stake_earns
from dtao_tui.domain.trades.operations import Field, Source


@dataclass(frozen=True, slots=True)
class ValidatorChoice:
    """The validators of one subnet as one account sees them."""

    field: Field
    """The field that names the validator."""

    netuid: int
    validators: tuple[Validator, ...]
    """Largest stake weight first; empty until the chain has named them."""

    holdings: Holdings | None

    @property
    def own_stakes(self) -> dict[str, Alpha]:
        """What the account has with each hotkey here."""
        return by_hotkey(self.holdings, self.netuid)

    @property
    def usual_hotkey(self) -> str | None:
        """Where the account has most already, else (where anyone can be named) the validator of the largest weight."""
        own = self.own_stakes
        if own:
            return max(own, key=lambda hotkey: own[hotkey].rao)
        return self.validators[0].hotkey if self.validators and not self.is_own else None

    @property
    def choices(self) -> tuple[Validator, ...]:
        """All validators, or where stake is taken from one those that hold something of the account."""
        if not self.is_own:
            return self.validators
        known = {validator.hotkey: validator for validator in self.validators}
        nothing = Alpha(0, self.netuid)
        return tuple(known.get(key, Validator(key, "", self.netuid, 0, nothing, Tao(0))) for key in self.own_stakes)

    @property
    def all_earn(self) -> bool:
        """Whether stake earns with a validator that has no permit, too."""
        return every_stake_earns(self.validators)

    def can_name(self, hotkey: str) -> bool:
        """Whether this validator can stand in the field: any, or where stake is taken from one that holds some."""
        return hotkey in self.own_stakes if self.is_own else bool(hotkey)

    def can_stake_to(self, hotkey: str) -> bool:
        """Whether new stake earns with it: the chain names it here, and it has a permit where that counts."""
        validator = self.named(hotkey)
        return not self.is_own and validator is not None and (validator.has_permit or self.all_earn)

    @property
    def is_own(self) -> bool:
        """Whether stake is taken from the validator, so that only those that hold some can be named."""
        return self.field.source is Source.OWN_STAKE

    def named(self, hotkey: str | None) -> Validator | None:
        """The validator of this hotkey, or None where the chain names none."""
        return next((validator for validator in self.validators if validator.hotkey == hotkey), None)
