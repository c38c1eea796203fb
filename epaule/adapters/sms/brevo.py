"""Brevo, by its transactional SMS (https://developers.brevo.com/docs/transactional-sms-endpoints)."""

from epaule.adapters.sms.carrier import Carrier


class BrevoSms(Carrier):
    def hand_over(self, to: str, text: str) -> None:
        fields = {
            "type": "transactional",
            "sender": self._sender,
            # With its country and without the sign before it.
            "recipient": to.removeprefix("+"),
            "content": text,
            "unicodeEnabled": False,
        }
        self.ask({"api-key": self._key}, fields)
