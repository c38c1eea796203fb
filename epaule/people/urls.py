from django.urls import path

from epaule.people import views

app_name = "people"
urlpatterns = [
    path("lien/<str:secret>/", views.open_link, name="open_link"),
    path("territoire/aidants/", views.helpers_to_vouch, name="helpers"),
    path("territoire/aidants/<str:public_id>/accepter/", views.vouch, name="vouch"),
]
