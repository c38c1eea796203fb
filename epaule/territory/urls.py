from django.urls import path

from epaule.territory import views

app_name = "territory"

urlpatterns = [
    path("communes/", views.communes, name="communes"),
    path("territoire/voisins/", views.neighbours, name="neighbours"),
]
