"""Why a text of a file is not JSON, where its first bytes or the place of the error tell."""

import re

PLACE = re.compile(r"\(byte (\d+)\)")
# Python writes the first two of its floats, other programs the others.
NO_VALUE = re.compile(rb"-?\b(?:NaN|Infinity|nan|inf|None|True|False|undefined)\b")
AROUND = 12  # bytes: the longest of them, and how far behind its beginning an error is told
MARKS = (b"\xff\xfe", b"\xfe\xff")  # byte order marks of UTF-16 and UTF-32


def why(text: bytes, error: str) -> str:
    """What is wrong and what to do, as the end of a sentence; ``error`` is what the decoder said."""
    if text.startswith(b"\x1f\x8b"):
        return "gzipped, but not named so. Rename it to end in .gz."
    if text.startswith(MARKS) or b"\0" in text[:4]:
        return "not UTF-8, but UTF-16 or UTF-32. Save it as UTF-8."
    if text.startswith(b"<"):
        return "not JSON, but a page of HTML or XML."
    if found := _no_value(text, error):
        return (
            f"not JSON: {found} is no value that JSON has ({_byte(error)}). Stripe never sends it; null may be meant."
        )
    if "trailing characters" in error:
        return f"not one JSON value, but more follows ({_byte(error)}). With one object per line, name it .jsonl."
    return f"not whole JSON ({error})."


def _no_value(text: bytes, error: str) -> str | None:
    place = PLACE.search(error)
    if place is None:
        return None
    at = int(place[1])
    start = max(0, at - 2)
    found = NO_VALUE.search(text[start : at + AROUND])
    return found[0].decode() if found and found.start() + start <= at else None


def _byte(error: str) -> str:
    place = PLACE.search(error)
    return f"byte {place[1]}" if place else error
