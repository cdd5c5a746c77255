"""Shape: the typed models of the `oltp` schema, its control tables in `meta`, their migrations, dump and diagram."""
