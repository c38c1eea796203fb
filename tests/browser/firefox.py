"""Firefox, driven by WebDriver BiDi over its own socket: nothing between it and the tests."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

FIREFOX = "firefox-esr"
START_SECONDS = 60
ANSWER_SECONDS = 60
PREFERENCES: dict[str, bool | int | str] = {
    "intl.accept_languages": "fr-FR, fr",
    # Real network candidates, as for Chromium.
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    # A sound source that is not a person's microphone, and nobody to ask.
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    # Nothing of its own on the network, no page of its own.
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class ScriptFailed(Exception):
    """The page's own error."""


class Firefox:
    """One window with one page, in a profile of its own under `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.profile = folder / "profile"
        self.profile.mkdir(parents=True)
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items())
        (self.profile / "user.js").write_text("\n".join(lines))
        self.log = folder / "firefox.log"
        self.last_id = 0
        self.until_stop = contextlib.ExitStack()

    def start(self) -> None:
        command = [
            FIREFOX,
            "--headless",
            "--profile",
            str(self.profile),
            "--remote-debugging-port",
            "0",
            "about:blank",
        ]
        home = os.environ | {"HOME": str(self.folder), "MOZ_CRASHREPORTER_DISABLE": "1"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=home, stdout=log, stderr=log, start_new_session=True)
        line = connect(f"{self._address()}/session", max_size=None, compression=None)
        self.socket: ClientConnection = self.until_stop.enter_context(line)
        self.ask("session.new", capabilities={})
        self.until_stop.callback(self.ask, "browser.close")
        self.context = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def _address(self) -> str:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            said = re.search(r"WebDriver BiDi listening on (ws://\S+)", self.log.read_text(errors="replace"))
            if said:
                return said[1]
            time.sleep(0.1)
        raise RuntimeError(f"Firefox did not start:\n{self.log.read_text(errors='replace')}")

    def ask(self, method: str, **parameters: Any) -> Any:
        """One command, and its result; events are not asked for."""
        self.last_id += 1
        self.socket.send(json.dumps({"id": self.last_id, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv(timeout=ANSWER_SECONDS))
            if answer.get("id") != self.last_id:
                continue
            if answer["type"] == "error":
                raise ScriptFailed(f"{method}: {answer['message']}")
            return answer["result"]

    def go(self, url: str) -> None:
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def before_every_page(self, function: str) -> None:
        """`function` runs before the scripts of each page to come."""
        self.ask("script.addPreloadScript", functionDeclaration=function)

    def run(self, expression: str, *arguments: Any) -> Any:
        """The value of a JavaScript function called with `arguments`, or of its promise; as from a click."""
        given = ", ".join(json.dumps(one) for one in arguments)
        answer = self.ask(
            "script.evaluate",
            expression=f"Promise.resolve(({expression})({given})).then((it) => JSON.stringify(it ?? null))",
            target={"context": self.context},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] == "exception":
            raise ScriptFailed(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def wait_for(self, expression: str, *arguments: Any, seconds: float = 30) -> Any:
        """The first value of the function that is true; the page may change meanwhile."""
        deadline, seen = time.monotonic() + seconds, None
        while time.monotonic() < deadline:
            with contextlib.suppress(ScriptFailed):
                seen = self.run(expression, *arguments)
                if seen:
                    return seen
            time.sleep(0.1)
        raise AssertionError(f"Firefox waited in vain for {expression} {arguments}, last seen: {seen}")

    def click(self, selector: str, text: str = "") -> None:
        """The first visible element of `selector` that holds `text`, once there is one."""
        self.wait_for(CLICK, selector, text)

    def move_mouse(self, x: float, y: float) -> None:
        """In CSS pixels of the window."""
        pointer = {
            "id": "mouse",
            "type": "pointer",
            "actions": [{"type": "pointerMove", "x": int(x), "y": int(y)}],
        }
        self.ask("input.performActions", context=self.context, actions=[pointer])

    def stop(self) -> None:
        """Also when it started only in part."""
        with contextlib.suppress(ScriptFailed, WebSocketException, OSError, TimeoutError):
            self.until_stop.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        # Its helpers have its group, and nobody else does.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)


CLICK = """(selector, text) => {
  const found = [...document.querySelectorAll(selector)].find((one) =>
    one.checkVisibility() && !one.disabled && one.textContent.includes(text));
  found?.click();
  return found !== undefined;
}"""
