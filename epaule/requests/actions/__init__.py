"""Every write about asks, availability, appointments and call-backs."""

from epaule.requests.actions._common import refuse_secrets, refuse_who_may_not_offer
from epaule.requests.actions.accepting import accept, ask_known_helper, pass_on
from epaule.requests.actions.arriving import note_arrival, replace_absent_helpers
from epaule.requests.actions.asking import publish_request
from epaule.requests.actions.availability import become_available, become_unavailable, note_helper_page_alive
from epaule.requests.actions.booking import book, cancel_appointment, move, set_reminders
from epaule.requests.actions.callbacks import (
    ask_callback,
    mark_callback_done,
    postpone_callback,
    promise_callback,
)
from epaule.requests.actions.company import decline_to_keep, keep_helper, stop_meeting
from epaule.requests.actions.dispatch import advance_all, advance_dispatch, ring_late_comer, start_dispatch
from epaule.requests.actions.ending import (
    WAIT_FOR_ANSWER,
    WAIT_FOR_HELPER,
    cancel,
    close,
    expire_unanswered,
    stop_helping,
)
from epaule.requests.actions.following import follow_up, publish_again
from epaule.requests.actions.hours import (
    add_exception,
    add_hours,
    copy_day,
    pause,
    remove_exception,
    remove_hours,
    renew_feed,
    resume,
    set_rhythm,
)
from epaule.requests.actions.meeting import (
    announce_near,
    begin_appointment,
    cancel_impossible,
    note_absence,
    note_met,
    note_missed,
)
from epaule.requests.actions.moving import propose_move, take_move
from epaule.requests.actions.placing import redirect_to_place
from epaule.requests.actions.proposals import (
    expire_proposals,
    refuse_proposal,
    send_proposal,
    take_proposal,
    withdraw_proposal,
)
from epaule.requests.actions.reaching import choose_push
from epaule.requests.actions.telling import set_reach

__all__ = [
    "WAIT_FOR_ANSWER",
    "WAIT_FOR_HELPER",
    "accept",
    "add_exception",
    "add_hours",
    "advance_all",
    "advance_dispatch",
    "announce_near",
    "ask_callback",
    "ask_known_helper",
    "become_available",
    "become_unavailable",
    "begin_appointment",
    "book",
    "cancel",
    "cancel_appointment",
    "cancel_impossible",
    "choose_push",
    "close",
    "copy_day",
    "decline_to_keep",
    "expire_proposals",
    "expire_unanswered",
    "follow_up",
    "keep_helper",
    "mark_callback_done",
    "move",
    "note_absence",
    "note_arrival",
    "note_helper_page_alive",
    "note_met",
    "note_missed",
    "pass_on",
    "pause",
    "postpone_callback",
    "promise_callback",
    "propose_move",
    "publish_again",
    "publish_request",
    "redirect_to_place",
    "refuse_proposal",
    "refuse_secrets",
    "refuse_who_may_not_offer",
    "remove_exception",
    "remove_hours",
    "renew_feed",
    "replace_absent_helpers",
    "resume",
    "ring_late_comer",
    "send_proposal",
    "set_reach",
    "set_reminders",
    "set_rhythm",
    "start_dispatch",
    "stop_helping",
    "stop_meeting",
    "take_move",
    "take_proposal",
    "withdraw_proposal",
]
