from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from epaule.config import views

urlpatterns = [
    path("", views.home, name="home"),
    path("arnaques/", views.scams, name="scams"),
    path("composants/", views.components, name="components"),
    path("sante/", views.health, name="health"),
    path("langue/", login_not_required(set_language), name="set_language"),
    path("compte/", include("epaule.people.account_urls")),
    path("", include("epaule.people.urls")),
    path("", include("epaule.territory.urls")),
    path("", include("epaule.knowhow.urls")),
    path("", include("epaule.requests.urls")),
    path("", include("epaule.visits.urls")),
    path("", include("epaule.replays.urls")),
]
if settings.PUSH:
    urlpatterns.append(path("", include("epaule.adapters.webpush.urls")))
if settings.DEMO:
    urlpatterns.append(path("demo/", include("epaule.demo.urls")))

# Read by allauth.
handler429 = "epaule.config.views.too_many"
handler400 = "epaule.config.views.bad_request"
handler404 = "epaule.config.views.page_not_found"
handler500 = "epaule.config.views.server_error"
