"""What is to be read from Stripe, kept in meta: watermarks, windows, the refetch queue, leases."""
