"""`make bench`: measure against the speed budget and print the figures. Nothing is asserted: machines differ."""

import asyncio

from tests.benchmarks import blocks, charts, keys, quoting, recording, remembering, starting, worlds


def main() -> None:
    """Print one line a figure."""
    snapshot, _ = asyncio.run(blocks.read(128))
    for figure in (
        *starting.measured(),
        *quoting.measured(snapshot),
        *keys.measured(snapshot),
        *charts.measured(),
        *blocks.measured(128),
        *blocks.measured(1000),
        *blocks.measured(4096),
        *recording.measured(130, 600, 5.0),
        *recording.measured(4096, 150, 10.0),
        *recording.measured_story(),
        *remembering.measured(8, 7),
        *remembering.measured(130, 30),
        *remembering.measured(4096, 30),
        *remembering.measured(130, 365),
        *remembering.measured(4096, 365),
        *worlds.measured(128, 300),
        *worlds.measured(4096, 32),
    ):
        print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
