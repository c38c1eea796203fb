from django.apps import AppConfig


class ReplaysConfig(AppConfig):
    name = "epaule.replays"
    label = "replays"
    verbose_name = "souvenirs"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from epaule.kernel.events import subscribe
        from epaule.replays import files, subscribers
        from epaule.replays.events import FilmGoesSoon, MemoGoesSoon, RecordingToFinish
        from epaule.replays.journal import SENTENCES
        from epaule.replays.models import Step
        from epaule.requests.events import RequestPublished
        from epaule.visits import journal
        from epaule.visits.events import ParticipantAdmitted, ParticipantGone, VisitEnded

        journal.SENTENCES.update(SENTENCES)
        # Rows also go in cascade, which only a signal tells.
        post_delete.connect(files.erase_with_step, sender=Step)
        subscribe(ParticipantAdmitted, subscribers.follow_people)
        subscribe(ParticipantGone, subscribers.follow_people)
        subscribe(VisitEnded, subscribers.stop_with_visit)
        subscribe(RequestPublished, subscribers.tie_to_request)
        subscribe(RecordingToFinish, subscribers.queue_finishing)
        subscribe(FilmGoesSoon, subscribers.write_about_film)
        subscribe(MemoGoesSoon, subscribers.write_about_memo)
