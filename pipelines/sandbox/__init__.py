"""The sandbox Stripe: a deterministic stand-in for Stripe's API, for trying out, for tests, for work without a network.

``Sandbox.create(path)`` makes or opens one, ``sandbox.serve()`` puts it on a free port while a block runs, and
``serve_forever`` serves it in the foreground.
"""

from pipelines.sandbox.rendering import API_VERSION
from pipelines.sandbox.sandbox import BEGAN, NOW, SANDBOX_KEY, Sandbox
from pipelines.sandbox.server.routes import Gate
from pipelines.sandbox.server.serving import Serving, serve_forever

__all__ = ["API_VERSION", "BEGAN", "NOW", "SANDBOX_KEY", "Gate", "Sandbox", "Serving", "serve_forever"]
