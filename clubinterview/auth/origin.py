"""Where a request came from, as throttling counts it and the history of an account shows it."""

from dataclasses import dataclass

from flask import request

from clubinterview.auth.models import LONGEST_USER_AGENT
from clubinterview.core.web import client_ip, client_key, client_network


@dataclass(frozen=True)
class Origin:
    """Where a request came from.

    ip: the address, or the /64 of an IPv6 one: one client, as limits count.  network: its /24 or /64.  address: the
    whole address.  user_agent: what the browser calls itself.
    """

    ip: str
    network: str
    address: str = ""
    user_agent: str = ""


def origin() -> Origin:
    """Return where the present request came from."""
    return Origin(
        ip=client_key(),
        network=client_network(),
        address=client_ip(),
        user_agent=request.user_agent.string[:LONGEST_USER_AGENT],
    )
