"""How allauth makes our persons."""

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from epaule.people.models import Person
from epaule.safety import audit

if TYPE_CHECKING:
    from epaule.territory.middleware import TerritoryRequest

OWN_MESSAGES = {"account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("Ce n’est pas ce code. Regardez le dernier e-mail reçu."),
        "too_many_login_attempts": _("Trop d’essais. Attendez une minute, puis demandez un nouveau code."),
        "rate_limited": _("Vous allez un peu trop vite. Attendez une minute, puis recommencez."),
    }

    def new_user(self, request: "TerritoryRequest") -> Person:
        """A person of the territory whose pages she is on."""
        return Person(territory=request.territory)

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        user.first_name = form.cleaned_data["first_name"]
        user.email = form.cleaned_data["email"].lower()
        user.set_unusable_password()
        if commit:
            user.save()
            audit.record("person.signed_up", by=user, target=user)
        return user

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Most of allauth's messages repeat what the next page says: only errors and ours are shown."""
        if message_template is None or message_template in OWN_MESSAGES:
            super().add_message(request, level, message_template, message_context, extra_tags, message)

    def send_account_already_exists_mail(self, email: str) -> None:
        """allauth's own offers to change a password: there is none here."""
        self.send_mail("account/email/account_already_exists", email, {})
