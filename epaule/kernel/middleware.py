"""Request-wide habits: refusals become pages, the language is French unless the person chose another."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from epaule.kernel.errors import Refusal


def wants_json(request: HttpRequest) -> bool:
    """True when the caller is one of our scripts, which say so in `Accept`."""
    return request.headers.get("Accept", "").startswith("application/json")


class RefusalMiddleware:
    """Turn a `Refusal` raised by a view into its status and its French sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if wants_json(request):
            body = {"code": exception.code, "message": str(exception.message), "way_on": str(exception.way_on)}
            return JsonResponse(body, status=exception.status)
        return render(request, "refusal.html", {"refusal": exception}, status=exception.status)


class ChosenLanguageMiddleware:
    """French, unless the person chose another language in the footer.

    Django's own LocaleMiddleware would follow the browser's `Accept-Language`: a computer sold with an English
    browser must still greet its owner in French.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        return response
