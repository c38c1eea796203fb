"""Loaded before Django's settings: tests never touch the data of a real installation."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="epaule-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["EPAULE_DATA"] = _folder
os.environ["EPAULE_DEMO"] = "1"
# Words alone, the same in every process; tests/knowhow/test_meaning.py asks for the sentence model.
os.environ["EPAULE_UNDERSTANDING"] = "words"
# Threads that wait for one another by spinning make a busy machine ten times slower.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
for name in ("REDIS_URL", "EPAULE_HOSTS", "EPAULE_HTTPS"):
    os.environ.pop(name, None)
