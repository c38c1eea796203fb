"""How often what is allowed once may be done again. Nobody honest meets these."""

from datetime import timedelta

from epaule.safety.throttle import Limit

HOUR = 3600

BOOK_AGAIN_LIMIT = Limit("book-same-helper", capacity=4, seconds_per_token=6 * HOUR)
"""Of one person with one helper, who is told each time, and told again when it is cancelled."""
GUESTS_BOOK_LIMIT = Limit("guests-book-helper", capacity=6, seconds_per_token=4 * HOUR)
"""Of all guests of one line with one helper: a guest is made by emptying one's browser."""
SLOTS_LIMIT = Limit("read-slots", capacity=120, seconds_per_token=1)
"""Pages of free moments, each made of the hours of dozens of helpers: as often as the directory is searched."""
MOVE_LIMIT = Limit("move-appointment", capacity=5, seconds_per_token=6 * HOUR)
REMINDERS_LIMIT = Limit("appointment-reminders", capacity=4, seconds_per_token=6 * HOUR)
"""Of one appointment: what is typed there is written to."""
GUESTS_PUBLISH_LIMIT = Limit("guests-publish", capacity=60, seconds_per_token=60)
"""New guests of one line, who each make helpers ring."""
LINE_CALLS_LIMIT = Limit("callbacks-of-line", capacity=12, seconds_per_token=HOUR)
"""Call-backs asked for from one line: the hours of the team are few."""
NUMBER_LIMIT = Limit("callback-number", capacity=4, seconds_per_token=6 * HOUR)
"""Calls to one number, whoever asks for them: nobody is made to ring at somebody else’s."""
CALLS_MOST = 3
"""Call-backs that one person has before her."""
PROPOSALS_MOST = 3
"""That one helper sends for one ask, those taken back included."""
ABSENCES_MOST = 3
"""Requests accepted without coming, within ABSENCES_WITHIN; the next is not accepted."""
ABSENCES_WITHIN = timedelta(hours=1)
UNANSWERED_MAILS_LIMIT = Limit("unanswered-mails", capacity=10, seconds_per_token=600)
"""Letters to one territory; the page shows all of them anyway."""
SETTLING_LIMIT = Limit("settling", capacity=60, seconds_per_token=5)
"""Buttons of one's own pages."""
