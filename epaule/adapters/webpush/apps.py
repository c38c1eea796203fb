from django.apps import AppConfig


class WebPushConfig(AppConfig):
    name = "epaule.adapters.webpush"
    label = "webpush"
    verbose_name = "notifications"

    def ready(self) -> None:
        from epaule.adapters.webpush import checks, subscribers  # noqa: F401  registers the system checks
        from epaule.kernel.events import subscribe
        from epaule.requests.events import AppointmentBooked, HelperRung, RequestAccepted, RequestOver

        subscribe(HelperRung, subscribers.ring_devices)
        subscribe(RequestAccepted, subscribers.hush_devices)
        subscribe(RequestOver, subscribers.hush_devices)
        subscribe(AppointmentBooked, subscribers.hush_after_booking)
