"""The ask while it is being written: in the visitor's session, nowhere else."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

from epaule.requests.models import HelpRequest

SESSION_KEY = "ask"


@dataclass
class Draft:
    """Answers so far; going back loses nothing."""

    text: str = ""
    topics: list[str] = field(default_factory=list)
    topics_seen: bool = False
    """She saw the themes understood from this text, and corrected them if need be."""
    when: str = ""
    first_name: str = ""
    language: str = "fr"
    commune: str = ""
    """INSEE code."""
    origin: str = ""
    """What led to this ask (`HelpRequest.origin`)."""

    @classmethod
    def of(cls, request: HttpRequest) -> "Draft":
        """The draft of this visitor; a signed-in person's name and commune are already known."""
        known: dict[str, Any] = request.session.get(SESSION_KEY) or {}
        draft = cls(**{name: value for name, value in known.items() if name in cls.__dataclass_fields__})
        if request.user.is_authenticated and not known:
            draft.first_name = request.user.first_name
            draft.commune = request.user.commune_id or ""
        return draft

    @classmethod
    def again(cls, request: HelpRequest) -> "Draft":
        """The draft of someone who asks the same once more."""
        return cls(
            text=request.text,
            topics=[topic.code for topic in request.topics.all()],
            topics_seen=True,
            when="now",
            first_name=request.first_name,
            language=request.language,
            commune=request.commune_id,
            origin=request.origin,
        )

    def keep(self, request: HttpRequest) -> None:
        request.session[SESSION_KEY] = asdict(self)

    @staticmethod
    def forget(request: HttpRequest) -> None:
        request.session.pop(SESSION_KEY, None)

    def missing_step(self) -> str | None:
        """Name of the first page whose answer is missing, None when all is there."""
        if not self.text:
            return "requests:ask"
        if not self.topics_seen:
            return "requests:ask_topics"
        if self.when != "now":
            return "requests:ask_when"
        if not self.first_name:
            return "requests:ask_who"
        if not self.commune:
            return "requests:ask_where"
        return None
