from django.urls import path

from epaule.visits import views

app_name = "visits"
urlpatterns = [
    path("code/", views.enter_code, name="enter_code"),
    path("demande/<str:public_id>/visite/", views.enter_for_request, name="enter_for_request"),
    path("demande/<str:public_id>/code/", views.show_code, name="show_code"),
    path("visite/<str:public_id>/", views.room, name="room"),
]
