"""Stripe's API as bytes: requests, limits, retries, and what an answer holds."""
