"""Landing: what Stripe said, verbatim, into ``raw``.

``run.land`` and ``run.land_files`` are what a run calls; ``source.stripe_source`` is the dlt source. Nothing is
imported here: dlt takes half a second, and whoever reads the tables does not need it.
"""
