"""Cases that differ in their values alone: `make test` runs some of them, `make test-slow` the others."""

from collections.abc import Collection, Iterable
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

T = TypeVar("T")


def slow_but(everyday: Collection[T], cases: Iterable[T]) -> list[ParameterSet]:
    """All cases for `parametrize`, those slow that are not among the everyday ones; a list's case is its arguments."""
    return [
        pytest.param(*(case if isinstance(case, list) else [case]), marks=[] if case in everyday else pytest.mark.slow)
        for case in cases
    ]
