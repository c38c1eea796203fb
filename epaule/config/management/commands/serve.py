"""`epaule serve`: pages, sockets and background work in one command."""

import signal
import socket
import subprocess
import sys
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import autodiscover_modules
from huey.consumer import Consumer
from huey.contrib.djhuey import HUEY


class EmbeddedConsumer(Consumer):
    """huey's worker threads inside the web process; uvicorn owns the signals."""

    def _set_signal_handlers(self) -> None:
        pass


class Command(BaseCommand):
    help = "Sert les pages, les connexions en direct et le travail de fond, dans une seule commande."
    requires_system_checks = "__all__"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        self.check_port(options["host"], options["port"])
        if settings.WEB_PROCESSES == 1:
            self.serve_in_one_process(options["host"], options["port"])
        else:
            self.supervise(options["host"], options["port"])

    @staticmethod
    def check_port(host: str, port: int) -> None:
        """Say it plainly when another program answers there already."""
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                advice = f"Choisissez-en un autre, par exemple : make demo PORT={port + 123}"
                raise CommandError(f"Le port {port} est déjà pris. {advice}") from error

    def serve_in_one_process(self, host: str, port: int) -> None:
        """Web and worker as threads of one process: the in-memory layer reaches every socket."""
        HUEY.immediate = False
        # Nothing else imports the tasks that only the clock calls.
        autodiscover_modules("tasks")
        consumer = EmbeddedConsumer(HUEY, **settings.HUEY["consumer"])
        consumer.start()
        self.stdout.write(f"Épaule répond à l’adresse http://{host}:{port}/  (Ctrl-C pour arrêter)")
        self.stdout.flush()
        try:
            uvicorn.run("epaule.config.asgi:application", **self.uvicorn_options(host, port))
        finally:
            consumer.stop(graceful=True)

    def supervise(self, host: str, port: int) -> None:
        """Several web processes and one worker, with Redis between them."""
        worker = subprocess.Popen([sys.executable, "-m", "epaule", "run_huey"])
        try:
            options = self.uvicorn_options(host, port)
            uvicorn.run("epaule.config.asgi:application", workers=settings.WEB_PROCESSES, **options)
        finally:
            worker.send_signal(signal.SIGINT)
            worker.wait(timeout=30)

    @staticmethod
    def uvicorn_options(host: str, port: int) -> dict[str, Any]:
        return {
            "host": host,
            "port": port,
            "log_level": "warning",
            "lifespan": "on",
            "ws_max_size": 128 * 1024,
            "ws_ping_interval": 20,
            "ws_ping_timeout": 20,
            "timeout_graceful_shutdown": 5,
            "proxy_headers": settings.HTTPS,
            "server_header": False,
        }
