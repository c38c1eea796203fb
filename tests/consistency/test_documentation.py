"""What is promised on paper: each permission and each variable has its line."""

from __future__ import annotations

import ast
import re

from rules.permissions import permissions

from tests.consistency.sources import PACKAGE, ROOT, syntax

NAME = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def rows(document: str) -> list[str]:
    """The names in the first column of the tables of docs/<document>."""
    return NAME.findall((ROOT / "docs" / document).read_text(encoding="utf-8"))


def variables_read() -> set[str]:
    """Every NAME of env_something("NAME") in the settings."""
    calls = [
        node
        for name in ("settings.py", "env.py")
        for node in ast.walk(syntax(PACKAGE / "config" / name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("env_")
    ]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def test_every_permission_is_documented() -> None:
    documented = rows("permissions.md")
    assert sorted(documented) == sorted(permissions), "docs/permissions.md"


def test_every_variable_is_documented() -> None:
    read = variables_read()
    assert len(read) > 10
    documented = rows("installer.md")
    assert sorted(documented) == sorted(read), "docs/installer.md"
