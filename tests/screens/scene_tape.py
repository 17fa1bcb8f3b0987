"""The tape of the scenes' subnet: the trades of `look/subnet-memory-160`, always the same."""

from itertools import pairwise

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.tape.recorded_tape import RecordedTape
from dtao_tui.domain.tape.tape_lines import UnreadBlocks
from dtao_tui.domain.tape.tape_trades import TapeOp, TapeTrade
from tests.fakes import ALICE, BOB, CHARLIE, HOTKEY, OTHER_HOTKEY, PRACTICE_ADDRESS, World, a_validator
from tests.screens.scene_past import NOW

NAMES = ("RoundTable", "OpenTau", "Northstar", "Quorum Labs", "Kiln & Co", "Slow River")
HOTKEYS = (HOTKEY, OTHER_HOTKEY, ALICE, BOB, CHARLIE, "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL")
TAPE_NETUID = 3
STRANGER = "5DcTc1ct2ULapQ7z5vosxGZwPgBYfJ4iiWZJDMHmEzYJpLhV"
LAST_BLOCK = 48_180
UNREAD = (47_731, 47_732)
LINES = (
    # Minutes before now, block, operation, size, price after in millionths, validator, mine, trades of the line.
    (49.0, 47_650, "stake", "9.531", 22_485, 5, False, 1),
    (46.1, 47_662, "stake", "16.700", 22_495, 5, False, 1),
    (44.9, 47_670, "stake", "15.323", 22_502, 5, False, 1),
    (43.6, 47_677, "stake", "12.887", 22_506, 1, False, 1),
    (41.2, 47_690, "swap in", "8.392", 22_508, 0, False, 1),
    (39.0, 47_702, "unstake", "20.784", 22_479, 0, False, 1),
    (36.1, 47_716, "stake", "11.248", 22_495, 4, False, 1),
    (33.4, 47_728, "unstake", "62.070", 22_406, 4, False, 1),
    (32.1, 47_730, "stake", "2.156", 22_409, 5, False, 1),
    (31.2, 47_738, "unstake", "40.000", 22_353, 1, True, 1),
    (29.0, 47_750, "unstake", "1.861", 22_350, 1, False, 1),
    (27.3, 47_758, "stake", "62.788", 22_439, 1, False, 1),
    (26.2, 47_764, "stake", "20.404", 22_468, 3, False, 1),
    (25.3, 47_770, "stake", "58.000", 22_551, 5, False, 1),
    (22.8, 47_785, "stake", "36.816", 22_604, 4, False, 1),
    (20.0, 47_799, "stake", "5.708", 22_612, 4, False, 1),
    (19.3, 47_805, "unstake", "412.500", 22_024, 3, False, 1),
    (16.6, 47_820, "unstake", "6.673", 22_014, 0, False, 1),
    (14.6, 47_833, "unstake", "8.539", 22_003, 1, False, 1),
    (12.4, 47_846, "stake", "17.654", 22_027, 2, False, 1),
    (9.5, 47_862, "stake", "63.214", 22_116, 2, False, 3),
    (6.7, 47_877, "unstake", "14.189", 22_096, 4, False, 1),
    (3.8, 47_893, "unstake", "9.867", 22_082, 3, False, 1),
    (2.7, 47_900, "stake", "8.112", 22_093, 2, False, 1),
    (0.1, LAST_BLOCK, "stake", "10.500", 22_108, 0, True, 1),
)
_BEFORE_FIRST = 22_483
_NOW, _LAST = 15_607, 22_108
"""The scenes' last price in millionths, and that of the lines, which are brought to it."""


def fill_tape(world: World, subnet: Subnet) -> None:
    """Have these trades recorded of this subnet, and its validators named."""
    world.market.validator_list[subnet.netuid] = tuple(
        a_validator(subnet.netuid, hotkey, name) for hotkey, name in zip(HOTKEYS, NAMES, strict=True)
    )
    prices = [_BEFORE_FIRST, *(line[4] for line in LINES)]
    trades = tuple(
        TapeTrade(
            block=block,
            time_ms=NOW - round(minutes * 60_000),
            extrinsic=2,
            op=TapeOp(op),
            subnet=subnet.id,
            tao=Tao.parse(size),
            alpha=Alpha(Tao.parse(size).rao * 45, subnet.netuid),
            before=_price(before),
            after=_price(after),
            flow=None,
            coldkey=PRACTICE_ADDRESS if is_mine else STRANGER,
            hotkeys=(HOTKEYS[validator],),
            count=count,
        )
        for (minutes, block, op, size, _, validator, is_mine, count), (before, after) in zip(
            LINES, pairwise(prices), strict=True
        )
    )
    unread = (UnreadBlocks(*UNREAD, "The endpoint did not answer.", NOW - 31 * 60_000),)
    world.parts.tape.restore(subnet.id, RecordedTape(trades, unread, NOW - 3 * 3_600_000, 10**9))


def _price(millionths: int) -> Price:
    return Price(millionths * 1000 * _NOW // _LAST)
