"""Imported by a client's Python as it starts: what is meant for Stripe goes to the sandbox (STRIPE_BASE)."""

import os

import requests  # type: ignore[import-untyped, unused-ignore]

STRIPE = "https://api.stripe.com"
_send = requests.Session.send


def _redirected(self, request, **options):  # type: ignore[no-untyped-def]
    request.url = request.url.replace(STRIPE, os.environ["STRIPE_BASE"], 1)
    return _send(self, request, **options)


requests.Session.send = _redirected  # type: ignore[method-assign, unused-ignore]
