"""The QR code of a link."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str) -> SafeString:
    """`address` as an SVG for a page: dark on white whatever the colours of the page, sized by its styles."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, light="#fff")
    return mark_safe(drawn)  # noqa: S308  # Drawn by segno: the address is in the squares, not in the markup.
