"""Stripe's API versions: which there are, what each of them changed, and how each change is undone."""
