"""Files by byte ranges (RFC 9110 §14), which players need to seek."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

from django.core.files import File
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

BLOCK = 64 * 1024
_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")
NEVER_STORED = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def _blocks(file: "File[bytes]", start: int, length: int) -> Iterator[bytes]:
    with file.open("rb") as stream:
        stream.seek(start)
        while length > 0:
            block = stream.read(min(BLOCK, length))
            if not block:
                return
            length -= len(block)
            yield block


async def _async_blocks(file: "File[bytes]", start: int, length: int) -> AsyncIterator[bytes]:
    """The same without holding the loop, nor the whole film in memory."""
    blocks = _blocks(file, start, length)
    while block := await asyncio.to_thread(next, blocks, b""):
        yield block


def _bounds(match: re.Match[str], size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None when the range cannot be satisfied."""
    first, last, suffix = match.groups()
    if suffix:
        start, end = max(0, size - int(suffix)), size - 1
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (start, end) if start <= end else None


def ranged_response(request: HttpRequest, file: "File[bytes]", *, content_type: str) -> HttpResponseBase:
    """`file` whole (200), the one range asked for (206), or « not that range » (416). Private, never stored.

    Several ranges at once, and what is no range, are answered by the whole file, as the RFC allows.
    """
    size = file.size
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    bounds = _bounds(asked, size) if asked else (0, size - 1)
    if bounds is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", **NEVER_STORED})
    start, end = bounds
    blocks = _async_blocks if isinstance(request, ASGIRequest) else _blocks
    response = StreamingHttpResponse(
        blocks(file, start, end - start + 1),
        status=206 if asked else 200,
        content_type=content_type,
        headers={"Content-Length": str(end - start + 1), "Accept-Ranges": "bytes", **NEVER_STORED},
    )
    if asked:
        response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response
