from epaule.replays import actions, tasks
from epaule.replays.events import RecordingToFinish
from epaule.visits.events import VisitEnded


def stop_with_visit(event: VisitEnded) -> None:
    actions.stop(by=None, visit_id=event.visit_id)


def queue_finishing(event: RecordingToFinish) -> None:
    tasks.finish(event.recording_id)
