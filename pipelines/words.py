"""Numbers in sentences."""


def counted(number: int, thing: str, things: str | None = None) -> str:
    """A number and its thing: ``1 object``, ``2,000 objects``; ``things`` where the plural is no mere s."""
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"
