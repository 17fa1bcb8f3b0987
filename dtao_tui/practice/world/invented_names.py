"""Names of subnets and validators in the practice world, hostile ones included."""

from bisect import bisect_left
from dataclasses import dataclass

_BY_NETUID = {
    1: "apex", 2: "omron", 3: "templar", 4: "targon", 9: "pretrain", 11: "tidepool", 17: "halcyon", 23: "windlass",
    26: "undertow", 30: "bellwether", 33: "alembic", 35: "lattice", 36: "meridian", 43: "orrery", 44: "mistral",
    46: "driftwood", 49: "thicket", 52: "coracle", 53: "semaphore", 58: "almanac", 63: "tessera", 66: "foundry",
    67: "cinder", 68: "emberline", 76: "keystone", 78: "northwind", 80: "ironwood", 83: "parallax", 86: "saffron",
    87: "palisade", 88: "marginalia", 92: "quarry", 98: "cartographer", 102: "argosy", 107: "sextant",
    113: "lodestar", 121: "plumbline", 127: "harrier",
}  # fmt: skip
"""Subnets that keep their number in every practice world."""

LARGEST_FIRST = (
    3, 9, 4, 63, 1, 17, 87, 52, 35, 92, 107, 44, 76, 88, 67, 68, 78, 83, 30, 46, 102, 113, 86, 43, 66, 26, 80, 36, 2,
    98, 23, 121, 58, 49, 53, 11, 33, 127,
)  # fmt: skip
"""The best-known subnets, by the size of their pool."""

_OTHERS = """
    aphelion astrolabe ballast basilica beacon birchbark bramble breakwater brume caldera candela capstan causeway
    chandlery cistern clarion clinker cobalt compass cordage cornice cupola delta dovetail ember estuary fathom
    ferrule filament flotsam gantry garnet gimbal glasswork granary gyre hawser headland hearth heliograph
    hinterland isobar jetty juniper kelp kiln lantern larch ledger limestone loom lumen mangrove marlin mortise
    mosaic nimbus nocturne obelisk ochre oriel outrigger pantograph pelican pewter pinnace plateau polder porthole
    quill quorum rampart rigging ripple rosewood rudder sandbar scaffold seabird sluice solstice spindle starboard
    steeple stratum sundial talus tamarack tenon terrace tiller trellis turbine umbra vellum verdigris vesper
    viaduct wayfarer weir whetstone wicket willow yardarm zenith
""".split()  # noqa: SIM905 - a hundred words read better as a text

_HOSTILE = {
    13: b"\x1b]0;pwned\x07quiet",
    29: b"\x1b]52;c;cm0gLXJmIH4=\x07helper",
    41: b"[/bad] [bold red]rally",
    56: b"[@click=app.quit]free tao[/]",
    73: "\u202erevlis\u202c \u2067mirror".encode(),
    94: "tem\u200bplar\u200d".encode(),
    111: ("the longest name on the chain, " * 20).encode(),
    116: b"\xff\xfe broken \xc3\x28",
    119: "line\nfeed\ttab\x00nul\x9b31m".encode(),
}
"""Names that attack a program that shows them; every owner may choose one."""


@dataclass(frozen=True, slots=True)
class KnownValidator:
    """A validator that serves many subnets."""

    name: str
    take: int
    """In 65535ths of the dividends."""


VALIDATORS = tuple(
    KnownValidator(name, permille * 65535 // 1000)
    for name, permille in (
        ("RoundTable", 180), ("OpenTau", 90), ("Northstar", 120), ("Quorum Labs", 0), ("Slow River", 155),
        ("Tidewater", 110), ("Kiln & Co", 180), ("Harbourlight", 90), ("Ninth Bell", 180), ("Copperfield", 100),
        ("Cloudbreak", 120), ("Stillwater", 50), ("Old Mill", 180), ("Paper Lantern", 145), ("Fieldstone", 90),
        ("Blue Heron", 180), ("Long Acre", 75), ("Vantage Nine", 160), ("Greyfriars", 180), ("Sundry & Sons", 30),
        ("First Light", 120), ("Ravenswood", 180), ("Tall Ship", 99), ("Uplands", 180),
    )
)  # fmt: skip


_TAKEN = sorted((*_BY_NETUID, *_HOSTILE))


def name_of(netuid: int) -> bytes:
    """The subnet's name, as its owner chose it."""
    if netuid in _HOSTILE:
        return _HOSTILE[netuid]
    if netuid in _BY_NETUID:
        return _BY_NETUID[netuid].encode()
    place = netuid - bisect_left(_TAKEN, netuid) - 1
    again, word = divmod(place, len(_OTHERS))
    return (_OTHERS[word] + (f" {again + 1}" if again else "")).encode()
