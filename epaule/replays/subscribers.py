from epaule.replays import actions, tasks
from epaule.replays.events import FilmGoesSoon, MemoGoesSoon, RecordingToFinish
from epaule.requests.events import RequestPublished
from epaule.requests.models import HelpRequest
from epaule.visits.events import ParticipantAdmitted, ParticipantGone, VisitEnded
from epaule.visits.models import Participant


def stop_with_visit(event: VisitEnded) -> None:
    actions.stop(by=None, visit_id=event.visit_id)
    actions.close_memo(visit_id=event.visit_id)


def follow_people(event: ParticipantAdmitted | ParticipantGone) -> None:
    """Somebody more came in: the film waits for her yes. She is gone: it waits for her no longer."""
    actions.follow_people(visit_id=Participant.objects.get(pk=event.participant_id).visit_id)


def queue_finishing(event: RecordingToFinish) -> None:
    tasks.finish(event.recording_id)


def write_about_film(event: FilmGoesSoon) -> None:
    tasks.mail_film_goes(event.recording_id)


def write_about_memo(event: MemoGoesSoon) -> None:
    tasks.mail_memo_goes(event.memo_id)


def tie_to_request(event: RequestPublished) -> None:
    """She is stuck at a step of a memo and asks for help with it."""
    actions.tie_to_request(request=HelpRequest.objects.get(pk=event.request_id))
