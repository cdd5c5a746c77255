"""Stripe's objects as the sandbox first writes them: every field that a full object has at ``API_VERSION``."""
