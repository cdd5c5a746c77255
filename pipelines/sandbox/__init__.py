"""The sandbox Stripe: a deterministic stand-in for Stripe's API, for trying out, for tests, for work without a network.

``Sandbox.create(path)`` makes or opens one, ``sandbox.serve()`` puts it on a free port while a block runs, and
``serve_forever`` serves it in the foreground. A ``Gate`` stands before its answers: ``Faults``, ``Limits``;
``Business`` changes the account meanwhile, ``Deliveries`` posts its events to webhook endpoints.
"""

from pipelines.sandbox.account import Tardiness
from pipelines.sandbox.clocked import NOW
from pipelines.sandbox.deliveries import Deliveries, Mishaps
from pipelines.sandbox.faults import Faults, Lacking, Script
from pipelines.sandbox.limits import Latency, Limits, Meanwhile
from pipelines.sandbox.rendering import API_VERSION
from pipelines.sandbox.sandbox import BEGAN, Sandbox
from pipelines.sandbox.server.gate import Gate, Gates
from pipelines.sandbox.server.serving import SANDBOX_KEY, Serving, serve_forever
from pipelines.sandbox.stream import Business
from pipelines.sandbox.thin_events import ThinEvents

__all__ = [
    "API_VERSION",
    "BEGAN",
    "NOW",
    "SANDBOX_KEY",
    "Business",
    "Deliveries",
    "Faults",
    "Gate",
    "Gates",
    "Lacking",
    "Latency",
    "Limits",
    "Meanwhile",
    "Mishaps",
    "Sandbox",
    "Script",
    "Serving",
    "Tardiness",
    "ThinEvents",
    "serve_forever",
]
