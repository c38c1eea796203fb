from django.urls import path

from epaule.territory import views

app_name = "territory"

urlpatterns = [
    path("communes/", views.communes, name="communes"),
    path("territoire/horaires/", views.office_hours, name="office_hours"),
    path("territoire/voisins/", views.neighbours, name="neighbours"),
]
