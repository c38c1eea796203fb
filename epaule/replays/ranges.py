"""Files by byte ranges (RFC 9110 §14), which players need to seek."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

from django.core.files import File
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

BLOCK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def _blocks(file: File, start: int, length: int) -> Iterator[bytes]:  # type: ignore[type-arg]
    with file.open("rb") as stream:
        stream.seek(start)
        while length > 0:
            block = stream.read(min(BLOCK, length))
            if not block:
                return
            length -= len(block)
            yield block


async def _async_blocks(file: File, start: int, length: int) -> AsyncIterator[bytes]:  # type: ignore[type-arg]
    """The same without holding the loop, nor the whole film in memory."""
    blocks = _blocks(file, start, length)
    while block := await asyncio.to_thread(next, blocks, b""):
        yield block


def _bounds(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None when the range cannot be satisfied."""
    match = _RANGE.fullmatch(header)
    if match is None or header == "bytes=-":
        return 0, size - 1
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (start, end) if start <= end and start < size else None


def ranged_response(request: HttpRequest, file: File, *, content_type: str) -> HttpResponseBase:  # type: ignore[type-arg]
    """`file` whole (200), the one range asked for (206), or « not that range » (416). Private, never stored."""
    size = file.size
    header = request.headers.get("Range", "")
    bounds = _bounds(header, size) if header else (0, size - 1)
    if bounds is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    start, end = bounds
    partial = bool(header) and _RANGE.fullmatch(header) is not None
    blocks = _async_blocks if isinstance(request, ASGIRequest) else _blocks
    response = StreamingHttpResponse(
        blocks(file, start, end - start + 1), status=206 if partial else 200, content_type=content_type
    )
    response.headers["Content-Length"] = str(end - start + 1)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if partial:
        response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response
