"""Which documents are compared: chosen by their id and a seed, so that no list of them has to be kept."""

from dataclasses import dataclass
from hashlib import blake2b

WHOLE = 2**64


@dataclass(frozen=True)
class Sample:
    """About ``size`` documents of each type (None: all); another ``seed`` chooses others."""

    size: int | None
    seed: int

    def share(self, number: int) -> float:
        """The share of ``number`` documents that makes the sample."""
        return 1.0 if self.size is None or self.size >= number else self.size / number

    def has(self, stripe_id: str, share: float) -> bool:
        """Whether an id belongs to that share."""
        if share >= 1:
            return True
        drawn = blake2b(f"{self.seed}:{stripe_id}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn, "big") < share * WHOLE
