"""Move Stripe's objects: land them verbatim in ``raw``, promote them to ``oltp``, prove that both agree."""
