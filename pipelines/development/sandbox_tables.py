"""What docs/sandbox.md takes from the sandbox's types."""

from collections.abc import Iterable, Mapping

from pipelines.sandbox.objects import TYPES
from pipelines.sandbox.objects.traits import SandboxType
from pipelines.sandbox.versions.additions import lost_before
from pipelines.sandbox.versions.known import VERSIONS


def types() -> list[str]:
    """One line per type."""
    return ["| type | lists | filters | only if asked for |", "|---|---|---|---|", *map(_line, TYPES.values())]


def additions() -> list[str]:
    """One line per version that added what older ones cannot say."""
    lost = {version: lost_before(version) for version in reversed(VERSIONS)}
    lines = ["| before | is missing |", "|---|---|"]
    lines += [f"| {version} | {_fields(fields)} |" for version, fields in lost.items() if fields]
    return lines


def _line(each: SandboxType) -> str:
    below = [f"{base}/…/{name}" for base, name in each.sub_lists]
    paths = [*each.paths, *below, *filter(None, [each.alone])]
    return f"| {each.name} | {_words(paths)} | {_words(each.filters)} | {_words([*each.embedded, *each.included])} |"


def _fields(by_type: Mapping[str, Iterable[str]]) -> str:
    return "; ".join(f"{kind}: {_words(fields)}" for kind, fields in by_type.items())


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
