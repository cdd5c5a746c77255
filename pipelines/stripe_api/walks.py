"""Whether a list that is read page by page ever ends: in one that does, no cursor comes twice."""


class Walk:
    """The cursors that were passed on the way through one list, 8 bytes and their place in a set each.

    That is under a megabyte for a list of a million objects, and finds what comes back at any distance, pages in random
    order included. Not safe to share between threads.
    """

    def __init__(self) -> None:
        """Nothing was read."""
        self._passed: set[int] = set()

    @property
    def pages(self) -> int:
        """How many pages went on to another one."""
        return len(self._passed)

    def passes(self, cursor: str) -> bool:
        """Note a cursor; False when it was passed before."""
        mark = hash(cursor)
        is_new = mark not in self._passed
        self._passed.add(mark)
        return is_new
