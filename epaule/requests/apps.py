from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "epaule.requests"
    label = "requests"
    verbose_name = "demandes"

    def ready(self) -> None:
        from epaule.kernel.events import subscribe
        from epaule.knowhow.events import OfferChanged
        from epaule.people.events import HelperChanged, PersonsBlocked
        from epaule.requests import events, roster, subscribers

        subscribe(OfferChanged, lambda event: roster.refresh(event.person_id))
        subscribe(HelperChanged, lambda event: roster.refresh(event.person_id))
        subscribe(HelperChanged, subscribers.cancel_of_stopped)
        subscribe(PersonsBlocked, subscribers.cancel_between)
        subscribe(events.HelperRung, subscribers.ring_away)
        subscribe(events.SearchMoved, subscribers.plan_next_wave)
        subscribe(events.RequestAccepted, subscribers.expect_helper)
        subscribe(events.RequestUnanswered, subscribers.warn_of_unanswered)
        subscribe(events.HelperAvailable, subscribers.ring_late_comer)
        subscribe(events.AppointmentBooked, subscribers.tell_booked)
        subscribe(events.AppointmentMoved, subscribers.tell_moved)
        subscribe(events.AppointmentCancelled, subscribers.tell_cancelled)
        subscribe(events.AppointmentReachable, subscribers.tell_where_she_is_reminded)
        subscribe(events.AppointmentNear, subscribers.remind)
        subscribe(events.ProposalSent, subscribers.tell_proposal)
        subscribe(events.MoveProposed, subscribers.tell_proposal)
        subscribe(events.MoveDeclined, subscribers.tell_hour_kept)
