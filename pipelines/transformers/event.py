"""An event as its row."""

from oltp_schema.models.event import Event
from pipelines.transformers.readers import Document, boolean, reference, text, timestamp


def stripe_event_to_model(data: Document) -> Event:
    """Map an event of any API version. Raises DocumentError."""
    return Event(
        id=text(data, "id"),
        account_id=reference(data, "account"),
        api_version=text(data, "api_version"),
        context=text(data, "context"),
        created=timestamp(data, "created"),
        livemode=boolean(data, "livemode"),
        object_id=reference(data, "data.object"),
        object_type=text(data, "data.object?.object"),
        request_id=reference(data, "request"),  # an id alone before 2017-05-25
        request_idempotency_key=text(data, "request?.idempotency_key"),
        type=text(data, "type"),
    )
