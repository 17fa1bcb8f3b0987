"""The story of a practice world: a past that leads to its genesis and is the same each time."""

import time

from dtao_tui.practice.market.price_story import DAY, HOUR, MINUTE, ages_of, story_of
from dtao_tui.practice.market.told_past import POOLS_A_PAGE, ToldPast, told_past
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.seeded_world import seeded_world

BEGAN = 1_795_000_000_000


def pools() -> list:
    return [each.pool for each in seeded_world(1, 40, moves=True).subnets if each.pool.mechanism == 1]


def test_a_story_is_a_function_of_the_seed() -> None:
    pool = pools()[3]
    ages = ages_of(128)
    one, same, other = (story_of(pool, seed, ages, declines=False) for seed in (1, 1, 2))
    assert one == same != other
    assert [one.prices[at] for at in (0, 100, 600, -1)] == [one.prices[at] for at in (0, 100, 600, -1)]


def test_a_story_ends_at_the_price_of_genesis() -> None:
    for pool in pools():
        newest = story_of(pool, 1, ages_of(128), declines=False).prices[0]
        assert abs(newest - pool.price.rao) * 50 < pool.price.rao


def test_the_points_are_closer_the_newer_they_are_and_go_back_thirty_days() -> None:
    ages = ages_of(128)
    assert [(ages[at]) for at in (0, 119, 120)] == [
        (MINUTE, MINUTE),
        (2 * HOUR, MINUTE),
        (2 * HOUR + 10 * MINUTE, 10 * MINUTE),
    ]
    assert ages[-1] == (30 * DAY, HOUR)
    assert 1_100 <= len(ages) <= 1_300
    assert len(ages_of(4096)) < 200


def test_a_declining_pool_was_worth_more() -> None:
    pool = pools()[-1]
    down, flat = (story_of(pool, 1, ages_of(128), declines=declines) for declines in (True, False))
    assert down.prices[-1] > 2 * flat.prices[-1]


def test_volume_is_at_least_what_flowed() -> None:
    story = story_of(pools()[0], 1, ages_of(128), declines=False)
    assert all(volume >= abs(flow) for volume, flow in zip(story.volumes, story.flows, strict=True))


def test_the_story_of_a_whole_world_takes_a_fraction_of_a_second() -> None:
    told, ages = pools() * 4, ages_of(128)
    began = time.process_time()
    for pool in told:
        story_of(pool, 1, ages, declines=False)
    # Measured: 0.14 s for 126 pools; the bound leaves room for a busy machine.
    assert time.process_time() - began < 0.6


def test_pages_hold_every_pool_once_and_their_columns_are_of_one_length() -> None:
    past, told, pages = ToldPast(1, 40), [], 0
    while True:
        page = past.page(len(told), BEGAN)
        told += page["pools"]
        pages += 1
        if page["is_last"]:
            break
    assert pages == -(-len(told) // POOLS_A_PAGE)
    assert len({pool["netuid"] for pool in told}) == len(told) > 30
    assert {len(pool[name]) for pool in told for name in ("prices", "volumes", "flows")} == {len(page["times"])}


def test_still_worlds_and_those_of_a_file_have_no_past(tmp_path) -> None:
    assert told_past(PracticeOptions(still=True)) is None
    assert told_past(PracticeOptions(world=tmp_path / "world.json")) is None
    assert told_past(PracticeOptions(age="announcement")) is None
    assert told_past(PracticeOptions()) is not None
