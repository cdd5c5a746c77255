"""What dlt does when it is given the SDK's objects and left alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dlt
import stripe

stripe.enable_telemetry = False
dlt.config["runtime.dlthub_telemetry"] = False


def land(url: str, home: str, api_base: str, api_key: str) -> dict[str, float]:
    """Land all charges, as dictionaries."""
    client = stripe.StripeClient(api_key, base_addresses={"api": api_base})

    def charges() -> Iterator[dict[str, Any]]:
        for charge in client.v1.charges.list({"limit": 100}).auto_paging_iter():
            yield charge.to_dict()

    pipeline = dlt.pipeline(
        "default",
        destination=dlt.destinations.postgres(url),
        dataset_name="dlt_default",
        pipelines_dir=str(Path(home) / "dlt_default"),
    )
    pipeline.run(dlt.resource(charges, name="charges"))
    return {}
