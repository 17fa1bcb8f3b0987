"""Named types of calls, storage and runtime APIs, with the paths that clients know them by."""

from dtao_tui.practice.runtime.declared.declaration_schema import Choice, Parameters, Struct, Variant, fields, unnamed

IDENTITY_TEXTS = """
    name: Vec<u8>, url: Vec<u8>, github_repo: Vec<u8>, image: Vec<u8>,
    discord: Vec<u8>, description: Vec<u8>, additional: Vec<u8>
"""
SUBNET_IDENTITY_TEXTS = """
    subnet_name: Vec<u8>, github_repo: Vec<u8>, subnet_contact: Vec<u8>, subnet_url: Vec<u8>,
    discord: Vec<u8>, description: Vec<u8>, logo_url: Vec<u8>, additional: Vec<u8>
"""
PROXY_TYPES = (
    "Any",
    "Owner",
    "NonCritical",
    "NonTransfer",
    "Senate",
    "NonFungible",
    "Triumvirate",
    "Governance",
    "Staking",
    "Registration",
    "Transfer",
    "SmallTransfer",
    "RootWeights",
    "ChildKeys",
    "SudoUncheckedSetCode",
    "SwapHotkey",
    "SubnetLeaseBeneficiary",
    "RootClaim",
    "BasketTrading",
)


ACCOUNTS: Parameters = (("AccountId", "AccountId32"),)
_LARGEST_FRACTION = 64


def _fixed(bits: str, fraction: int) -> Struct:
    """A fixed-point number of `substrate_fixed`: its bits, with how many are the fraction as a parameter."""
    return Struct(f"substrate_fixed::Fixed{bits.upper()}", fields(f"bits: {bits}"), (("Frac", f"Count{fraction}"),))


def _counts() -> dict[str, Struct]:
    """The powers of two up to 64 as types (`typenum`): a digit one, and zeros behind it."""
    found = {
        "Count0": Struct("substrate_typenum::uint::UTerm", ()),
        "One": Struct("substrate_typenum::bit::B1", ()),
        "Zero": Struct("substrate_typenum::bit::B0", ()),
    }
    count, digit = 1, "One"
    while count <= _LARGEST_FRACTION:
        shorter = f"Count{count // 2}"
        found[f"Count{count}"] = Struct(
            "substrate_typenum::uint::UInt", fields(f"msb: {shorter}, lsb: {digit}"), (("U", shorter), ("B", digit))
        )
        count, digit = count * 2, "Zero"
    return found


STRUCTS: dict[str, Struct] = {
    **_counts(),
    "AccountId32": Struct("sp_core::crypto::AccountId32", unnamed("[u8; 32]")),
    "H256": Struct("primitive_types::H256", unnamed("[u8; 32]")),
    "H160": Struct("primitive_types::H160", unnamed("[u8; 20]")),
    "NetUid": Struct("subtensor_runtime_common::NetUid", unnamed("u16")),
    "NetUidStorageIndex": Struct("subtensor_runtime_common::NetUidStorageIndex", unnamed("u16")),
    "MechId": Struct("subtensor_runtime_common::MechId", unnamed("u8")),
    "TaoBalance": Struct("subtensor_runtime_common::currency::TaoBalance", unnamed("u64")),
    "AlphaBalance": Struct("subtensor_runtime_common::currency::AlphaBalance", unnamed("u64")),
    "PerU16": Struct("sp_arithmetic::per_things::PerU16", unnamed("u16")),
    "Perquintill": Struct("sp_arithmetic::per_things::Perquintill", unnamed("u64")),
    "I96F32": _fixed("i128", 32),
    "I64F64": _fixed("i128", 64),
    "I32F32": _fixed("i64", 32),
    "U64F64": _fixed("u128", 64),
    "U96F32": _fixed("u128", 32),
    "FixedU128": Struct("sp_arithmetic::fixed_point::FixedU128", unnamed("u128")),
    "SafeFloat": Struct("share_pool::SafeFloat", fields("mantissa: u128, exponent: i64")),
    "Balancer": Struct("pallet_subtensor_swap::pallet::balancer::Balancer", fields("quote: Perquintill")),
    "LockState": Struct(
        "pallet_subtensor::staking::lock::LockState",
        fields("locked_mass: AlphaBalance, conviction: U64F64, last_update: u64"),
    ),
    "MinerCollateralState": Struct(
        "pallet_subtensor::pallet::MinerCollateralState",
        fields("locked: AlphaBalance, drain_ratio: U64F64, min_locked: AlphaBalance, earned: AlphaBalance"),
    ),
    "NetworkRegistrationInfo": Struct(
        "pallet_subtensor::subnets::subnet::NetworkRegistrationInfo",
        fields("""coldkey: AccountId32, hotkey: AccountId32, mechid: u16, identity: Option<SubnetIdentityV3>,
                  lock_amount: TaoBalance, median_subnet_alpha_price: U64F64, registration_block: u64,
                  lock_id: u32"""),
        ACCOUNTS,
    ),
    "AxonInfo": Struct(
        "pallet_subtensor::pallet::AxonInfo",
        fields("""block: u64, version: u32, ip: u128, port: u16, ip_type: u8, protocol: u8,
                  placeholder1: u8, placeholder2: u8"""),
    ),
    "ChainIdentityV2": Struct("pallet_subtensor::pallet::ChainIdentityV2", fields(IDENTITY_TEXTS)),
    "SubnetIdentityV3": Struct("pallet_subtensor::pallet::SubnetIdentityV3", fields(SUBNET_IDENTITY_TEXTS)),
    "AccountInfo": Struct(
        "frame_system::AccountInfo",
        fields("nonce: u32, consumers: u32, providers: u32, sufficients: u32, data: AccountData"),
        (("Nonce", "u32"), ("AccountData", "AccountData")),
    ),
    "AccountData": Struct(
        "pallet_balances::types::AccountData",
        fields("free: TaoBalance, reserved: TaoBalance, frozen: TaoBalance, flags: ExtraFlags"),
        (("Balance", "TaoBalance"),),
    ),
    "ExtraFlags": Struct("pallet_balances::types::ExtraFlags", unnamed("u128")),
    "Weight": Struct("sp_weights::weight_v2::Weight", fields("ref_time: Compact<u64>, proof_size: Compact<u64>")),
    "DispatchEventInfo": Struct(
        "frame_system::DispatchEventInfo", fields("weight: Weight, class: DispatchClass, pays_fee: Pays")
    ),
    "ModuleError": Struct("sp_runtime::ModuleError", fields("index: u8, error: [u8; 4]")),
    "RuntimeDispatchInfo": Struct(
        "pallet_transaction_payment::types::RuntimeDispatchInfo",
        fields("weight: Weight, class: DispatchClass, partial_fee: TaoBalance"),
        (("Balance", "TaoBalance"), ("Weight", "Weight")),
    ),
    "RuntimeVersion": Struct(
        "sp_version::RuntimeVersion",
        fields("""spec_name: Text, impl_name: Text, authoring_version: u32, spec_version: u32,
                  impl_version: u32, apis: ApiVersions, transaction_version: u32, system_version: u8"""),
    ),
    "Text": Struct("Cow", unnamed("str"), (("T", "str"),)),
    "ApiVersions": Struct("Cow", unnamed("Vec<([u8; 8], u32)>"), (("T", "Vec<([u8; 8], u32)>"),)),
    "OpaqueMetadata": Struct("sp_core::OpaqueMetadata", unnamed("Vec<u8>")),
    "NonZeroU64": Struct("NonZeroU64", unnamed("u64")),
    "ProxyDefinition": Struct(
        "pallet_subtensor_proxy::ProxyDefinition",
        fields("delegate: AccountId32, proxy_type: ProxyType, delay: u32"),
        (*ACCOUNTS, ("ProxyType", "ProxyType"), ("BlockNumber", "u32")),
    ),
    "CommitmentInfo": Struct(
        "pallet_commitments::types::CommitmentInfo", fields("fields: BoundedVec<Data>"), (("FieldLimit", None),)
    ),
    "Registration": Struct(
        "pallet_commitments::types::Registration",
        fields("deposit: TaoBalance, block: u32, info: CommitmentInfo"),
        (("Balance", "TaoBalance"), ("MaxFields", None), ("BlockNumber", "u32")),
    ),
    "Digest": Struct("sp_runtime::generic::digest::Digest", fields("logs: Vec<DigestItem>")),
    "EventRecord": Struct(
        "frame_system::EventRecord",
        fields("phase: Phase, event: RuntimeEvent, topics: Vec<H256>"),
        (("E", "RuntimeEvent"), ("T", "H256")),
    ),
    "Runtime": Struct("node_subtensor_runtime::Runtime", ()),
}


def _names(path: str, *names: str) -> Choice:
    return Choice(path, tuple(Variant(index, name) for index, name in enumerate(names)))


RAW_SIZES = range(129)
HASHES = ("BlakeTwo256", "Sha256", "Keccak256", "ShaThree256")

CHOICES: dict[str, Choice] = {
    "Data": Choice(
        "pallet_commitments::types::Data",
        (
            Variant(0, "None"),
            *(Variant(size + 1, f"Raw{size}", unnamed(f"[u8; {size}]")) for size in RAW_SIZES),
            *(Variant(130 + place, name, unnamed("[u8; 32]")) for place, name in enumerate(HASHES)),
            Variant(134, "TimelockEncrypted", fields("encrypted: BoundedVec<u8>, reveal_round: u64")),
            Variant(135, "ResetBondsFlag"),
            Variant(136, "BigRaw", unnamed("BoundedVec<u8>")),
            Variant(137, "TimelockRevealFailed", fields("encrypted: BoundedVec<u8>, reveal_round: u64")),
        ),
    ),
    "MultiAddress": Choice(
        "sp_runtime::multiaddress::MultiAddress",
        (
            Variant(0, "Id", unnamed("AccountId32")),
            Variant(1, "Index", unnamed("Compact<()>")),
            Variant(2, "Raw", unnamed("Vec<u8>")),
            Variant(3, "Address32", unnamed("[u8; 32]")),
            Variant(4, "Address20", unnamed("[u8; 20]")),
        ),
        (*ACCOUNTS, ("AccountIndex", "()")),
    ),
    "MultiSignature": Choice(
        "sp_runtime::MultiSignature",
        (
            Variant(0, "Ed25519", unnamed("[u8; 64]")),
            Variant(1, "Sr25519", unnamed("[u8; 64]")),
            Variant(2, "Ecdsa", unnamed("[u8; 65]")),
        ),
    ),
    "Era": Choice(
        "sp_runtime::generic::era::Era",
        (Variant(0, "Immortal"), *(Variant(n, f"Mortal{n}", unnamed("u8")) for n in range(1, 256))),
    ),
    "Phase": Choice(
        "frame_system::Phase",
        (Variant(0, "ApplyExtrinsic", unnamed("u32")), Variant(1, "Finalization"), Variant(2, "Initialization")),
    ),
    "DigestItem": Choice(
        "sp_runtime::generic::digest::DigestItem",
        (
            Variant(6, "PreRuntime", unnamed("[u8; 4], Vec<u8>")),
            Variant(4, "Consensus", unnamed("[u8; 4], Vec<u8>")),
            Variant(5, "Seal", unnamed("[u8; 4], Vec<u8>")),
            Variant(0, "Other", unnamed("Vec<u8>")),
            Variant(8, "RuntimeEnvironmentUpdated"),
        ),
    ),
    "DispatchClass": _names("frame_support::dispatch::DispatchClass", "Normal", "Operational", "Mandatory"),
    "Pays": _names("frame_support::dispatch::Pays", "Yes", "No"),
    "Mode": _names("frame_metadata_hash_extension::Mode", "Disabled", "Enabled"),
    "BalanceStatus": _names("frame_support::traits::tokens::misc::BalanceStatus", "Free", "Reserved"),
    "TokenError": _names(
        "sp_runtime::TokenError",
        "FundsUnavailable",
        "OnlyProvider",
        "BelowMinimum",
        "CannotCreate",
        "UnknownAsset",
        "Frozen",
        "Unsupported",
        "CannotCreateHold",
        "NotExpendable",
        "Blocked",
    ),
    "ArithmeticError": _names("sp_arithmetic::ArithmeticError", "Underflow", "Overflow", "DivisionByZero"),
    "TrieError": _names(
        "sp_runtime::proving_trie::TrieError",
        "InvalidStateRoot",
        "IncompleteDatabase",
        "ValueAtIncompleteKey",
        "DecoderError",
        "InvalidHash",
        "DuplicateKey",
        "ExtraneousNode",
        "ExtraneousValue",
        "ExtraneousHashReference",
        "InvalidChildReference",
        "ValueMismatch",
        "IncompleteProof",
        "RootMismatch",
        "DecodeError",
    ),
    "TransactionalError": _names("sp_runtime::TransactionalError", "LimitReached", "NoLayer"),
    "DispatchError": Choice(
        "sp_runtime::DispatchError",
        (
            Variant(0, "Other"),
            Variant(1, "CannotLookup"),
            Variant(2, "BadOrigin"),
            Variant(3, "Module", unnamed("ModuleError")),
            Variant(4, "ConsumerRemaining"),
            Variant(5, "NoProviders"),
            Variant(6, "TooManyConsumers"),
            Variant(7, "Token", unnamed("TokenError")),
            Variant(8, "Arithmetic", unnamed("ArithmeticError")),
            Variant(9, "Transactional", unnamed("TransactionalError")),
            Variant(10, "Exhausted"),
            Variant(11, "Corruption"),
            Variant(12, "Unavailable"),
            Variant(13, "RootNotAllowed"),
            Variant(14, "Trie", unnamed("TrieError")),
        ),
    ),
    "DispatchResult": Choice(
        "Result",
        (Variant(0, "Ok", unnamed("()")), Variant(1, "Err", unnamed("DispatchError"))),
        (("T", "()"), ("E", "DispatchError")),
    ),
    "EpochConsensus": _names("pallet_subtensor::pallet::EpochConsensus", "Yuma", "Null"),
    "ProxyType": _names("subtensor_runtime_common::proxy::ProxyType", *PROXY_TYPES),
}
