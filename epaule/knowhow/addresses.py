"""The official address of a procedure: which one may be kept, and the host that is shown beside it."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?=.{4,120}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def official_host(url: str) -> str:
    """The host of an https address, as the browser will read it; "" when the address may not be kept.

    Neither a name before an « @ », which hides the true host, nor a port, nor letters that look like others.
    """
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "https" and "@" not in parts.netloc and parts.port is None
    except ValueError:
        return ""
    host = parts.hostname or ""
    return host if plain and _HOST.fullmatch(host) and not re.search(r"[\s\\]", url) else ""
