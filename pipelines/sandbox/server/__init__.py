"""The sandbox over HTTP: Stripe's paths, parameters, lists, errors and headers."""
