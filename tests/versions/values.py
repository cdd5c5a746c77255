"""Values as Stripe sends them and as nobody expects them, by the kind and name of a field.

Plain `random.Random` throughout: a value takes a few microseconds, and a seed gives the same documents everywhere.
"""

from random import Random
from typing import Any

# Two decimals, none, three; and two whose decimals Stripe treats in its own way.
CURRENCIES = ("usd", "usd", "eur", "jpy", "kwd", "isk", "huf")
SECONDS = (0, 1, 951_782_400, 2**31 - 1, 2**31, 2**32, 4_102_444_800, 253_402_300_799)  # the last of the year 9999
FIRST, LAST = 1_500_000_000, 1_800_000_000
LARGE = (2**31, 2**53 - 1, 2**53 + 1, 2**63 - 1)
MODEST = (2**31, 2**53 - 1, 2**53 + 1)  # several of them still add up to 64 bits
DECIMALS = ("0", "0.000000000001", "-12.5", "1500", "9007199254740993", "922337203685477580.123456789012", "0.10")
FRACTIONS = (0, 100, 12.5, 0.1, 8.875, 33.333333)
PLAIN = ("Tea", "monthly", "Ada Lovelace", "visa", "https://example.com/a?b=c#d", "ada@example.com", "DE", "4242")
ODD = (
    *("", " ", "null", "\U0001f375\U0001f469\u200d\U0001f52c", 'Åsa "O\'Neil" \\ %s {0} $1', "\\u0000", "\ue000"),
    *("ﷺ" * 20, "line\nbreak\ttab\r", "'; DROP TABLE charges; --", "true", "12", "\u202eevil", "é" * 300),
)
KEYS = (
    *("order_id", "key with spaces", "\U0001f511", "Ключ", "id", "object", "deleted", "__proto__", "a.b[c]", "0", ""),
    *("$ref", "has_more", "A" * 40, "{}", "amount"),
)
MONEY = ("amount", "total", "balance", "subtotal", "tax", "fee")

# What an id begins with; also tells which texts are ids.
PREFIXES = """
    account=acct application=ca application_fee=fee balance_transaction=txn bank_account=ba card=card charge=ch
    coupon=co credit_note=cn credit_note_line_item=cnli customer=cus customer_account=acct
    customer_balance_transaction=cbtxn default_mandate=mandate default_price=price discount=di dispute=du event=evt
    invoice=in invoice_item=ii invoice_line_item=il invoice_payment=inpay invoiceitem=ii line_item=il mandate=mandate
    meter=mtr payment_intent=pi payment_method=pm payment_record=pr payout=po plan=price price=price product=prod
    promotion_code=promo quote=qt refund=re review=prv schedule=sub_sched setup_intent=seti source=src subscription=sub
    subscription_item=si subscription_schedule=sub_sched tax_code=txcd tax_id=txi tax_rate=txr test_clock=clock
    transfer=tr trial_offer=to
"""
PREFIX = dict(pair.split("=") for pair in PREFIXES.split())


def pick(chance: Random, values: tuple[Any, ...]) -> Any:
    """One of the values; in less than half of the time that `Random.choice` takes."""
    return values[int(chance.random() * len(values))]


def moment(chance: Random) -> int:
    """Seconds since 1970 that PostgreSQL's timestamptz and Python's datetime both hold."""
    if chance.random() < 0.15:
        return int(pick(chance, SECONDS))
    return FIRST + int(chance.random() * (LAST - FIRST))


def truth(chance: Random) -> bool:
    """True or false."""
    return chance.random() < 0.5


def integer(chance: Random, name: str, *, negative: bool = True, large: tuple[int, ...] = LARGE) -> int:
    """An amount of money or a count; only money may be below zero."""
    draw = chance.random()
    is_money = any(word in name for word in MONEY)
    if draw < 0.75:
        return int(chance.random() * (100_000 if is_money else 30))
    if draw < 0.85:
        return 0
    size: int = pick(chance, large) if draw < 0.93 else int(chance.random() * 100_000)
    if is_money and negative and draw > 0.89:
        return -size - 1 if size == 2**63 - 1 else -size
    return size


def decimal(chance: Random) -> str:
    """A decimal number as a text, of at most twelve places."""
    if chance.random() < 0.3:
        return str(pick(chance, DECIMALS))
    return f"{chance.random() * 1000:.{int(chance.random() * 13)}f}"


def percentage(chance: Random) -> float | int:
    """A JSON number between 0 and 100."""
    return pick(chance, FRACTIONS) if chance.random() < 0.5 else round(chance.random() * 100, 2)


def words(chance: Random) -> str:
    """Any text that jsonb holds."""
    return str(pick(chance, ODD if chance.random() < 0.2 else PLAIN))


def unknown_word(chance: Random) -> str:
    """A word that no enum has, as every enum of Stripe's may get."""
    return str(pick(chance, ("brand_new_word", "UNKNOWN", "2027-type", "")))


def metadata(chance: Random, name: str) -> dict[str, Any]:
    """What a field without a documented form holds."""
    if name == "period":  # of lines, documented as nothing but an object until 2018-02-06
        return {"start": moment(chance), "end": moment(chance)}
    if name == "fraud_details":  # likewise, until 2018-05-21
        return {"user_report": "safe"} if chance.random() < 0.5 else {}
    return {pick(chance, KEYS): words(chance) for _ in range(int(chance.random() * 4))}
