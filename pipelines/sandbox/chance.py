"""Chance without a state: the same question always gets the same answer.

Every draw is a hash of the seed and of what is asked, so an account that was closed and reopened, or whose clock was
moved in one step or in ten, ends in the same bytes.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Chance:
    """Draws that depend on the seed and on the question alone."""

    def __init__(self, seed: int) -> None:
        """The seed decides every answer."""
        self.key = str(seed).encode()[:64]

    def draw(self, *question: object) -> float:
        """A number in [0, 1)."""
        return self._integer(8, question) / 2**64

    def happens(self, probability: float, *question: object) -> bool:
        """Whether something of this probability happens."""
        return self.draw(*question) < probability

    def between(self, low: int, high: int, *question: object) -> int:
        """An integer from low to high, both possible."""
        return low + int(self.draw(*question) * (high - low + 1))

    def pick(self, options: Sequence[T], *question: object) -> T:
        """One of the options, each as likely as the others."""
        return options[int(self.draw(*question) * len(options))]

    def token(self, length: int, *question: object) -> str:
        """Letters and digits, as in Stripe's ids."""
        number, letters = self._integer(32, question), []
        for _ in range(length):
            number, place = divmod(number, 62)
            letters.append(ALPHABET[place])
        return "".join(letters)

    def _integer(self, size: int, question: tuple[object, ...]) -> int:
        text = "|".join(map(str, question)).encode()
        return int.from_bytes(blake2b(text, digest_size=size, key=self.key).digest(), "big")
