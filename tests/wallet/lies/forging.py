"""Descriptions of a chain that lie, made from an honest one by a seeded random generator.

Each lie changes what a description may say: extensions and their types, calls with their numbers, names, widths and
orders, addresses, signatures, primitive types, names and versions of the runtime. A liar also chooses the validator's
address that a person picks from its list.
"""

from collections.abc import Callable
from copy import deepcopy
from random import Random

from dtao_tui.wallet.signer.calls.signing_rules import RULES, Wraps
from tests.metadata.tree import ARRAY, PRIMITIVE, TUPLE, Extension, Metadata, Variant
from tests.wallet.lies.lie import (
    PRIMITIVES,
    Lie,
    a_signed_call,
    a_signed_title,
    another_type,
    calls_of,
    every_call,
    nothing,
    widen,
)

TRADES = ("add_stake_limit", "remove_stake_limit", "remove_stake_full_limit")
STAKING = "SubtensorModule"
WRAPPING = tuple((rule.call, rule.argument) for rule in RULES.values() if isinstance(rule, Wraps))
THIEF = bytes(range(101, 131)) + bytes(2)


def the_theft(honest: Metadata, transfer_all: tuple[int, int]) -> Lie:
    """The lie that once emptied a wallet: the proof turned round, and a stake that is a batch to an honest chain.

    The address holds five calls: `transfer_all` to the thief, three empty remarks, which are zeros, and a remark whose
    length is the first byte of 0.125 τ. The numbers of `transfer_all` are the honest ones.
    """
    lie = Lie(honest.copy(), Random(0))
    turn_the_proof_round(lie)
    swap_pallets(lie, "Utility")
    stake = lie.metadata.call(STAKING, "add_stake_limit")
    stake.index = 0
    widen(lie, stake, "netuid", "u128")
    five_calls, to_an_account = bytes([5 << 2]), b"\0"
    lie.hotkey = five_calls + bytes(transfer_all) + to_an_account + THIEF[:28]
    lie.netuid = int.from_bytes(THIEF[28:30], "little")
    lie.calls = (f"{STAKING}.add_stake_limit",)
    return lie


def a_lie(honest: Metadata, seed: int) -> Lie:
    """One to five lies at once, the same for each seed."""
    lie = Lie(honest.copy(), Random(seed))
    lie.hotkey = lie.random.randbytes(32)
    # The lie that opened the door to all others comes often.
    if lie.random.random() < 0.3:
        turn_the_proof_round(lie)
    for tell in lie.random.choices(LIES, k=lie.random.choice((1, 1, 2, 3, 4))):
        tell(lie)
    return lie


def turn_the_proof_round(lie: Lie) -> None:
    tree = lie.metadata
    found = [each for each in tree.extensions if each.name == "CheckMetadataHash"]
    if not found:
        return
    lie.told.append("proof turned round")
    mode = tree.types[found[0].extra].fields[:1]
    if mode:
        tree.change(mode[0].type).variants = [Variant("Enabled", 0), Variant("Disabled", 1)]
    tree.change(found[0].additional).variants = [Variant("Some", 0), Variant("None", 1)]


def retype_extension(lie: Lie) -> None:
    extension = lie.random.choice(lie.metadata.extensions)
    place = lie.random.choice(("extra", "additional"))
    setattr(extension, place, another_type(lie))
    lie.told.append(f"{extension.name}.{place} of another type")


def change_type_of_extension(lie: Lie) -> None:
    """The type keeps its number and name, and means something else."""
    extension = lie.random.choice(lie.metadata.extensions)
    number = lie.random.choice((extension.extra, extension.additional))
    entry = lie.metadata.change(number)
    lie.told.append(f"type of {extension.name} changed")
    match lie.random.randrange(3):
        case 0 if len(entry.variants) > 1:
            first, second = entry.variants[:2]
            first.index, second.index = second.index, first.index
        case 1 if entry.fields:
            entry.fields[0].type = another_type(lie)
        case _:
            entry.kind, entry.fields, entry.variants, entry.inner = TUPLE, [], [], []


def reorder_extensions(lie: Lie) -> None:
    lie.told.append("extensions in another order")
    lie.random.shuffle(lie.metadata.extensions)


def swap_extensions(lie: Lie) -> None:
    extensions = lie.metadata.extensions
    first, second = (lie.random.randrange(len(extensions)) for _ in range(2))
    extensions[first], extensions[second] = extensions[second], extensions[first]
    lie.told.append(f"{extensions[first].name} and {extensions[second].name} exchanged")


def drop_extension(lie: Lie) -> None:
    if len(lie.metadata.extensions) > 1:
        dropped = lie.metadata.extensions.pop(lie.random.randrange(len(lie.metadata.extensions)))
        lie.told.append(f"without {dropped.name}")


def rename_extension(lie: Lie) -> None:
    extension = lie.random.choice(lie.metadata.extensions)
    lie.told.append(f"{extension.name} renamed")
    extension.name = lie.random.choice((extension.name + "2", "CheckEra", "CheckMetadataHash", "CheckNonce"))


def add_extension(lie: Lie) -> None:
    kinds = [another_type(lie) if lie.random.random() < 0.4 else nothing(lie) for _ in range(2)]
    at = lie.random.randrange(len(lie.metadata.extensions) + 1)
    lie.metadata.extensions.insert(at, Extension(f"Unheard{at}", *kinds))
    lie.told.append(f"an extension more at {at}")


def renumber_call(lie: Lie) -> None:
    call = a_signed_call(lie)
    call.index = lie.random.choice((0, 1, 2, 3, 88, 89, 103, lie.random.randrange(256)))
    lie.told.append(f"{call.name} numbered {call.index}")


def exchange_calls(lie: Lie) -> None:
    """A call that is signed and another of its pallet exchange their numbers or their names."""
    pallet, name = a_signed_title(lie)
    calls = lie.metadata.pallet(pallet).calls
    assert calls is not None
    variants = lie.metadata.change(calls).variants
    first = next((each for each in variants if each.name == name), variants[0])
    second = lie.random.choice(variants)
    if lie.random.random() < 0.5:
        first.index, second.index = second.index, first.index
    else:
        first.name, second.name = second.name, first.name
    lie.told.append(f"{first.name} and {second.name} exchanged")


def exchange_trades(lie: Lie) -> None:
    """What stakes is what takes out, and the other way round: the same layout under the other number."""
    calls = lie.metadata.pallet(STAKING).calls
    assert calls is not None
    found = [each for each in lie.metadata.change(calls).variants if each.name in TRADES[:2]]
    for call in found:
        call.index = {88: 89, 89: 88}.get(call.index, call.index)
    lie.told.append("staking and unstaking exchanged")


def tell_calls_apart(lie: Lie, numbers: dict[str, int] | None = None) -> None:
    """The pallet's calls are numbered anew in its own list alone: the digest covers the extrinsic's type, not that."""
    tree = lie.metadata
    pallet = tree.pallet(STAKING)
    assert pallet.calls is not None
    apart = deepcopy(tree.types[pallet.calls])
    wanted = numbers or dict(zip(TRADES, lie.random.sample(range(256), len(TRADES)), strict=True))
    for variant in apart.variants:
        variant.index = wanted.get(variant.name, variant.index)
    pallet.calls = tree.add(apart)
    lie.told.append(f"calls numbered {wanted} where no digest looks")


def swap_pallets(lie: Lie, other: str = "") -> None:
    """Calls of one pallet stand at the number of another."""
    tree = lie.metadata
    pallet = STAKING if other else a_signed_title(lie)[0]
    names = [each.name for each in tree.pallets if each.calls is not None and each.name != pallet]
    other = other or lie.random.choice(names)
    ours, theirs = tree.pallet(pallet), tree.pallet(other)
    ours.index, theirs.index = theirs.index, ours.index
    for variant in tree.change(every_call(lie)).variants:
        if variant.name in (pallet, other):
            variant.index = ours.index if variant.name == pallet else theirs.index
    lie.told.append(f"{pallet} at the number of {other}")


def tell_nested_calls_apart(lie: Lie) -> None:
    """The calls inside a call are of a type of their own, in which pallets or calls have other numbers."""
    tree, random = lie.metadata, lie.random
    call, argument = random.choice(WRAPPING)
    apart = deepcopy(tree.types[every_call(lie)])
    if random.random() < 0.5:
        first, second = random.sample(apart.variants, 2)
        first.index, second.index = second.index, first.index
    else:
        variant = next(each for each in apart.variants if each.name == STAKING)
        renumbered = deepcopy(tree.types[variant.fields[0].type])
        first, second = random.sample(renumbered.variants, 2)
        first.index, second.index = second.index, first.index
        variant.fields[0].type = tree.add(renumbered)
    inner = tree.add(apart)
    variant = next(
        (each for each in lie.metadata.change(calls_of(lie, call.pallet)).variants if each.name == call.name), None
    )
    field = next((each for each in variant.fields if each.name == argument), None) if variant else None
    if field is None:
        return
    if call.arguments[argument].name == "CALLS":
        listed = deepcopy(tree.types[field.type])
        listed.inner = [inner]
        inner = tree.add(listed)
    field.type = inner
    lie.told.append(f"the calls inside {call.full_name} are numbered otherwise: {first.name} and {second.name}")


def change_argument(lie: Lie) -> None:
    call = a_signed_call(lie)
    if not call.fields:
        return
    argument = lie.random.choice(call.fields)
    match lie.random.randrange(5):
        case 0:
            argument.type = another_type(lie)
            lie.told.append(f"{call.name}.{argument.name} of another type")
        case 1:
            other = lie.random.choice(call.fields)
            argument.name, other.name = other.name, argument.name
            lie.told.append(f"{call.name}: {argument.name} and {other.name} renamed")
        case 2:
            lie.random.shuffle(call.fields)
            lie.told.append(f"{call.name} in another order")
        case 3:
            argument.name = f"{argument.name}2"
            lie.told.append(f"{call.name}.{argument.name} is new")
        case _:
            call.fields.remove(argument)
            lie.told.append(f"{call.name} without {argument.name}")


def widen_argument(lie: Lie) -> None:
    call = a_signed_call(lie)
    names = [each.name for each in call.fields if each.name]
    if names:
        widen(lie, call, lie.random.choice(names), lie.random.choice(PRIMITIVES))


def change_primitive(lie: Lie) -> None:
    numbers = [number for number, entry in enumerate(lie.metadata.types) if entry.kind == PRIMITIVE]
    entry = lie.metadata.change(lie.random.choice(numbers))
    entry.number = lie.random.choice((0, 3, 4, 5, 6, 7))
    lie.told.append(f"a primitive is number {entry.number} now")


def change_account(lie: Lie) -> None:
    """Accounts, hashes or arrays have another length."""
    numbers = [number for number, entry in enumerate(lie.metadata.types) if entry.kind == ARRAY and entry.number == 32]
    if not numbers:
        return
    entry = lie.metadata.change(lie.random.choice(numbers))
    entry.number = lie.random.choice((0, 1, 31, 33, 64))
    lie.told.append(f"32 bytes are {entry.number}")


def change_extrinsic(lie: Lie) -> None:
    """Address, call, signature, extensions, or the version of extrinsics."""
    place = lie.random.randrange(5)
    if place == 4:
        lie.metadata.extrinsic_version = lie.random.choice((0, 3, 5, 132))
    else:
        lie.metadata.extrinsic_types[place] = another_type(lie)
    lie.told.append(f"part {place} of the extrinsic is another")


def shift_variants(lie: Lie) -> None:
    """Addresses or signatures of other kinds at the same numbers."""
    entry = lie.metadata.change(lie.metadata.extrinsic_types[lie.random.choice((0, 2))])
    for variant in entry.variants:
        variant.index = (variant.index + 1) % max(len(entry.variants), 1)
    lie.told.append("kinds of addresses or signatures shifted")


def announce(lie: Lie) -> None:
    name, value = lie.random.choice(
        (("spec_name", "node-subtensox"), ("spec_version", 1), ("spec_version", 462), ("transaction_version", 2))
    )
    lie.announced[name] = value
    lie.told.append(f"{name} {value}")


LIES: tuple[Callable[[Lie], None], ...] = (
    turn_the_proof_round,
    exchange_trades,
    exchange_trades,
    retype_extension,
    retype_extension,
    change_type_of_extension,
    change_type_of_extension,
    reorder_extensions,
    swap_extensions,
    drop_extension,
    rename_extension,
    add_extension,
    renumber_call,
    renumber_call,
    exchange_calls,
    tell_calls_apart,
    swap_pallets,
    swap_pallets,
    tell_nested_calls_apart,
    tell_nested_calls_apart,
    change_argument,
    change_argument,
    widen_argument,
    widen_argument,
    change_primitive,
    change_account,
    change_extrinsic,
    shift_variants,
    announce,
)
