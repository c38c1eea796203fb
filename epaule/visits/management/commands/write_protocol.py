"""`epaule write_protocol`: the socket messages of `protocol.py`, for the browser."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from epaule.visits.typescript import TARGET, typescript


class Command(BaseCommand):
    help = "Write web/src/lib/protocol.ts from epaule/visits/protocol.py."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail when the file is not in step."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise `CommandError` (exit code 1) when `--check` finds a difference."""
        wanted = typescript()
        current = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
        if options["check"]:
            if current != wanted:
                raise CommandError(f"{TARGET} is not in step with protocol.py: run `epaule write_protocol`.")
            return
        if current != wanted:
            TARGET.write_text(wanted, encoding="utf-8")
            self.stdout.write(f"{TARGET} written.")
