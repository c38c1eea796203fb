from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "epaule.visits"
    label = "visits"
    verbose_name = "visites"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from epaule.kernel.events import subscribe
        from epaule.requests import events
        from epaule.visits import files, subscribers
        from epaule.visits.events import AlarmRaised, InvitationRefused
        from epaule.visits.models import ChatFile

        # Rows also go in cascade, which only a signal tells.
        post_delete.connect(files.erase_with_row, sender=ChatFile)
        subscribe(events.HelperRung, subscribers.ring_helper)
        subscribe(events.SearchMoved, subscribers.tell_search)
        subscribe(events.HelperReplaced, subscribers.tell_replaced)
        subscribe(events.RequestAccepted, subscribers.announce_helper)
        subscribe(events.AppointmentBooked, subscribers.tell_booked)
        subscribe(events.AppointmentMoved, subscribers.tell_booked)
        subscribe(events.RequestPassed, subscribers.hush_passed)
        subscribe(events.RequestOver, subscribers.tell_over)
        subscribe(events.RequestOver, subscribers.end_visit)
        subscribe(AlarmRaised, subscribers.warn_operator)
        subscribe(InvitationRefused, subscribers.warn_of_call)
