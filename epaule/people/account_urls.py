"""The few doors of allauth that we open, under French addresses; its names, which it reverses itself."""

from allauth.account import views as account
from django.urls import path

from epaule.people import views

urlpatterns = [
    path("connexion/", views.sign_in, name="account_login"),
    path("connexion/adresse/", account.request_login_code, name="account_request_login_code"),
    path("connexion/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("inscription/", account.signup, name="account_signup"),
    path("inscription/code/", account.email_verification_sent, name="account_email_verification_sent"),
    path("sortie/", account.logout, name="account_logout"),
    path("inactif/", account.account_inactive, name="account_inactive"),
]
