"""Command `practice`: chooses the world and serves it by a node."""

from dataclasses import dataclass, replace
from pathlib import Path

from dtao_tui.cli.console import Stopped
from dtao_tui.output import charset
from dtao_tui.practice.node.node_process import run
from dtao_tui.practice.options import NOW, PracticeOptions, parse_fund
from dtao_tui.practice.persistence.world_store import WorldStore
from dtao_tui.settings import Settings


@dataclass(frozen=True, slots=True)
class WorldWish:
    """The world's options from the command line; None where an option was not given."""

    seed: int | None
    subnets: int | None
    block_seconds: float | None
    intensity: int | None
    tempo: int | None
    still: bool
    fund: tuple[str, ...]
    world: Path | None

    def added_to(self, options: PracticeOptions) -> PracticeOptions:
        """The options with this world. Raises NotASetting."""
        asked = {
            "seed": self.seed is not None,
            "subnets": self.subnets is not None,
            "block_seconds": self.block_seconds is not None,
            "intensity": self.intensity is not None,
            "tempo": self.tempo is not None,
            "still": self.still,
            "fund": bool(self.fund),
            "world": self.world is not None,
        }
        return replace(
            options,
            seed=options.seed if self.seed is None else self.seed,
            subnets=options.subnets if self.subnets is None else self.subnets,
            block_seconds=options.block_seconds if self.block_seconds is None else self.block_seconds,
            intensity=options.intensity if self.intensity is None else self.intensity,
            tempo=self.tempo,
            still=self.still,
            fund=tuple(parse_fund(text) for text in self.fund),
            world=self.world,
            asked=frozenset(name for name, is_asked in asked.items() if is_asked),
        )


@dataclass(frozen=True, slots=True)
class PictureSource:
    """The picture of a live network to start from, and the file to save it to."""

    name: str | None
    """A network, or a picture's file."""

    accounts: tuple[str, ...] = ()
    save: Path | None = None


def practise(settings: Settings, options: PracticeOptions, source: PictureSource) -> int:
    """Serve that world until the node ends; returns the exit status. Raises Stopped and NotASetting."""
    if source.name is not None:
        from dtao_tui.cli.fork import picture_file

        if options.world is not None:
            raise Stopped("Say either --from or --world.")
        if options.age != NOW:
            raise Stopped("A picture is of the chain as it is now; leave out --from or --age.")
        picture = picture_file(settings, source.name, source.accounts, source.save)
        options = replace(options, world=picture, asked=options.asked | {"world"})
    elif source.accounts or source.save:
        raise Stopped("--account and --save belong to --from.")
    if options.reset and options.state is None:
        return _forget_the_apps(settings.places.practice_world)
    return run(options)


def _forget_the_apps(folder: Path) -> int:
    """Delete the world of the app's own practice network. Raises NotASetting while its node runs."""
    with WorldStore(folder) as store:
        store.forget()
    charset.tell("The app's practice network begins anew at its next start.")
    return 0
