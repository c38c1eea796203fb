from django.urls import path

from epaule.adapters.webpush import views

app_name = "webpush"
urlpatterns = [
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("notifications/prevenir/", views.subscribe, name="subscribe"),
    path("notifications/arreter/", views.unsubscribe, name="unsubscribe"),
    path("notifications/etat/", views.is_known, name="is_known"),
    path("notifications/essai/", views.try_out, name="try_out"),
]
