"""A list page by page: where each goes on, and lists that have no end."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from pipelines.stripe_api.documents import read
from pipelines.stripe_api.errors import StripeCursorError, StripeEndlessListError, StripeRequestError
from pipelines.stripe_api.walks import Walk


@dataclass(frozen=True)
class Page:
    """One page of a list: the exact bytes of each element, newest first."""

    elements: list[bytes]
    has_more: bool
    observed_at: datetime
    api_version: str | None
    following: str | None = None  # of the API v2: where the next page is


Ask = Callable[[Mapping[str, str]], Page]


def pages(ask: Ask, path: str, parameters: Mapping[str, str], walk: Walk, attempts: int) -> Iterator[Page]:
    """All pages of the list at ``path``; ``ask`` gets one of them.

    Raises StripeEndlessListError where the list comes back to where it was, also on ``walk``, or stays there for so
    many ``attempts``.
    """
    page = ask(parameters)
    while True:
        if page.has_more and not walk.passes(cursor := _last_of(page, path)):
            raise StripeEndlessListError(
                f"GET {path}: the list never ends: after {walk.pages:,} pages it came to {cursor} again."
            )
        yield page
        if not page.has_more:
            return
        page = _next(ask, page, path, parameters, attempts)


def addressed_pages(ask: Ask, path: str, parameters: Mapping[str, str], walk: Walk) -> Iterator[Page]:
    """All pages of a list of the API v2, each of which says where the next one is. Raises as ``pages``.

    Of an address only the parameters count: the key goes to Stripe alone.
    """
    page = ask(parameters)
    while True:
        yield page
        if page.following is None:
            return
        query = urlsplit(page.following).query
        if not walk.passes(query):
            raise StripeEndlessListError(f"GET {path}: the list never ends: after {walk.pages:,} pages it began anew.")
        page = ask(dict(parse_qsl(query)))


def id_of(element: bytes) -> str | None:
    """The id of an object."""
    return read(element).id


def _next(ask: Ask, page: Page, path: str, parameters: Mapping[str, str], attempts: int) -> Page:
    """The page after this one; when it is this one again, another attempt may bring the next."""
    for _ in range(attempts):
        following = _page_after(ask, page, path, parameters)
        if following.elements[-1:] != page.elements[-1:]:
            return following
    raise StripeEndlessListError(f"GET {path}: Stripe returned the same page {attempts} times.")


def _page_after(ask: Ask, page: Page, path: str, parameters: Mapping[str, str]) -> Page:
    """The page after the last element of ``page`` that still exists: objects may be deleted while we page."""
    for cursor in _cursors(page):
        with suppress(StripeCursorError):
            return ask({**parameters, "starting_after": cursor})
    raise _lost(path)


def _last_of(page: Page, path: str) -> str:
    """The cursor to go on after. Raises StripeRequestError when the page has none."""
    for cursor in _cursors(page):
        return cursor
    raise _lost(path)


def _cursors(page: Page) -> Iterator[str]:
    """The ids of a page, the last one first."""
    return filter(None, map(id_of, reversed(page.elements)))


def _lost(path: str) -> StripeRequestError:
    return StripeRequestError(f"GET {path}: Stripe says that the list continues, but not where.")
