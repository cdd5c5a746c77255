"""The dlt side of the raw store: pipelines, and the packages that a killed run left."""
