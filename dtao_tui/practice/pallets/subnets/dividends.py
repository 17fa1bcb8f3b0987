"""The dividends of an epoch: who earns them by stake, and what part of them is root's (spec 475)."""

from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import shares, u96f32
from dtao_tui.practice.pallets.registry import View
from dtao_tui.practice.pallets.subnets import root_parents
from dtao_tui.practice.pallets.subnets.emission import TAO_WEIGHT


@dataclass(frozen=True, slots=True)
class Dividend:
    """A validator's dividends of one epoch, in U96F32 rao of alpha."""

    hotkey: bytes
    alpha: int
    root: int


def stake_weights(view: View, netuid: int, hotkeys: Sequence[bytes]) -> list[tuple[int, int]]:
    """Each hotkey's alpha and its root TAO times the TAO weight, its parents' included, in U96F32 rao."""
    weight = tao_weight(view)
    return [
        (
            u96f32.from_int(root_parents.inherited(view, hotkey, netuid, netuid)),
            u96f32.times(u96f32.from_int(root_parents.inherited(view, hotkey, netuid, ROOT)), weight),
        )
        for hotkey in hotkeys
    ]


def tao_weight(view: View) -> int:
    """What a rao of TAO on root weighs beside one of alpha, in U96F32."""
    return u96f32.over(u96f32.from_int(view.number(TAO_WEIGHT)), u96f32.from_int(U64_MAX))


def shared_out(view: View, netuid: int, validators: Sequence[bytes], pending: tuple[int, int]) -> list[Dividend]:
    """`calculate_dividend_distribution`: pending alpha by alpha stake, root's alpha by weighted root stake.

    Root's part is for hotkeys on root alone; what a hotkey off root would have of it goes to the others.
    """
    parts = _parts(view, netuid, validators, u96f32.from_int(sum(pending)))
    all_alpha, all_root = (sum(part[kind] for part in parts.values()) for kind in (0, 1))
    pending_alpha, pending_root = (u96f32.from_int(each) for each in pending)
    return [
        Dividend(
            hotkey,
            u96f32.times(pending_alpha, u96f32.over(alpha, all_alpha)),
            u96f32.times(pending_root, u96f32.over(root, all_root)),
        )
        for hotkey, (alpha, root) in parts.items()
    ]


def _parts(view: View, netuid: int, validators: Sequence[bytes], total: int) -> dict[bytes, tuple[int, int]]:
    """What each hotkey earns of this much by its alpha, and by its root stake."""
    weights, weight = stake_weights(view, netuid, validators), tao_weight(view)
    whole = sum(alpha + root for alpha, root in weights)
    parts: dict[bytes, tuple[int, int]] = {}
    for validator, (alpha, root) in zip(validators, weights, strict=True):
        earned = u96f32.times(total, u96f32.over(alpha + root, whole))
        for hotkey, share in root_parents.spread(view, netuid, validator, earned, weight):
            of_alpha = _by_alpha(view, netuid, hotkey, share, weight)
            of_root = share - of_alpha if view.has("SubtensorModule.Uids", ROOT, hotkey) else 0
            known = parts.get(hotkey, (0, 0))
            parts[hotkey] = (known[0] + of_alpha, known[1] + of_root)
    return parts


def _by_alpha(view: View, netuid: int, hotkey: bytes, share: int, weight: int) -> int:
    """The part that a hotkey's alpha earns; all of it where the hotkey has no stake of its own."""
    alpha, root = (u96f32.from_int(shares.hotkey_alpha(view, hotkey, each)) for each in (netuid, ROOT))
    whole = alpha + u96f32.times(root, weight)
    return u96f32.times(share, u96f32.over(alpha, whole)) if whole else share
