"""Emission of every block to the subnets: how much there is, who has a part in it, and how large that part is.

`coinbase` hands it out. Parts are U64F64 and U96F32, and everything truncates.
"""

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import pools, u96f32
from dtao_tui.practice.pallets.registry import View

ISSUANCE = "SubtensorModule.TotalIssuance"
BLOCK_EMISSION = "SubtensorModule.BlockEmission"
TAO_WEIGHT = "SubtensorModule.TaoWeight"
FIRST_EMISSION = "SubtensorModule.FirstEmissionBlockNumber"
TAO_EMISSION = "SubtensorModule.SubnetTaoInEmission"
ALPHA_IN_EMISSION = "SubtensorModule.SubnetAlphaInEmission"
ALPHA_OUT_EMISSION = "SubtensorModule.SubnetAlphaOutEmission"
EXCESS_TAO = "SubtensorModule.SubnetExcessTao"
ROOT_PROPORTION = "SubtensorModule.RootProp"
PROTOCOL_ALPHA = "SubtensorModule.SubnetProtocolAlpha"

FULL_EMISSION = 10**9
"""Rao per block before the first halving, of TAO and of each subnet's alpha."""

TOTAL_SUPPLY = 21 * 10**15


def subnets_to_emit_to(view: View) -> list[int]:
    """Started subnets that are open and allow registrations; never root."""
    return [netuid for netuid in pools.netuids(view) if netuid != ROOT and _emits(view, netuid)]


def emission_at(issuance: int) -> int:
    """Rao per block at this issuance: halved each time the rest halves (`get_block_emission_for_issuance`)."""
    left = TOTAL_SUPPLY - issuance
    if left <= 0:
        return 0
    return FULL_EMISSION >> ((TOTAL_SUPPLY // left).bit_length() - 1)


def emission_shares(view: View, prices: dict[int, int]) -> dict[int, int]:
    """Each subnet's share in 2⁻⁶⁴: its average price, less the part withheld from its miners, over the sum of all."""
    total = sum(prices.values())
    shares = {netuid: u64f64.over(price, total) for netuid, price in prices.items()}
    weighted = {netuid: u64f64.times(share, _paid_to_miners(view, netuid)) for netuid, share in shares.items()}
    whole = sum(weighted.values())
    if whole:
        shares = {netuid: u64f64.over(weight, whole) for netuid, weight in weighted.items()}
    enabled = {netuid: _is_enabled(view, netuid) for netuid in shares}
    if all(enabled.values()):
        return shares
    kept = sum(share for netuid, share in shares.items() if enabled[netuid])
    return {netuid: u64f64.over(share, kept) if enabled[netuid] else 0 for netuid, share in shares.items()}


def weighted_root(view: View) -> int:
    """All TAO on root times the TAO weight, in U96F32 rao."""
    weight = u96f32.over(u96f32.from_int(view.number(TAO_WEIGHT)), u96f32.from_int(U64_MAX))
    return u96f32.times(u96f32.from_int(view.number(pools.TAO_IN, ROOT)), weight)


def root_proportion(view: View, netuid: int, tao_weight: int) -> int:
    """Root's part of a subnet in U96F32: weighted TAO over weighted TAO and all its alpha (`root_proportion`)."""
    return root_part(pools.alpha_issuance(view, netuid), tao_weight)


def root_part(issuance: int, tao_weight: int) -> int:
    """As `root_proportion`, for a subnet with so much alpha, in rao."""
    return u96f32.over(tao_weight, tao_weight + u96f32.from_int(issuance))


def owner_cut(view: View) -> int:
    """The subnet owners' part of new alpha, in U96F32."""
    return u96f32.over(u96f32.from_int(view.number("SubtensorModule.SubnetOwnerCut")), u96f32.from_int(65535))


def _emits(view: View, netuid: int) -> bool:
    return (
        view.has(FIRST_EMISSION, netuid)
        and view.flag(pools.IS_OPEN, netuid)
        and view.flag("SubtensorModule.NetworkRegistrationAllowed", netuid)
    )


def _is_enabled(view: View, netuid: int) -> bool:
    return view.flag("SubtensorModule.SubnetEmissionEnabled", netuid)


def _paid_to_miners(view: View, netuid: int) -> int:
    """The part of the miners' emission that reached miners, in 2⁻⁶⁴."""
    return max(u64f64.ONE - (u96f32.stored(view, "SubtensorModule.MinerBurned", netuid) << 32), 0)
