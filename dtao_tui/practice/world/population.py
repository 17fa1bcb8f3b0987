"""The population of a world file: hotkeys, the validators of each subnet, and all stakes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.practice.options import MOST_SUBNETS, account_of
from dtao_tui.practice.state.derived_accounts import account_named
from dtao_tui.practice.world import world_file_checks
from dtao_tui.practice.world.definition import Hotkey, SeedStake, trader_account, validator_of
from dtao_tui.practice.world.seeded_world import TRADERS
from dtao_tui.practice.world.world_file_checks import Json
from dtao_tui.settings import NotASetting

VALIDATOR = validator_of("World", 11_796)
"""The validator of every subnet, for stakes without a named one."""

MOST_VALIDATORS = 64
_USUAL_TAKE = 11_796
_TAKES = range(2**16)
_TRADERS_PERCENT = 7
"""Of all alpha outside the pool, as in a seeded world."""

Entry = Mapping[str, Json]


@dataclass(slots=True)
class Population:
    """All hotkeys, validators and stakes of a world file."""

    hotkeys: dict[bytes, Hotkey] = field(default_factory=dict)
    validators: dict[int, tuple[bytes, ...]] = field(default_factory=dict)
    """By netuid, root among them."""

    stakes: list[SeedStake] = field(default_factory=list)
    _with_hotkey: defaultdict[tuple[bytes, int], int] = field(default_factory=lambda: defaultdict(int))
    _on_subnet: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, *hotkeys: Hotkey) -> None:
        """Add hotkeys; known ones stay as they are."""
        for hotkey in hotkeys:
            self.hotkeys.setdefault(hotkey.account, hotkey)

    def give(self, hotkey: bytes, coldkey: bytes, amount: Alpha) -> None:
        """Add a stake of the coldkey with the hotkey."""
        if amount:
            self.stakes.append(SeedStake(hotkey, coldkey, amount.netuid, amount.rao))
            self._with_hotkey[hotkey, amount.netuid] += amount.rao
            self._on_subnet[amount.netuid] += amount.rao

    def staked(self, netuid: int, hotkey: bytes | None = None) -> int:
        """All alpha staked on a subnet, in rao, or the part with one hotkey."""
        return self._on_subnet[netuid] if hotkey is None else self._with_hotkey[hotkey, netuid]


def population_of(whole: Entry, subnets: Sequence[tuple[Entry, Pool]], *, has_market: bool) -> Population:
    """Everyone in the file, where each subnet is an entry and its pool. Raises NotASetting."""
    roll = Population()
    roll.add(VALIDATOR)
    known = {0, *(pool.netuid for _, pool in subnets)}
    for entry in world_file_checks.sequence(whole.get("stakes", []), "“stakes”"):
        _add_stake(roll, world_file_checks.mapping(entry, "A stake"), known)
    for entry, pool in subnets:
        if pool.netuid and "validators" in entry:
            roll.validators[pool.netuid] = _validators(roll, entry["validators"], pool.netuid)
    roll.validators[0] = _validators(roll, whole.get("root", []), 0)
    on_root = world_file_checks.rao(whole.get("root_stake", 0), "“root_stake”")
    roll.give(VALIDATOR.account, VALIDATOR.coldkey, Alpha(max(on_root - roll.staked(0), 0), 0))
    roll.add(*(_unknown(stake.hotkey) for stake in roll.stakes))
    everybody = tuple(roll.hotkeys)
    for entry, pool in subnets:
        roll.validators.setdefault(pool.netuid, everybody)
        _give_rest(roll, entry, pool, has_market=has_market)
    return roll


def _add_stake(roll: Population, entry: Entry, known: set[int]) -> None:
    netuid = world_file_checks.whole(entry.get("netuid"), "The netuid of a stake", range(MOST_SUBNETS + 1))
    if netuid not in known:
        raise NotASetting(f"There is a stake on subnet {netuid}, but no such pool.")
    hotkey = entry.get("hotkey")
    amount = world_file_checks.rao(entry.get("amount"), f"A stake on subnet {netuid}")
    holder = account_of(world_file_checks.text(entry.get("coldkey"), "The coldkey of a stake"))
    with_whom = account_of(world_file_checks.text(hotkey, "A hotkey")) if hotkey else VALIDATOR.account
    roll.give(with_whom, holder, Alpha(amount, netuid))


def _validators(roll: Population, entries: Json, netuid: int) -> tuple[bytes, ...]:
    """The validators of a subnet; their stake beyond the named stakes is their own."""
    what = f"a validator of subnet {netuid}"
    found: dict[bytes, None] = {}
    for each in world_file_checks.sequence(entries, f"The validators of subnet {netuid}")[:MOST_VALIDATORS]:
        entry = world_file_checks.mapping(each, f"The entry of {what}")
        account = account_of(world_file_checks.text(entry.get("hotkey"), f"The hotkey of {what}"))
        if account in found:
            raise NotASetting(f"{entry['hotkey']} is a validator of subnet {netuid} twice.")
        name = world_file_checks.text(entry.get("name", ""), f"The name of {what}")
        take = world_file_checks.whole(entry.get("take", _USUAL_TAKE), f"The take of {what}", _TAKES)
        stake = world_file_checks.rao(entry.get("stake", 0), f"The stake of {what}")
        roll.add(Hotkey(account, _owner(account), take, name))
        own = max(stake - roll.staked(netuid, account), 0)
        roll.give(account, roll.hotkeys[account].coldkey, Alpha(own, netuid))
        found[account] = None
    return (*found, VALIDATOR.account)


def _give_rest(roll: Population, entry: Entry, pool: Pool, *, has_market: bool) -> None:
    """Unnamed stakers' alpha. Without `alpha_out`: as much as the pool where nobody has any, or as the TAO claims."""
    netuid, staked = pool.netuid, roll.staked(pool.netuid)
    outside = entry.get("alpha_out")
    if pool.is_stable:
        rest = max(pool.tao_in.rao - staked, 0)
    elif outside is None:
        rest = 0 if staked else pool.alpha_in.rao
    else:
        rest = max(world_file_checks.rao(outside, f"Subnet {netuid}: alpha_out") - staked, 0)
    rest = min(rest, LARGEST_RAO)
    if has_market and netuid and not pool.is_stable:
        traded = min((staked + rest) * _TRADERS_PERCENT // 100, rest)
        roll.give(roll.validators[netuid][0], trader_account(netuid % TRADERS), Alpha(traded, netuid))
        rest -= traded
    roll.give(VALIDATOR.account, VALIDATOR.coldkey, Alpha(rest, netuid))


def _unknown(hotkey: bytes) -> Hotkey:
    return Hotkey(hotkey, _owner(hotkey), _USUAL_TAKE)


def _owner(hotkey: bytes) -> bytes:
    return account_named("owner of", hotkey.hex())
