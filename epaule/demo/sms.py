"""SMS of the demonstration: shown with its mail."""

from django.core.mail import EmailMessage

from epaule.demo.mail import keep


class ShownSms:
    def send(self, to: str, text: str) -> None:
        keep(EmailMessage("SMS", text, to=[to]))
