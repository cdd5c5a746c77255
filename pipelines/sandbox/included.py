"""Fields that an object has only when asked for (``expand``): they are kept beside it, or follow from it."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects import kept_as, of


def keep(account: Account, document: Document, name: str, value: Any) -> None:
    """Keep a field beside its object: it is no part of it, so events and answers that were not asked leave it out."""
    account.add({"id": document["id"], "object": f"{document['object']}.{name}", name: value}, listed=False)


def included(documents: Documents, kind: str, name: str, document: Document) -> tuple[Any, ...]:
    """The value of a field as a tuple of one; empty where the object does not have it even when asked."""
    kept = documents.find(f"{kept_as(kind)}.{name}", document.get("id", ""))
    if kept is not None:
        return (kept[name],)
    follows = of(kind).included.get(name)
    return (follows(documents, document),) if follows else ()
