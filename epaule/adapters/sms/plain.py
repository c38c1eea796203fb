"""Any gateway that takes {"to", "text"} as JSON, with a bearer token: one's own modem, another carrier."""

from epaule.adapters.sms.carrier import Carrier


class PlainSms(Carrier):
    def hand_over(self, to: str, text: str) -> None:
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        self.ask(headers, {"to": to, "text": text})
