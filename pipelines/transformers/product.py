"""A product as its row."""

from oltp_schema.models.product import Product
from pipelines.transformers.readers import (
    Document,
    boolean,
    first,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)


def stripe_product_to_model(data: Document) -> Product:
    """Map a product of any API version. Raises DocumentError."""
    return Product(
        id=text(data, "id"),
        active=boolean(data, "active"),
        created=timestamp(data, "created"),
        default_price_id=reference(data, "default_price"),
        description=text(data, "description"),
        images=json_array(data, "images"),
        livemode=boolean(data, "livemode"),
        marketing_features=first(json_array(data, "marketing_features"), json_array(data, "features")),
        metadata_=json_object(data, "metadata"),
        name=text(data, "name"),
        package_dimensions=json_object(data, "package_dimensions"),
        shippable=boolean(data, "shippable"),
        statement_descriptor=text(data, "statement_descriptor"),
        tax_code_id=first(reference(data, "tax_details.tax_code"), reference(data, "tax_code")),
        tax_details_performance_location=text(data, "tax_details.performance_location"),
        type=text(data, "type"),
        unit_label=text(data, "unit_label"),
        updated=timestamp(data, "updated"),
        url=text(data, "url"),
    )
