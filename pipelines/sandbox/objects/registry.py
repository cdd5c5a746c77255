"""The sandbox's types: each has a module in this folder with its ``TYPE``."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType

from pipelines.sandbox.objects.traits import SandboxType


def _found() -> dict[str, SandboxType]:
    modules = (import_module(f"{__package__}.{module.name}") for module in iter_modules([str(Path(__file__).parent)]))
    types = (module.TYPE for module in modules if hasattr(module, "TYPE"))
    return {each.name: each for each in types}


TYPES: Mapping[str, SandboxType] = MappingProxyType(_found())
"""By name, in the order of the names."""


def of(kind: str) -> SandboxType:
    """What is decided of a type; of one that the sandbox has none of, nothing."""
    return TYPES.get(kind) or SandboxType(kind)


def kept_as(kind: str) -> str:
    """The type that objects of a type are kept as."""
    made_from = of(kind).made_from
    return made_from.kind if made_from else kind
