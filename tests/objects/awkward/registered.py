"""Makes the awkward type known to the whole pipeline, for one test, as a release would that has it."""

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from shutil import copytree
from types import ModuleType

import pytest

from oltp_schema import shape
from oltp_schema.shape_of_models import render
from pipelines.catalogue import registry
from pipelines.promotion import transforms
from pipelines.transformers import transformer_of
from tests.objects.awkward import thing

SQL = Path(__file__).parent / "sql_transforms"


def register(patch: pytest.MonkeyPatch, url: str, scratch: Path) -> None:
    """Make its tables in a database, and register its entries, transforms and twin until ``patch`` is undone."""
    thing.create_tables(url)
    (scratch / "shape.json").write_text(render(thing.METADATA))
    patch.setattr(shape, "COMMITTED", scratch / "shape.json")
    shape.tables.cache_clear()
    for entry in thing.ENTRIES:
        patch.setitem(registry._ENTRIES, entry.name, entry)
    for folder in (Path(str(transforms.FOLDER)), SQL):
        copytree(folder, scratch / "sql_transforms", dirs_exist_ok=True)
    patch.setattr(transforms, "FOLDER", scratch / "sql_transforms")
    twin = ModuleType("pipelines.transformers.thing_part")
    twin.__spec__ = ModuleSpec(twin.__name__, None)
    vars(twin)["stripe_thing_part_to_model"] = thing.stripe_thing_part_to_model
    patch.setitem(sys.modules, twin.__name__, twin)


def forget() -> None:
    """Read again what is only read once."""
    shape.tables.cache_clear()
    transformer_of.cache_clear()
