"""Token symbols of subnets, from the alphabets of the chain's own list."""

from collections.abc import Iterator
from functools import cache

_ALPHABETS = (
    "αβγδεζηθικλμνξοπρστυφχψω",
    "אבגדהוזחטיכלמנסעפצקרשת",
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "БГДЖИЛПФЦЧШЩЪЫЬЭЮЯ",
    "ԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՏՐՑՓՔՖ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "ᚠᚢᚦᚨᚱᚲᚷᚹᚺᚾᛁᛃᛇᛈᛉᛋᛏᛒᛖᛗᛚᛜᛞᛟ",
    "ᚁᚂᚃᚄᚅᚆᚇᚈᚉᚊᚋᚌᚍᚎᚏᚐᚑᚒᚓᚔ",
    "ⲁⲃⲅⲇⲉⲋⲍⲏⲑⲓⲕⲗⲙⲛⲝⲟⲡⲣⲥⲧⲩⲫⲭⲯⲱ",
    "ⰀⰁⰂⰃⰄⰅⰆⰇⰈⰉⰊⰋⰌⰍⰎⰏⰐⰑⰒⰓⰔⰕⰖⰗ",
)


def symbol_of(netuid: int) -> bytes:
    """The subnet's symbol: one letter, then pairs of letters once the alphabets are used up."""
    letters = _letters()
    if netuid == 0:
        return "τ".encode()
    first, second = divmod(netuid - 1, len(letters))
    symbol = letters[second] if first == 0 else letters[(first - 1) % len(letters)] + letters[second]
    return symbol.encode()


@cache
def _letters() -> tuple[str, ...]:
    return tuple(_each_letter())


def _each_letter() -> Iterator[str]:
    for alphabet in _ALPHABETS:
        yield from alphabet
