"""The torture test: a pipeline that is killed, cut off and fed faults while its Stripe goes on, and ends right."""
