"""Addresses of servers, and whether one stands in for another (OpenAPI 3.1, section 4.8.5)."""

from __future__ import annotations

from offramp.contract.documents.side import At, Operation, Side
from offramp.contract.witnesses.routes import matches

_MOST = 200


def filled(server: At, chosen: dict[str, str] | None = None) -> str:
    """Return a server's address with its variables at their defaults, or as chosen."""
    url = str(server.get("url"))
    for name, at in server.child("variables").members():
        url = url.replace(f"{{{name}}}", str((chosen or {}).get(name, at.get("default"))))
    return url.rstrip("/")


def _addresses(server: At) -> list[str]:
    """Return what a server's address may be; a variable without a list stays a variable."""
    found = [str(server.get("url")).rstrip("/")]
    for name, at in server.child("variables").members():
        values = at.get("enum")
        if isinstance(values, list) and len(found) * len(values) <= _MOST:
            found = [url.replace(f"{{{name}}}", str(value)) for url in found for value in values]
    return found


def stands_in(side: Side, operation: Operation, url: str, path: str) -> str | None:
    """Return the address of a server that takes in what is sent to another one; else None.

    Args:
        side: the document whose servers are looked at.
        operation: its operation; its own servers go before the path's and the document's.
        url: the other server's address.
        path: what is asked for there.
    """
    for holder in (operation.at, operation.item, side.root):
        if holder.get("servers"):
            for server in holder.child("servers").items():
                for address in _addresses(server):
                    if matches(address, url) or (url + path).startswith(address + "/"):
                        return address
            break
    return None
