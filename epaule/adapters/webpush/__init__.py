"""Web push: rings the devices of helpers whose page is closed. May be deleted: `EPAULE_PUSH=0` does without."""
