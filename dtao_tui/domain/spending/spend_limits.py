"""Spend limits of one account on one chain: per order, for 24 hours, and the size above which a password is typed."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import U64_MAX, Tao

NEVER = Tao(U64_MAX)
"""As `reauth_above`: no order is so large that the password is typed for its size alone."""

MAINNET_REAUTH_ABOVE = Tao.parse("1")
"""On mainnet, where nothing else is set; or a tenth of what the account has, where that is less."""

_SHARE = 10


@dataclass(frozen=True, slots=True)
class SpendLimits:
    """What may be spent at most, at the worst price; None is no limit of that kind."""

    order: Tao | None = None
    day: Tao | None = None
    """In any 24 hours."""

    reauth_above: Tao | None = None
    """The total of orders since the password was last typed, above which it is typed again; None is the network's own
    rule (`default_reauth_above`), NEVER is no such size."""

    @property
    def has_any(self) -> bool:
        """Whether spending is limited at all."""
        return self.order is not None or self.day is not None

    def stricter(self, other: "SpendLimits") -> "SpendLimits":
        """The lower one of each."""
        return SpendLimits(
            _lower(self.order, other.order),
            _lower(self.day, other.day),
            _lower(self.reauth_above, other.reauth_above),
        )

    def is_looser_than(self, before: "SpendLimits", default: Tao | None) -> bool:
        """Whether any of them is higher than before, or gone; `default` is what None means for `reauth_above`."""
        mine, theirs = self.with_default(default), before.with_default(default)
        return mine.stricter(theirs) != mine

    def with_default(self, default: Tao | None) -> "SpendLimits":
        """The same with the network's own `reauth_above` in the place of None."""
        above = default if self.reauth_above is None else self.reauth_above
        return SpendLimits(self.order, self.day, NEVER if above is None else above)


def default_reauth_above(*, is_mainnet: bool, has: Tao | None) -> Tao | None:
    """The size above which the password is typed where nobody has set one: none but on mainnet.

    `has` is what the account has, free and staked at the price; where it is not known, the password is always typed.
    """
    if not is_mainnet:
        return None
    return Tao(0) if has is None else min(MAINNET_REAUTH_ABOVE, Tao(has.rao // _SHARE))


def _lower(one: Tao | None, other: Tao | None) -> Tao | None:
    limits = [limit for limit in (one, other) if limit is not None]
    return min(limits, default=None)
