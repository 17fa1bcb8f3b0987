"""What came after the newest runtime whose metadata can be fetched, as mainnet itself declares it at spec 475.

Read from mainnet's metadata (V14) at block 9,240,388, which a public repository recorded; its hash begins with
0xa57ba6d8 and ends with 11e9408524. V14 says nothing of runtime APIs.
"""

from dataclasses import dataclass

from tests.metadata.reading import Case, Metadata

BARE = ("BoundedVec", "BTreeSet")


@dataclass(frozen=True, slots=True)
class SeenItem:
    """A storage item: whether it is optional, its hashers, the types of key and value, the default in hexadecimal."""

    is_optional: bool
    hashers: tuple[str, ...]
    key: str | None
    value: str
    default: str


ACCOUNT, SUBNET = "Blake2_128Concat", "Identity"

ITEMS = {
    "SubtensorModule.StakeMoveCooldownUntil": SeenItem(
        False, (SUBNET, ACCOUNT), "(NetUid, AccountId32)", "u64", "0000000000000000"
    ),
    "SubtensorModule.NetworkPowRegistrationAllowed": SeenItem(False, (SUBNET,), "NetUid", "bool", "00"),
    "SubtensorModule.NetworkRegistrationEscrow": SeenItem(
        True, ("Identity",), "u32", "(AccountId32, TaoBalance)", "00"
    ),
    "SubtensorModule.SubnetEpochConsensus": SeenItem(False, (SUBNET,), "NetUid", "EpochConsensus", "00"),
    "SubtensorModule.SavedYumaMaxAllowedValidators": SeenItem(True, (SUBNET,), "NetUid", "u16", "00"),
    "SubtensorModule.BasketLiquidityUsed": SeenItem(
        True, (ACCOUNT, SUBNET), "(AccountId32, NetUid)", "(u64, u64)", "00"
    ),
    "SubtensorModule.BasketMinTradeTao": SeenItem(False, (), None, "u64", "0065cd1d00000000"),
    "SubtensorModule.BasketClaimRowDustCapTao": SeenItem(False, (), None, "u64", "00ca9a3b00000000"),
    "SubtensorModule.BasketClaimRowDustBps": SeenItem(False, (), None, "u16", "0a00"),
    "SubtensorModule.BasketClaimSliceDustTao": SeenItem(False, (), None, "u64", "a086010000000000"),
    "SubtensorModule.BasketClaimForfeitCapTao": SeenItem(False, (), None, "u64", "8096980000000000"),
    "SubtensorModule.ColdkeySwapAnnouncementDelay": SeenItem(False, (), None, "u32", "a08c0000"),
    "SubtensorModule.ColdkeySwapReannouncementDelay": SeenItem(False, (), None, "u32", "201c0000"),
    "SubtensorModule.MaxEpochsPerBlock": SeenItem(False, (), None, "u8", "02"),
    "SubtensorModule.Tempo": SeenItem(False, (SUBNET,), "NetUid", "u16", "6801"),
    "SubtensorModule.TxChildkeyTakeRateLimit": SeenItem(False, (), None, "u64", "c04b030000000000"),
}
"""Items that are new or have another default since, and those whose recorded default is that of fast blocks."""

CALLS = {
    "SubtensorModule.swap_basket_many": "151(hotkey: AccountId32, legs: [(NetUid, NetUid, AlphaBalance, u64)])",
    "AdminUtils.sudo_set_epoch_consensus": "111(netuid: NetUid, mode: EpochConsensus)",
}
"""Numbers and arguments."""

EVENTS = {
    "SubtensorModule.BasketSwapped": (
        "151(hotkey: AccountId32, origin_netuid: NetUid, destination_netuid: NetUid, alpha_sold: AlphaBalance, "
        "tao_mid: TaoBalance, alpha_bought: AlphaBalance)"
    ),
    "SubtensorModule.BasketClaimDustSkipped": (
        "152(hotkey: AccountId32, coldkey: AccountId32, rows: u32, forfeited_tao_est: TaoBalance)"
    ),
    "SubtensorModule.NetworkRegistrationCancelled": (
        "153(coldkey: AccountId32, hotkey: AccountId32, lock_id: u32, error: DispatchError)"
    ),
    "SubtensorModule.EpochConsensusSet": "154(NetUid, EpochConsensus)",
}
"""Numbers and fields."""

EPOCH_CONSENSUS = ("pallet_subtensor::pallet::EpochConsensus", {0: "Yuma", 1: "Null"})


def spelled(metadata: Metadata, number: int) -> str:
    """A type by name; what it is made of, where it has none."""
    kind = metadata.types[number]
    name = kind.path.rpartition("::")[2]
    if name in BARE:
        return spelled(metadata, kind.body[0].type)
    match kind.kind:
        case "primitive":
            return str(kind.body)
        case "tuple":
            return f"({', '.join(spelled(metadata, each) for each in kind.body)})"
        case "sequence":
            return f"[{spelled(metadata, kind.body)}]"
    return name


def spelled_case(metadata: Metadata, of: Case) -> str:
    """A call or an event with its number and its fields."""
    fields = (f"{each.name}: " * bool(each.name) + spelled(metadata, each.type) for each in of.fields)
    return f"{of.index}({', '.join(fields)})"
