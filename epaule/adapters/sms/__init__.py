"""Whoever carries our SMS. `kernel.sms` speaks to one of these, named by `EPAULE_SMS_URL`."""
