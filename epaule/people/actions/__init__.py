"""Every write about persons."""

from epaule.people.actions.access import create_access_link, open_access_link, use_access_link, welcome_guest
from epaule.people.actions.contacts import block, dismiss, drop_contact, keep_contact, unblock
from epaule.people.actions.helpers import (
    change_helper_profile,
    lift_suspension,
    suspend,
    vouch,
    withdraw_voucher,
)

__all__ = [
    "block",
    "change_helper_profile",
    "create_access_link",
    "dismiss",
    "drop_contact",
    "keep_contact",
    "lift_suspension",
    "open_access_link",
    "suspend",
    "unblock",
    "use_access_link",
    "vouch",
    "welcome_guest",
    "withdraw_voucher",
]
