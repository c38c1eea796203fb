"""What our own log shall not hold: secret addresses."""

import logging
import re

_SECRETS = re.compile(r"/(lien|m|r|invitation|aider/agenda)/[^/\s\"?]+")


class HideSecrets(logging.Filter):
    """Django writes the address of whatever it refuses: of secret ones, only what they are is kept."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = _SECRETS.sub(r"/\1/…", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
