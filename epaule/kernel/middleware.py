"""Request-wide habits: refusals become pages, the language is French unless the person chose another."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from epaule.kernel.errors import Refusal


def wants_json(request: HttpRequest) -> bool:
    """True when the caller is one of our scripts, which say so in `Accept`."""
    return request.headers.get("Accept", "").startswith("application/json")


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer that says `refusal`: a page, or JSON for our scripts."""
    if wants_json(request):
        body = {"code": refusal.code, "message": str(refusal.message), "way_on": str(refusal.way_on)}
        return JsonResponse(body, status=refusal.status)
    return render(request, "refusal.html", {"refusal": refusal}, status=refusal.status)


class RefusalMiddleware:
    """Turn a `Refusal` raised by a view into its status and its French sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            # No address of ours holds one, and PostgreSQL cannot even be asked about it.
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refusal) else None


def chosen_language(cookies: Mapping[str, str]) -> str:
    """The language a person chose in the footer, else French."""
    chosen = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class ChosenLanguageMiddleware:
    """French, unless the person chose another language in the footer.

    Django's own LocaleMiddleware would follow the browser's `Accept-Language`: a computer sold with an English
    browser must still greet its owner in French.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request.COOKIES)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        return response
