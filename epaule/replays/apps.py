from django.apps import AppConfig


class ReplaysConfig(AppConfig):
    name = "epaule.replays"
    label = "replays"
    verbose_name = "souvenirs"

    def ready(self) -> None:
        from epaule.kernel.events import subscribe
        from epaule.replays import subscribers
        from epaule.replays.events import RecordingToFinish
        from epaule.visits.events import ParticipantAdmitted, ParticipantGone, VisitEnded

        subscribe(ParticipantAdmitted, subscribers.follow_people)
        subscribe(ParticipantGone, subscribers.follow_people)
        subscribe(VisitEnded, subscribers.stop_with_visit)
        subscribe(RecordingToFinish, subscribers.queue_finishing)
