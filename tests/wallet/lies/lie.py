"""One lie about a chain: the forged description, what is announced beside it, and the parts that lies are made of."""

from dataclasses import dataclass, field
from random import Random

from dtao_tui.wallet.signer.calls.signing_rules import RULES
from tests.metadata.tree import ARRAY, COMPACT, COMPOSITE, TUPLE, Metadata, Type, Variant

SIGNED = tuple((rule.call.pallet, rule.call.name) for rule in RULES.values())
PRIMITIVES = ("bool", "u8", "u16", "u32", "u64", "u128")


@dataclass
class Lie:
    """A forged description, and what the endpoint announces beside it."""

    metadata: Metadata
    random: Random
    announced: dict[str, object] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    """Which lies were told, for the reader of a failure."""

    hotkey: bytes = bytes(32)
    """The address that the endpoint names as a validator."""

    netuid: int | None = None
    """The number that it gives a subnet; any if None."""

    calls: tuple[str, ...] = ()
    """The full names of the calls that are tried; drawn from all rules if empty."""


def another_type(lie: Lie) -> int:
    tree, random = lie.metadata, lie.random
    match random.randrange(6):
        case 0:
            return nothing(lie)
        case 1:
            return tree.add(Type(COMPACT, inner=[tree.primitive(random.choice(PRIMITIVES[1:]))]))
        case 2:
            return tree.add(Type(ARRAY, inner=[tree.primitive("u8")], number=random.choice((0, 1, 32, 33))))
        case 3:
            return random.randrange(len(tree.types))
        case 4:
            other = random.choice(tree.extensions)
            return random.choice((other.extra, other.additional))
        case _:
            return tree.primitive(random.choice(PRIMITIVES))


def nothing(lie: Lie) -> int:
    return lie.metadata.add(Type(lie.random.choice((TUPLE, COMPOSITE))))


def a_signed_title(lie: Lie) -> tuple[str, str]:
    """Pallet and name of a call that the signer's rules allow."""
    return lie.random.choice(SIGNED)


def a_signed_call(lie: Lie) -> Variant:
    """A call that the rules allow, to be changed; any of its pallet where another lie has renamed it."""
    pallet, name = a_signed_title(lie)
    variants = lie.metadata.change(calls_of(lie, pallet)).variants
    return lie.random.choice([each for each in variants if each.name == name] or variants)


def calls_of(lie: Lie, pallet: str) -> int:
    """The number of the type that lists a pallet's calls."""
    calls = lie.metadata.pallet(pallet).calls
    assert calls is not None
    return calls


def every_call(lie: Lie) -> int:
    """The number of the type that lists all pallets' calls."""
    return next(n for n, entry in enumerate(lie.metadata.types) if entry.path[-1:] == ["RuntimeCall"])


def widen(lie: Lie, call: Variant, name: str, kind: str) -> None:
    for each in call.fields:
        if each.name == name:
            each.type = lie.metadata.primitive(kind)
    lie.told.append(f"{call.name}.{name} is {kind}")
