"""What PostgreSQL's ``jsonb`` cannot hold, and the copy that it can.

Valid JSON can name characters that no text of PostgreSQL may have (``\\u0000``, half of a surrogate pair) and numbers
beyond ``numeric``. One such document in a COPY stops the whole load, so it is found before. The copy has U+FFFD, the
replacement character, in their place; who lands it keeps the exact bytes aside.
"""

import re

# Escapes are read from left to right, so that the backslash of \\u0000 (an ordinary string) is taken by \\.
ESCAPE = re.compile(
    rb"\\(?:(?P<pair>u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|(?P<nul>u0000)|.)",
    re.DOTALL,
)
REPLACEMENT = rb"\ufffd"  # as long as what it replaces: positions stay
TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?', re.DOTALL)
# The limits of numeric, the same in every supported version of PostgreSQL.
DIGITS_BEFORE_POINT = 131_072
DIGITS_AFTER_POINT = 16_383
LARGEST = 2**28 - 1  # bytes of one jsonb
DEEPEST = 500  # levels: Stripe nests a dozen, PostgreSQL's and our own parsers give up at some thousands
STRUCTURE = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)

_FLAT, _SIGNS = bytes.maketrans(b"123456789E", b"000000000e"), b"+-"
_LONG_NUMBER = b"0" * 15_000
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_USUAL = 20  # levels


def is_suspicious(text: bytes) -> bool:
    """Whether ``text`` has to be looked at closely: never False for what jsonb refuses, and cheap."""
    # Any backslash first: looking for one byte costs a tenth of looking for two.
    if b"\\" in text and (b"\\u0000" in text or b"\\ud" in text or b"\\uD" in text):
        return True
    if not text.isascii() and not _is_utf8(text):
        return True
    flat = text.translate(_FLAT, _SIGNS)  # every digit 0, no sign: an exponent of four digits is a plain substring
    return b"0e0000" in flat or (len(text) > len(_LONG_NUMBER) and _LONG_NUMBER in flat)


def legible(text: bytes) -> bytes:
    """``text`` with halves of surrogate pairs replaced: as long as before, and readable by every parser."""
    return ESCAPE.sub(lambda escape: REPLACEMENT if escape["lone"] else escape[0], text)


def shallow(text: bytes) -> bytes:
    """``text`` with what is nested deeper than DEEPEST blanked: as long as before, and readable by every parser."""
    if not _may_be_deep(text):
        return text
    depth, start, deep = 0, 0, []
    for token in STRUCTURE.finditer(text):
        if token[0] in (b"[", b"{"):
            depth += 1
            start = token.start() if depth == DEEPEST + 1 else start
        elif token[0] in (b"]", b"}"):
            depth -= 1
            if depth == DEEPEST:
                deep.append((start, token.end()))
    if not deep:
        return text
    copy = bytearray(text)
    for start, end in deep:
        copy[start:end] = b'"' + b" " * (end - start - 2) + b'"'
    return bytes(copy)


def _may_be_deep(text: bytes) -> bool:
    if text.count(b"{") + text.count(b"[") <= DEEPEST:
        return False
    brackets = text.translate(None, _ALL_BUT_BRACKETS)
    for _ in range(_USUAL):
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return len(brackets) > DEEPEST


def holdable(text: bytes) -> tuple[bytes, str | None]:
    """The copy of a valid JSON text that jsonb holds, and why it had to differ (None: it is ``text`` itself)."""
    if not is_suspicious(text):
        return text, None
    reasons: dict[str, None] = {}

    def escape(found: re.Match[bytes]) -> bytes:
        if not (found["lone"] or found["nul"]):
            return found[0]
        reasons["lone surrogate" if found["lone"] else "\\u0000"] = None
        return REPLACEMENT

    def token(found: re.Match[bytes]) -> bytes:
        if found[0].startswith(b'"') or fits_numeric(found[0]):
            return found[0]
        reasons["number beyond numeric"] = None
        return b'"' + REPLACEMENT + found[0] + b'"'

    copy = text
    if not _is_utf8(text):
        reasons["invalid UTF-8"] = None
        copy = text.decode("utf-8", "replace").encode()
    copy = TOKEN.sub(token, ESCAPE.sub(escape, copy))
    return copy, ", ".join(reasons) or None


def fits_numeric(number: bytes) -> bool:
    """Whether ``numeric`` takes a JSON number, which may be of any length."""
    mantissa, _, power = number.lower().lstrip(b"-").partition(b"e")
    whole, _, fraction = mantissa.partition(b".")
    if len(power) > 8:
        return False
    exponent = int(power or b"0")
    if len(fraction) - exponent > DIGITS_AFTER_POINT:
        return False
    digits = whole + fraction
    leading_zeros = len(digits) - len(digits.lstrip(b"0"))
    return leading_zeros == len(digits) or len(whole) + exponent - leading_zeros <= DIGITS_BEFORE_POINT


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
