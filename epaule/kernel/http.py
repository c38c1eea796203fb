"""Headers of files that people sent."""

SHUT_IN = {
    # Whatever a viewer would make of it: no script, no form, no page of ours.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
PRIVATE = {**SHUT_IN, "Cache-Control": "private, no-store"}
"""The same, kept by nothing that stands between."""
