"""Working off the plan: several threads read into one load after the other, without a pause."""
