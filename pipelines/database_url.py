"""A database's URL and what may be said about it: libpq quotes pieces of it in its messages, and one is a password."""

import re
from urllib.parse import urlsplit

import psycopg2
from psycopg2.extensions import parse_dsn

SECRETS = frozenset({"password", "sslpassword"})  # of libpq's parameters


def is_well_formed(url: str) -> bool:
    """Whether libpq will read the URL as its author does: it would quote a piece of the password in its complaint."""
    try:
        parse_dsn(url)
    except (psycopg2.Error, ValueError):
        return False
    before_parameters = url.partition("://")[2].partition("?")[0]
    user, _, host = before_parameters.partition("/")[0].rpartition("@")
    stray_percent = re.search(r"%(?![0-9A-Fa-f]{2})", url)
    ports = re.findall(r":([^:,\]]*)(?=,|$)", re.sub(r"\[.*?\]", "", host))
    return (
        not stray_percent
        and before_parameters.count("@") <= 1
        and "@" not in before_parameters.partition("/")[2]
        and all(port.isdecimal() for port in ports)
        and "/" not in user
    )


def without_secrets(message: str, url: str) -> str:
    """A message of libpq about ``url``, without it and the passwords in it."""
    if not is_well_formed(url):
        return "its URL cannot be read"
    said, parameters = message.replace(url, "DATABASE_URL"), parse_dsn(url)
    public = {value for name, value in parameters.items() if name not in SECRETS}
    for secret in {parameters.get(name) for name in SECRETS} - public - {None, ""}:
        said = said.replace(secret, "***")
    return said


def passwordless(url: str) -> str:
    """The same URL without the passwords in it: psql asks for one where it is needed."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    said = [one for one in parts.query.split("&") if one.partition("=")[0] not in SECRETS]
    return parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}", query="&".join(said)).geturl()
