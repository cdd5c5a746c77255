"""Landing: what Stripe said, verbatim, into ``raw``.

``land`` and ``land_files`` are what a run calls; ``source.stripe_source`` is the dlt source.
"""
