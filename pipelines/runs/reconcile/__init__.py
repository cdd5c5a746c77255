"""Comparing everything with Stripe now and then, and mending what no event told of."""
