"""A build backend that runs nothing of a source distribution.

pip keeps a source distribution only once a build backend has told its name and version. This one takes them from the
archive's PKG-INFO, so that fetching an archive executes none of its code.
"""

from pathlib import Path


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: object = None) -> str:
    lines = Path("PKG-INFO").read_text(encoding="utf-8").splitlines()
    fields = dict(line.partition(": ")[::2] for line in lines[: lines.index("") if "" in lines else None])
    told = {name: fields[name] for name in ("Metadata-Version", "Name", "Version")}
    folder = Path(metadata_directory, f"{told['Name']}-{told['Version']}.dist-info")
    folder.mkdir()
    (folder / "METADATA").write_text("".join(f"{name}: {value}\n" for name, value in told.items()), encoding="utf-8")
    return folder.name
