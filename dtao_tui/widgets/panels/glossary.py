"""Words of the field that the screens use, each explained in a sentence or two, for the help."""

from collections.abc import Mapping
from types import MappingProxyType

GLOSSARY: Mapping[str, str] = MappingProxyType(
    {
        "impact": "What your own size does to the price: how much less you get than at the price now.",
        "tolerance": "How much worse than now the price may be when a block takes your order. Beyond it nothing is "
        "traded. An order needs more tolerance than it has impact: its limit must hold to its last part.",
        "limit price": "The price that tolerance comes to; the chain enforces it.",
        "exit": "What selling all of it now would pay: fee and impact taken off.",
        "haircut": "Value at the price minus exit: what selling costs.",
        "sellable": "What is neither locked nor held back, and so can be sold now.",
        "rest": "What a sale leaves; one that is too small for the chain is sold with it.",
        "weight": "The exponent of a side of the pool, which shapes its price. A validator's stake weight is another "
        "thing: alpha, and a part of its TAO on root.",
        "root share": "How much of a validator's stake weight its TAO on root brings.",
        "rehearsal": "The chain's own runtime tries the signed order, before it is sent, without carrying it out.",
        "shield": "An order sealed until a block opens it, so that nobody can trade before it.",
        "epoch": "The blocks after which a subnet pays out its emission to validators and stakers.",
        "take": "The part of the dividends that a validator keeps.",
        "owed": "Dividends of root that wait until they are claimed.",
        "story": "The past that the practice network tells of itself; it was never on its chain.",
        "volatility": "How much the price swings in a day, from its hours of a week.",
        "flow": "TAO that went into a pool less what went out, without what the chain itself put in.",
    }
)
