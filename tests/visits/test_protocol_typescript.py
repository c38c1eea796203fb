"""protocol.py and protocol.ts say the same."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from epaule.visits import protocol, typescript
from epaule.visits.management.commands import write_protocol


def test_the_committed_file_is_in_step() -> None:
    assert typescript.TARGET.read_text(encoding="utf-8") == typescript.typescript()


def test_check_fails_when_the_file_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "protocol.ts"
    monkeypatch.setattr(write_protocol, "TARGET", target)
    with pytest.raises(CommandError):
        call_command("write_protocol", "--check")
    assert not target.exists()
    call_command("write_protocol")
    call_command("write_protocol", "--check")
    target.write_text(target.read_text() + "// changed by hand\n")
    with pytest.raises(CommandError):
        call_command("write_protocol", "--check")


@pytest.mark.parametrize(
    "expected",
    [
        'export interface SendChat {\n  readonly type: "chat.send";',
        "  readonly sdpMLineIndex?: number | null;",
        "  readonly participants: readonly ParticipantInfo[];",
        "client_id: text(8, 40, /^[A-Za-z0-9-]+$/)",
        "x: number(0, 1), y: number(0, 1), n: integer(0)",
        "description: nullable(readSessionDescription)",
        "export type BellToServer = Ping;",
        f"export const CHAT_MAX_LENGTH = {protocol.CHAT_MAX_LENGTH};",
    ],
)
def test_names_limits_and_absences_are_carried_over(expected: str) -> None:
    assert expected in typescript.typescript()


def test_every_union_has_its_type_and_its_parser() -> None:
    text = typescript.typescript()
    for name in protocol.UNIONS:
        assert f"export type {name} = " in text
        assert f"export const parse{name} = parser<{name}>(" in text


def test_parts_are_described_before_what_holds_them() -> None:
    lines = typescript.typescript().splitlines()
    readers = [line.split(" ")[2] for line in lines if line.startswith("export const read")]
    assert len(readers) == len(set(readers))
    assert readers.index("readChatLine") < readers.index("readRoom")
    assert readers.index("readIceCandidate") < readers.index("readSignal")
