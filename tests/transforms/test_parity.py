"""Both readings agree on documents that nobody thought of."""

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE, children_of, promoted
from tests.transforms.documents import DOCUMENTS, numbered
from tests.transforms.rows import by_python, by_sql, differences

ENCODER = msgspec.json.Encoder(decimal_format="number")
# Without a memory of failures, which would make one run depend on the last, and without shrinking, which takes minutes
# on documents of this size: a difference names its column and both values.
PHASES = (Phase.generate,)
WHOLE_OBJECTS = [entry.name for entry in promoted() if entry.embedded is None]


def test_every_promoted_type_has_generated_documents() -> None:
    assert set(DOCUMENTS) == set(WHOLE_OBJECTS)


@pytest.mark.parametrize("name", WHOLE_OBJECTS)
@given(data=st.data())
@settings(max_examples=40, database=None, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
def test_both_readings_of_generated_documents_agree(name: str, transforms: Connection, data: st.DataObject) -> None:
    found = data.draw(st.lists(DOCUMENTS[name], min_size=1, max_size=4))
    parts = next((child.embedded.field for child in children_of(CATALOGUE[name]) if child.embedded), None)
    texts = [ENCODER.encode(document).decode() for document in numbered(found, parts)]
    assert differences(by_sql(transforms, name, texts), by_python(name, texts)) == []
