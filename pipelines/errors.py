"""The failures a user can meet.

Each says which thing, which rule and what to do next, and never shows a key or a row's values. The command line
prints the message without a traceback and exits with ``exit_code``.
"""


class StripeOltpError(Exception):
    """Base of every failure that is reported by its message alone."""

    exit_code = 1


class UsageError(StripeOltpError):
    """The command, its options or its configuration are wrong: nothing was done."""

    exit_code = 2
