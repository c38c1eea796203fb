from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "epaule.visits"
    label = "visits"
    verbose_name = "visites"

    def ready(self) -> None:
        from epaule.kernel.events import subscribe
        from epaule.requests import events
        from epaule.visits import subscribers

        subscribe(events.RequestPublished, subscribers.ring_helpers)
        subscribe(events.RequestAccepted, subscribers.announce_helper)
        subscribe(events.RequestPassed, subscribers.hush_passed)
        subscribe(events.RequestOver, subscribers.tell_over)
        subscribe(events.RequestOver, subscribers.end_visit)
