"""What docs/scaling.md says of orchestrators, with the part of it that is dlt's: one run for each resource."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dlt
import pytest

from pipelines.errors import StripeOltpError
from pipelines.landing.source import stripe_source
from pipelines.sandbox import Sandbox
from tests.landing.stripe_server import StripeServer, serving

PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
LISTS = {"/v1/charges": b'{"id":"ch_1","object":"charge"}', "/v1/customers": b'{"id":"cus_1","object":"customer"}'}


@pytest.fixture
def stripe() -> Iterator[StripeServer]:
    with serving(StripeServer(lists={path: [document] for path, document in LISTS.items()})) as server:
        yield server


def test_each_resource_runs_as_a_task_of_its_own(stripe: StripeServer, empty_database_url: str, tmp_path: Path) -> None:
    source = stripe_source(["charge", "customer"], api_key="sk_test_made_up", api_base=stripe.url)
    for number, task in enumerate(source.decompose("scc")):
        pipeline = dlt.pipeline(
            "tasks",
            destination=dlt.destinations.postgres(_with_password(empty_database_url)),
            dataset_name="tasks",
            pipelines_dir=str(tmp_path / str(number)),  # as on another machine: nothing of the task before is there
        )
        pipeline.run(task)
        assert [path for path, _, _ in stripe.requests] == list(LISTS)[: number + 1]
    with pipeline.sql_client() as client:
        assert client.execute_sql("SELECT id FROM charges UNION SELECT id FROM customers ORDER BY 1") == [
            ("ch_1",),
            ("cus_1",),
        ]
        assert client.execute_sql("SELECT count(*) FROM _dlt_loads WHERE status = 0") == [(2,)]


def test_its_python_names_what_there_is() -> None:
    examples = map(ast.parse, EXAMPLES)
    imported = {
        (node.module, name.name)
        for example in examples
        for node in ast.walk(example)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipelines")
        for name in node.names
    }
    assert imported == {
        ("pipelines.runs", "Outcome"),
        ("pipelines.runs", "pipeline"),
    }


def test_the_use_cases_run_in_the_process_of_an_orchestrator(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Sandbox.create(tmp_path / "sandbox.sqlite", customers=3).close()
    monkeypatch.setenv("STRIPE_OLTP_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    run(EXAMPLES[0])
    assert re.fullmatch(r"\d+ new products, balanced: True\n", capsys.readouterr().out)
    for scheduler in (airflow, dagster):
        tasks: list[Callable[[], Any]] = []
        for name, module in scheduler(tasks.append).items():
            monkeypatch.setitem(sys.modules, name, module)
        run(next(example for example in EXAMPLES if f"from {scheduler.__name__}" in example))
        (task,) = tasks
        assert task()
        monkeypatch.setenv("STRIPE_API_KEY", "sk_test_made_up")
        monkeypatch.setenv("STRIPE_API_BASE", "http://127.0.0.1:1")
        with pytest.raises(StripeOltpError):
            task()
        monkeypatch.delenv("STRIPE_API_KEY")
        monkeypatch.delenv("STRIPE_API_BASE")


def run(example: str) -> None:
    exec(compile(example, PAGE.name, "exec"), {})  # noqa: S102 -- it is ours


def airflow(found: Callable[[Callable[[], Any]], None]) -> dict[str, Any]:
    """Airflow's names, as far as the page uses them; its scheduler is not here. Tells the task of the DAG."""

    def task(function: Callable[[], Any]) -> Callable[[], None]:
        return lambda: found(function)

    sdk = SimpleNamespace(dag=lambda **_: lambda function: function, task=task)
    return {"airflow": SimpleNamespace(sdk=sdk), "airflow.sdk": sdk, "pendulum": SimpleNamespace(datetime=datetime)}


def dagster(found: Callable[[Callable[[], Any]], None]) -> dict[str, Any]:
    """Dagster's names, likewise."""
    names = {name: lambda *_, **given: given for name in ("Definitions", "ScheduleDefinition", "define_asset_job")}
    module = SimpleNamespace(asset=lambda **_: found, MaterializeResult=dict, **names)
    return {"dagster": module}


def _with_password(url: str) -> str:
    """dlt by itself demands a password, also of a server that asks for none."""
    user, at, place = url.removeprefix("postgresql://").rpartition("@")
    return f"postgresql://{user if ':' in user else f'{user}:none'}{at}{place}"
