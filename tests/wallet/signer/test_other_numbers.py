"""Calls that a chain numbers, names or lays out otherwise than they are known here."""

from collections.abc import Callable

import pytest
from bittensor_core import Runtime

from dtao_tui.domain import practice_account
from dtao_tui.ports.errors import SigningRefused
from dtao_tui.ports.extrinsics import AcceptedNumbers, CallNumbers, SigningTerms
from dtao_tui.practice.runtime.metadata import SPEC_VERSION
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.metadata.tree import Metadata, read
from tests.wallet.signer.orders import HOTKEY, PRACTICE_ACCOUNT, an_order, description, the_chain

pytestmark = pytest.mark.usefixtures("in_this_process")

Forge = Callable[[Metadata], None]
MakeSigner = Callable[..., SignerClient]
VALUES = {
    "add_stake_limit": {"hotkey": HOTKEY, "netuid": 3, "amount_staked": 5, "limit_price": 7, "allow_partial": False},
    "remove_stake_limit": {
        "hotkey": HOTKEY,
        "netuid": 3,
        "amount_unstaked": 5,
        "limit_price": 7,
        "allow_partial": True,
    },
    "remove_stake_full_limit": {"hotkey": HOTKEY, "netuid": 3, "limit_price": 7},
}


def forged(*changes: Forge) -> bytes:
    tree = read(description().metadata).copy()
    for change in changes:
        change(tree)
    return tree.encoded()


def renumbered(name: str, number: int = 211) -> Forge:
    def change(tree: Metadata) -> None:
        tree.call("SubtensorModule", name).index = number

    return change


def unproven(tree: Metadata) -> None:
    tree.extensions.remove(tree.extension("CheckMetadataHash"))


def composed(metadata: bytes, name: str) -> bytes:
    return bytes(Runtime(metadata, SPEC_VERSION, 1, 42).compose_call("SubtensorModule", name, VALUES[name]))


async def an_open_signer(make_signer: MakeSigner, metadata: bytes) -> SignerClient:
    signer = make_signer()
    await signer.send_chain_facts(the_chain(metadata=metadata))
    await signer.unlock(PRACTICE_ACCOUNT, "")
    return signer


@pytest.mark.parametrize(
    ("name", "numbers", "command"),
    [
        ("add_stake_limit", "7,88", "btcli stake add”"),
        ("remove_stake_limit", "7,89", "btcli stake remove”"),
        ("remove_stake_full_limit", "7,103", "btcli stake remove --amount-alpha all”"),
    ],
)
async def test_a_call_with_another_number_is_refused_with_the_command_that_does_it(
    make_signer: MakeSigner, name: str, numbers: str, command: str
) -> None:
    metadata = forged(renumbered(name))
    signer, call = await an_open_signer(make_signer, metadata), composed(metadata, name)
    sentence = f"{name} 7,211; it is known here as {numbers}, so nothing was signed. “{command} does the same."
    assert (await signer.decode(call)).terms.objection.endswith(sentence)
    with pytest.raises(SigningRefused) as refusal:
        await signer.sign(an_order(call))
    assert str(refusal.value).endswith(sentence)


async def test_the_pallet_itself_may_not_move_either(make_signer: MakeSigner) -> None:
    def moved(tree: Metadata) -> None:
        pallet = tree.pallet("SubtensorModule")
        pallet.index = 77
        for entry in tree.types:
            if entry.path[-1:] == ["RuntimeCall"]:
                number = tree.types.index(entry)
        next(v for v in tree.change(number).variants if v.name == "SubtensorModule").index = 77

    metadata = forged(moved)
    signer, call = await an_open_signer(make_signer, metadata), composed(metadata, "add_stake_limit")
    assert call[:2] == bytes([77, 88])
    with pytest.raises(SigningRefused, match="77,88; it is known here as 7,88"):
        await signer.sign(an_order(call))


@pytest.mark.parametrize("name", ["remove_stake_limit", "remove_stake_full_limit"])
async def test_what_takes_out_is_signed_once_its_numbers_are_accepted(make_signer: MakeSigner, name: str) -> None:
    metadata = forged(renumbered(name))
    signer, call = await an_open_signer(make_signer, metadata), composed(metadata, name)
    terms = (await signer.decode(call)).terms
    assert terms.numbers is not None
    assert terms.numbers.declared == (7, 211)
    signed = await signer.sign(an_order(call), accepted=AcceptedNumbers(SPEC_VERSION, terms.numbers))
    assert signed.decoded.terms == terms
    assert signed.extrinsic.endswith(call)


@pytest.mark.parametrize(
    "accepted",
    [
        AcceptedNumbers(SPEC_VERSION + 1, CallNumbers((7, 89), (7, 211))),
        AcceptedNumbers(SPEC_VERSION, CallNumbers((7, 89), (7, 212))),
        AcceptedNumbers(SPEC_VERSION, CallNumbers((7, 88), (7, 211))),
        AcceptedNumbers(SPEC_VERSION, CallNumbers((7, 211), (7, 89))),
    ],
)
async def test_another_acceptance_accepts_nothing(make_signer: MakeSigner, accepted: AcceptedNumbers) -> None:
    metadata = forged(renumbered("remove_stake_limit"))
    signer = await an_open_signer(make_signer, metadata)
    with pytest.raises(SigningRefused, match="it is known here as 7,89"):
        await signer.sign(an_order(composed(metadata, "remove_stake_limit")), accepted=accepted)


async def test_no_acceptance_lets_money_in_by_another_number(make_signer: MakeSigner) -> None:
    metadata = forged(renumbered("add_stake_limit"))
    signer, call = await an_open_signer(make_signer, metadata), composed(metadata, "add_stake_limit")
    assert (await signer.decode(call)).terms.numbers is None
    with pytest.raises(SigningRefused, match="it is known here as 7,88"):
        await signer.sign(an_order(call), accepted=AcceptedNumbers(SPEC_VERSION, CallNumbers((7, 88), (7, 211))))


async def test_no_acceptance_helps_without_the_proof(make_signer: MakeSigner) -> None:
    metadata = forged(renumbered("remove_stake_limit"), unproven)
    signer, call = await an_open_signer(make_signer, metadata), composed(metadata, "remove_stake_limit")
    assert (await signer.decode(call)).terms.numbers is None
    with pytest.raises(SigningRefused, match="it is known here as 7,89"):
        await signer.sign(an_order(call), accepted=AcceptedNumbers(SPEC_VERSION, CallNumbers((7, 89), (7, 211))))


async def test_an_acceptance_changes_nothing_where_the_numbers_are_the_known_ones(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    call = composed(description().metadata, "remove_stake_limit")
    signed = await signer.sign(an_order(call), accepted=AcceptedNumbers(SPEC_VERSION, CallNumbers((7, 89), (7, 211))))
    assert signed.decoded.terms == SigningTerms(is_proven=True)


def with_field(name: str, kind: str, call: str = "add_stake_limit") -> Forge:
    def change(tree: Metadata) -> None:
        field = next(each for each in tree.call("SubtensorModule", call).fields if each.name == name)
        field.type = tree.primitive(kind)

    return change


@pytest.mark.parametrize(("name", "kind"), [("netuid", "u128"), ("netuid", "u8"), ("amount_staked", "u32")])
async def test_an_argument_of_another_width_is_refused(make_signer: MakeSigner, name: str, kind: str) -> None:
    metadata = forged(with_field(name, kind))
    signer, call = await an_open_signer(make_signer, metadata), composed(metadata, "add_stake_limit")
    with pytest.raises(SigningRefused, match=r"lays out add_stake_limit otherwise .* “btcli stake add” does the same"):
        await signer.sign(an_order(call))


async def test_two_arguments_that_change_places_are_refused(make_signer: MakeSigner) -> None:
    def exchanged(tree: Metadata) -> None:
        fields = tree.call("SubtensorModule", "add_stake_limit").fields
        fields[2].name, fields[3].name = fields[3].name, fields[2].name

    metadata = forged(exchanged)
    signer, call = await an_open_signer(make_signer, metadata), composed(metadata, "add_stake_limit")
    with pytest.raises(SigningRefused, match="takes other arguments"):
        await signer.sign(an_order(call))


async def test_a_netuid_that_holds_another_call_is_refused(make_signer: MakeSigner) -> None:
    """The bytes of a batch that empties the account, read as a stake by a description that was made for it."""

    def at_the_batch(tree: Metadata) -> None:
        utility, calls = tree.pallet("Utility").index, tree.pallet("SubtensorModule")
        for entry in tree.types:
            if entry.path[-1:] == ["RuntimeCall"]:
                number = tree.types.index(entry)
        outer = tree.change(number)
        next(v for v in outer.variants if v.name == "SubtensorModule").index = utility
        next(v for v in outer.variants if v.name == "Utility").index = calls.index
        tree.pallet("Utility").index, calls.index = calls.index, utility
        tree.call("SubtensorModule", "add_stake_limit").index = 0
        with_field("netuid", "u128")(tree)

    metadata = forged(at_the_batch)
    signer, call = await an_open_signer(make_signer, metadata), composed(metadata, "add_stake_limit")
    assert call[:2] == bytes([description().pallets["Utility"].index, 0])
    with pytest.raises(SigningRefused, match="it is known here as 7,88"):
        await signer.sign(an_order(call))


async def test_the_largest_amount_means_everything_and_is_never_signed(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    for name, amount in (("add_stake_limit", "amount_staked"), ("remove_stake_limit", "amount_unstaked")):
        values = VALUES[name] | {amount: 2**64 - 1}
        call = bytes(description().runtime.compose_call("SubtensorModule", name, values))
        with pytest.raises(SigningRefused, match="stands for all that there is"):
            await signer.sign(an_order(call, practice_account.ADDRESS))


async def test_an_extension_that_is_not_known_is_named_with_the_terms(make_signer: MakeSigner) -> None:
    def more(tree: Metadata) -> None:
        nothing = tree.extension("CheckWeight").extra
        tree.extension("DrandPriority").name = "LaterPriority"
        tree.extension("LaterPriority").extra = nothing

    metadata = forged(more)
    signer = await an_open_signer(make_signer, metadata)
    signed = await signer.sign(an_order(composed(metadata, "add_stake_limit")))
    assert signed.decoded.terms == SigningTerms(is_proven=True, unknown_extensions=("LaterPriority",))
