"""Where an address of the internet is, in words: for people who look at their devices. Nothing leaves this machine."""

from functools import cache
from importlib import resources
from ipaddress import ip_address
from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _

DATA = "geoip2fast-asn-ipv6.dat.gz"


def place_of(ip: str) -> str:
    """Return country and network operator of an address, as "China · CERNET"; "" when nothing is known of it.

    The tables come with the geoip2fast package and are read at the first call: 0.3 s and 90 MB, once in a process.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return ""
    if address.is_loopback:
        return _("this computer")
    if address.is_private:
        return _("a local network")
    found = _tables().lookup(ip)
    locale = get_locale() or Locale("zh", "CN")
    country = locale.territories.get(found.country_code, "")
    return " · ".join(part for part in (country, found.asn_name) if part)


@cache
def _tables() -> Any:
    from geoip2fast import GeoIP2Fast  # here, because importing it costs every start what few pages need

    return GeoIP2Fast(geoip2fast_data_file=str(resources.files("geoip2fast") / DATA), verbose=False)
