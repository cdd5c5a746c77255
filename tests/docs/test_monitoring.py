"""The alerts and the dashboard of docs/monitoring ask for metrics and labels that are exported, and for no others."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml  # type: ignore[import-untyped]  # dlt brings it, without its types
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from pipelines.runs.metrics import OUTCOMES, RunMetrics
from pipelines.settings import Settings
from pipelines.webhooks.counting import WebhookMetrics

FOLDER = Path(__file__).parents[2] / "docs" / "monitoring"
INTERVAL = {"$__rate_interval": "5m"}  # Grafana puts it in
BY_DATABASE = {
    "stripe_oltp_quarantined_documents": {"object"},
    "stripe_oltp_event_to_row_seconds": {"quantile"},
}  # it has series only while there are some
VALUES = {"outcome": set(OUTCOMES.values()), "change": {"landed", "promoted", "deleted"}}


def alerts() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"]
    return list(group["rules"])


def panels() -> list[dict[str, Any]]:
    return list(json.loads((FOLDER / "dashboard.json").read_text())["panels"])


def queries() -> list[str]:
    found = [rule["expr"] for rule in alerts()]
    found += [target["expr"] for panel in panels() for target in panel["targets"]]
    for name, interval in INTERVAL.items():
        found = [query.replace(name, interval) for query in found]
    return found


def selectors(node: Any) -> Iterator[Any]:
    """The selectors of a query, wherever they are in it."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    elif isinstance(node, promql_parser.MatrixSelector):
        yield node.vector_selector
    for part in ("expr", "lhs", "rhs"):
        if hasattr(node, part):
            yield from selectors(getattr(node, part))
    for argument in getattr(node, "args", ()):
        yield from selectors(argument)


def grouped(node: Any) -> Iterator[str]:
    """The labels that a query groups by."""
    modifier = getattr(node, "modifier", None)
    yield from getattr(modifier, "labels", ()) or ()
    for part in ("expr", "lhs", "rhs"):
        if hasattr(node, part):
            yield from grouped(getattr(node, part))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The labels of each metric that a process exports, by its name as it is asked for."""
    return {
        name: labels for registry in registries(tmp_path_factory.mktemp("home")) for name, labels in named(registry)
    }


def registries(home: Path) -> Iterator[CollectorRegistry]:
    unreachable = "postgresql://nobody@127.0.0.1:1/none"
    yield RunMetrics(Settings(home, database_url=unreachable)).registry
    yield WebhookMetrics().registry


def named(registry: CollectorRegistry) -> Iterator[tuple[str, set[str]]]:
    for collector in list(registry._collector_to_names):
        labels = set(getattr(collector, "_labelnames", ()))
        for name in registry._collector_to_names[collector]:
            yield name, labels


def test_every_query_asks_for_what_there_is(exported: dict[str, set[str]], of_database: dict[str, set[str]]) -> None:
    known = of_database | exported
    for query in queries():
        tree = promql_parser.parse(query)
        found = list(selectors(tree))
        assert found or "vector(" in query, query
        labels = set()
        for selector in found:
            assert selector.name in known, query
            labels |= known[selector.name]
            for matcher in selector.matchers.matchers:
                assert matcher.name in known[selector.name], query
                assert set(matcher.value.split("|")) <= VALUES.get(matcher.name, values_of(matcher.name)), query
        assert set(grouped(tree)) <= labels, query


def values_of(label: str) -> set[str]:
    """The values of a label that a receiver of webhooks has from its beginning."""
    text = b"".join(WebhookMetrics().text()).decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {sample.labels[label] for sample in samples if label in sample.labels}


@pytest.fixture
def of_database(database_url: str, tmp_path: Path) -> dict[str, set[str]]:
    """The metrics that are looked up in a database."""
    found = {family.name for family in RunMetrics(Settings(tmp_path, database_url=database_url)).registry.collect()}
    return {key: set() for key in found} | BY_DATABASE


def test_the_labels_that_are_shown_are_those_of_the_query() -> None:
    for panel in panels():
        for target in panel["targets"]:
            tree = promql_parser.parse(target["expr"].replace("$__rate_interval", "5m"))
            assert set(re.findall(r"{{(\w+)}}", target["legendFormat"])) == set(grouped(tree)), panel["title"]


def test_the_page_names_every_metric_and_no_other(
    exported: dict[str, set[str]], of_database: dict[str, set[str]]
) -> None:
    page = (FOLDER.parent / "live.md").read_text()
    shown = set(re.findall(r"`(stripe_oltp_\w+)", page))
    internal = {name for name in exported if name.endswith("_created") or f"{name}_total" in exported}
    families = {name for name in of_database if f"{name}_total" in exported}
    assert shown == (exported.keys() | of_database.keys()) - internal - families
