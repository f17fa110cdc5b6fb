"""The fields of a drawn form, as a browser would send them."""

import html
import re


def fields_drawn(page: str) -> dict[str, str]:
    """What a browser would send of a drawn form if nobody touched it."""
    fields = {}
    for name, value in re.findall(
        r'<input(?![^>]*type="checkbox")[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page
    ):
        fields[name] = html.unescape(value)
    for name, value in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\r?\n(.*?)</textarea>', page, re.S):
        fields[name] = html.unescape(value)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        fields[name] = chosen.group(1) if chosen else ""
    return {name: value for name, value in fields.items() if name != "csrf_token"}
