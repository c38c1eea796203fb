from django.urls import path

from epaule.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.personas, name="personas"),
    path("courrier/", views.mail, name="mail"),
    path("entrer/<slug:slug>/", views.enter, name="enter"),
]
