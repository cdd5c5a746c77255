"""What docs/sandbox.md takes from the sandbox's types."""

from collections.abc import Iterable

from pipelines.sandbox.objects import TYPES
from pipelines.sandbox.objects.traits import SandboxType


def types() -> list[str]:
    """One line per type."""
    return ["| type | lists | filters | only if asked for |", "|---|---|---|---|", *map(_line, TYPES.values())]


def _line(each: SandboxType) -> str:
    below = [f"{base}/…/{name}" for base, name in each.sub_lists]
    paths = [*each.paths, *below, *filter(None, [each.alone])]
    return f"| {each.name} | {_words(paths)} | {_words(each.filters)} | {_words([*each.embedded, *each.included])} |"


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
