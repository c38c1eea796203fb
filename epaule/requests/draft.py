"""The ask while it is being written: in the visitor's session, nowhere else."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

from epaule.knowhow.models import Fee
from epaule.requests.models import ForWhom, HelpRequest, Urgency

SESSION_KEY = "ask"


@dataclass
class Draft:
    """Answers so far; going back loses nothing."""

    text: str = ""
    topics: list[str] = field(default_factory=list)
    topics_seen: bool = False
    """She saw the themes understood from this text, and corrected them if need be."""
    procedure: str = ""
    """Code of the procedure understood, once she agreed."""
    when: str = ""
    """`Urgency`."""
    for_whom: str = ForWhom.SELF
    first_name: str = ""
    """Of who needs the help."""
    filled_in_by: str = ""
    """Who asks for her, in words; empty when she asks herself."""
    device: str | None = None
    """Code of `DEVICES`; empty when she does not say, None before she was asked."""
    needs: list[str] = field(default_factory=list)
    fee: str = Fee.FREE
    wished_helper: str = ""
    """Public identifier."""
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
            procedure=request.procedure_id or "",
            when=request.urgency,
            for_whom=request.for_whom,
            first_name=request.first_name,
            filled_in_by=request.filled_in_by,
            device=request.device,
            needs=list(request.needs),
            fee=request.fee,
            wished_helper=request.wished_helper.public_id if request.wished_helper else "",
            language=request.language,
            commune=request.commune_id,
            origin=request.origin,
        )

    @property
    def is_for_other(self) -> bool:
        return self.for_whom == ForWhom.RELATIVE

    def turn_to(self, for_whom: str, name: str) -> None:
        """She asks for somebody else after all, or for herself; `name`, typed so far, is taken along as hers."""
        if self.is_for_other == (for_whom == ForWhom.RELATIVE):
            return
        self.for_whom = for_whom
        self.filled_in_by, self.first_name = (name, "") if self.is_for_other else ("", name)

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
        if self.when not in Urgency.values:
            return "requests:ask_when"
        if not self.first_name or (self.is_for_other and not self.filled_in_by):
            return "requests:ask_who"
        if not self.commune:
            return "requests:ask_where"
        return None
