"""A description that lays out a signature otherwise than subtensor is refused, whatever it is called."""

from collections.abc import Callable

import pytest
from bittensor_core import Runtime

from dtao_tui.wallet.signer.calls.declared_types import UnknownLayout, declared_extrinsic
from dtao_tui.wallet.signer.description_check import SEQUENCE, objection_to_description, unknown_extensions
from tests.metadata.tree import ARRAY, COMPACT, COMPOSITE, TUPLE, Extension, Field, Metadata, Type, Variant, read
from tests.wallet.signer.orders import description

Forge = Callable[[Metadata], None]


def objection(data: bytes) -> str:
    return objection_to_description(data, Runtime(data, 461, 1, 42))


def forged(*changes: Forge) -> bytes:
    tree = read(description().metadata).copy()
    for change in changes:
        change(tree)
    return tree.encoded()


def retyped(name: str, **kinds: str) -> Forge:
    def change(tree: Metadata) -> None:
        extension = tree.extension(name)
        for place, kind in kinds.items():
            setattr(extension, place, tree.add(Type(TUPLE)) if kind == "()" else tree.primitive(kind))

    return change


def shuffled(first: str, second: str) -> Forge:
    def change(tree: Metadata) -> None:
        a, b = tree.extension(first), tree.extension(second)
        i, j = tree.extensions.index(a), tree.extensions.index(b)
        tree.extensions[i], tree.extensions[j] = b, a

    return change


def without(name: str) -> Forge:
    return lambda tree: tree.extensions.remove(tree.extension(name))


def with_another(name: str, extra: str = "()", additional: str = "()") -> Forge:
    def change(tree: Metadata) -> None:
        nothing = tree.add(Type(TUPLE))
        numbers = [nothing if kind == "()" else tree.primitive(kind) for kind in (extra, additional)]
        tree.extensions.insert(5, Extension(name, *numbers))

    return change


def mode_turned_round(tree: Metadata) -> None:
    """Enabled is 0 and Some is 0 without a field: "proof on" becomes the bytes of "proof off"."""
    extension = tree.extension("CheckMetadataHash")
    mode = tree.types[extension.extra].fields[0].type
    tree.change(mode).variants = [Variant("Enabled", 0), Variant("Disabled", 1)]
    tree.change(extension.additional).variants = [Variant("Some", 0), Variant("None", 1)]


def longer_nonce(tree: Metadata) -> None:
    tree.extension("CheckNonce").extra = tree.add(Type(COMPACT, inner=[tree.primitive("u64")]))


def wider_genesis(tree: Metadata) -> None:
    hash_of_33 = tree.add(Type(ARRAY, inner=[tree.primitive("u8")], number=33))
    tree.extension("CheckGenesis").additional = hash_of_33


@pytest.mark.parametrize("spec", [419, 439, 461])
def test_real_descriptions_are_signed_by(spec: int, real_metadata: Callable[..., bytes]) -> None:
    data = real_metadata(spec)
    assert declared_extrinsic(data).extensions == SEQUENCE
    assert objection_to_description(data, Runtime(data, spec, 1, 42)) == ""


def test_the_practice_description_is_signed_by() -> None:
    assert declared_extrinsic(description().metadata).extensions == SEQUENCE
    assert objection(description().metadata) == ""


def test_only_metadata_of_version_15_is_signed_by(real_metadata: Callable[..., bytes]) -> None:
    for data in (description().legacy, real_metadata(461, 14)):
        assert "metadata version 15" in objection(data)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (mode_turned_round, "gives CheckMetadataHash another form"),
        (longer_nonce, "gives CheckNonce another form"),
        (wider_genesis, "gives CheckGenesis another form"),
        (retyped("CheckSpecVersion", additional="u64"), "gives CheckSpecVersion another form"),
        (retyped("CheckSpecVersion", additional="()"), "gives CheckSpecVersion another form"),
        (retyped("CheckTxVersion", extra="u32", additional="()"), "gives CheckTxVersion another form"),
        (retyped("CheckMortality", extra="u16"), "gives CheckMortality another form"),
        (retyped("ChargeTransactionPayment", extra="u8"), "gives ChargeTransactionPayment another form"),
        (retyped("CheckMetadataHash", extra="u8"), "gives CheckMetadataHash another form"),
        (retyped("CheckWeight", extra="u8"), "gives CheckWeight another form"),
        (shuffled("CheckGenesis", "CheckMortality"), "orders what is signed otherwise"),
        (shuffled("CheckNonce", "ChargeTransactionPayment"), "orders what is signed otherwise"),
        (shuffled("CheckNonZeroSender", "DrandPriority"), "orders what is signed otherwise"),
        (without("CheckGenesis"), "lacks CheckGenesis"),
        (without("CheckMortality"), "lacks CheckMortality"),
        (without("CheckNonce"), "lacks CheckNonce"),
        (with_another("CheckNonce"), "orders what is signed otherwise"),
        (with_another("MoreOfIt", extra="u8"), "signs something that this program does not know"),
        (with_another("MoreOfIt", additional="u32"), "signs something that this program does not know"),
    ],
)
def test_a_description_of_another_layout_is_refused(change: Forge, sentence: str) -> None:
    assert sentence in objection(forged(change))


def test_an_extension_without_bytes_changes_nothing_and_is_named() -> None:
    data = forged(with_another("PlannedLater"))
    assert objection(data) == ""
    assert unknown_extensions(Runtime(data, 461, 1, 42)) == ("PlannedLater",)


def test_an_older_chain_lacks_what_brings_no_bytes() -> None:
    data = forged(without("DrandPriority"), without("CheckShieldedTxValidity"), without("CheckMetadataHash"))
    assert objection(data) == ""


def test_another_version_of_extrinsics_is_refused() -> None:
    def five(tree: Metadata) -> None:
        tree.extrinsic_version = 5

    assert "extrinsics of version 5" in objection(forged(five))


def test_another_signature_is_refused() -> None:
    def shorter(tree: Metadata) -> None:
        for variant in tree.change(tree.extrinsic_types[2]).variants:
            variant.fields[0].type = tree.primitive("u64")

    assert "addresses or signatures another form" in objection(forged(shorter))


def test_another_address_is_refused() -> None:
    def renumbered(tree: Metadata) -> None:
        for variant in tree.change(tree.extrinsic_types[0]).variants:
            variant.index = (variant.index + 1) % 5

    assert "addresses or signatures another form" in objection(forged(renumbered))


@pytest.mark.parametrize("cut", [5, 6, 100, 20_000, 40_000])
def test_metadata_that_ends_early_is_not_taken_apart(cut: int) -> None:
    with pytest.raises(UnknownLayout):
        declared_extrinsic(description().metadata[:cut])


def test_types_within_types_without_end_are_not_followed() -> None:
    def endless(tree: Metadata) -> None:
        number = tree.add(Type(COMPOSITE))
        tree.types[number].fields = [Field(None, number), Field(None, number)]
        tree.extension("CheckNonce").extra = number

    with pytest.raises(UnknownLayout):
        declared_extrinsic(forged(endless))


def test_a_million_types_within_types_are_not_followed() -> None:
    def wide(tree: Metadata) -> None:
        number = tree.primitive("u8")
        for _ in range(6):
            number = tree.add(Type(TUPLE, inner=[number] * 10))
        tree.extension("CheckNonce").extra = number

    with pytest.raises(UnknownLayout):
        declared_extrinsic(forged(wide))
