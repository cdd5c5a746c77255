"""`make object`: the files of a Stripe type that is not promoted yet, drafted from the history of its shapes."""
