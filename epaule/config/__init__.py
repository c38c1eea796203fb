"""Wiring: settings, urls, asgi, system checks, home and error pages."""
