"""Writes `web/src/lib/protocol.ts` from `protocol.py`: types, and readers that check what arrives.

The readers (`web/src/lib/shape.ts`) are typed against the interfaces beside them, so that tsc checks this
file's work.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec.inspect as shapes
from django.conf import settings

from epaule.visits import protocol

TARGET: Path = settings.ROOT / "web" / "src" / "lib" / "protocol.ts"

HEADER = """\
// biome-ignore-all format: written by `epaule write_protocol` from epaule/visits/protocol.py; edit that file.
// biome-ignore-all assist/source/organizeImports: as above.
"""


def typescript() -> str:
    """The whole text of `protocol.ts`."""
    unions = {name: _members(shapes.type_info(union)) for name, union in protocol.UNIONS.items()}
    structs = list(_structs(unions.values()))
    types = [_interface(struct) for struct in structs]
    aliases = [
        f"export type {name} = {' | '.join(_name(m) for m in members)};" for name, members in unions.items()
    ]
    readers = [_struct_reader(struct) for struct in structs]
    parsers = [_parser(name, members) for name, members in unions.items()]
    words = ("choice", "flag", "integer", "list", "nullable", "number", "oneOf", "text")
    used = [word for word in words if re.search(rf"\b{word}\b(?!:)", "\n".join(readers))]
    imports = f'import {{ {", ".join(sorted([*used, "parser", "struct"]))} }} from "./shape";\n'
    sections = [HEADER + imports, _constants(), *types, "\n".join(aliases), "\n".join(readers), "\n".join(parsers)]
    return "\n".join(section.rstrip("\n") + "\n" for section in sections)


def _constants() -> str:
    numbers = {name: value for name, value in vars(protocol).items() if name.isupper() and isinstance(value, int)}
    return "\n".join(f"export const {name} = {value};" for name, value in numbers.items())


def _members(info: shapes.Type) -> list[shapes.StructType]:
    types = info.types if isinstance(info, shapes.UnionType) else (info,)
    return [member for member in types if isinstance(member, shapes.StructType)]


def _structs(unions: Any) -> Iterator[shapes.StructType]:
    """Every struct once, parts before what holds them."""
    seen: set[type] = set()

    def visit(info: shapes.Type) -> Iterator[shapes.StructType]:
        if isinstance(info, shapes.StructType) and info.cls not in seen:
            seen.add(info.cls)
            for field in info.fields:
                yield from visit(field.type)
            yield info
        elif isinstance(info, shapes.UnionType):
            for member in info.types:
                yield from visit(member)
        elif isinstance(info, shapes.ListType):
            yield from visit(info.item_type)

    for members in unions:
        for member in members:
            yield from visit(member)


def _union_name(info: shapes.UnionType) -> str | None:
    """The name of the union of messages that `info` is, None when it is another kind of union."""
    tags = {member.tag for member in _members(info)}
    for name, union in protocol.UNIONS.items():
        if tags and tags == {member.tag for member in _members(shapes.type_info(union))}:
            return name
    return None


def _name(struct: shapes.StructType) -> str:
    return struct.cls.__name__


def _reader_name(struct: shapes.StructType) -> str:
    return f"read{_name(struct)}"


def _interface(struct: shapes.StructType) -> str:
    lines = []
    documentation = struct.cls.__dict__.get("__doc__")
    if documentation:
        lines.append(f"/** {' '.join(documentation.split())} */")
    lines.append(f"export interface {_name(struct)} {{")
    if struct.tag_field:
        lines.append(f"  readonly {struct.tag_field}: {json.dumps(struct.tag)};")
    for field in struct.fields:
        mark = "" if field.required else "?"
        lines.append(f"  readonly {field.encode_name}{mark}: {_type(field.type)};")
    return "\n".join([*lines, "}"])


def _type(info: shapes.Type) -> str:
    match info:
        case shapes.StrType():
            return "string"
        case shapes.IntType() | shapes.FloatType():
            return "number"
        case shapes.BoolType():
            return "boolean"
        case shapes.NoneType():
            return "null"
        case shapes.LiteralType(values):
            return " | ".join(json.dumps(value) for value in values)
        case shapes.ListType(item_type=item):
            inner = _type(item)
            return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"
        case shapes.UnionType(types):
            return _union_name(info) or " | ".join(_type(member) for member in types)
        case shapes.StructType():
            return _name(info)
    raise NotImplementedError(f"protocol.py uses a type the generator does not know: {info}")


def _struct_reader(struct: shapes.StructType) -> str:
    required = {struct.tag_field: f"oneOf({json.dumps(struct.tag)})"} if struct.tag_field else {}
    required |= {field.encode_name: _reader(field.type) for field in struct.fields if field.required}
    optional = {field.encode_name: _reader(field.type) for field in struct.fields if not field.required}
    fields = f"{_object(required)}, {_object(optional)}"
    return f"export const {_reader_name(struct)} = struct<{_name(struct)}>({fields});"


def _object(fields: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{name}: {reader}" for name, reader in fields.items()) + " }" if fields else "{}"


def _reader(info: shapes.Type) -> str:
    match info:
        case shapes.StrType(min_length, max_length, pattern):
            check = None if pattern is None else "/" + pattern.replace("/", r"\/") + "/"
            return f"text({_arguments(min_length, max_length, check)})"
        case shapes.IntType(ge=ge, le=le):
            return f"integer({_arguments(ge, le)})"
        case shapes.FloatType(ge=ge, le=le):
            return f"number({_arguments(ge, le)})"
        case shapes.BoolType():
            return "flag"
        case shapes.LiteralType(values):
            return f"oneOf({', '.join(json.dumps(value) for value in values)})"
        case shapes.ListType(item_type=item, min_length=min_length, max_length=max_length):
            return f"list({_arguments(_reader(item), min_length, max_length)})"
        case shapes.UnionType(types) if len(types) == 2 and shapes.NoneType() in types:
            return f"nullable({_reader(next(t for t in types if t != shapes.NoneType()))})"
        case shapes.UnionType() if _union_name(info):
            readers = {json.dumps(struct.tag): _reader_name(struct) for struct in _members(info)}
            return f"choice<{_union_name(info)}>({_object(readers)})"
        case shapes.StructType():
            return _reader_name(info)
    raise NotImplementedError(f"protocol.py uses a type the generator does not know: {info}")


def _arguments(*values: object) -> str:
    """Positional arguments, `undefined` for a missing one, nothing for those missing at the end."""
    kept = list(values)
    while kept and kept[-1] is None:
        kept.pop()
    return ", ".join("undefined" if value is None else str(value) for value in kept)


def _parser(name: str, members: list[shapes.StructType]) -> str:
    readers = {json.dumps(struct.tag): _reader_name(struct) for struct in members}
    return f"export const parse{name} = parser<{name}>({_object(readers)});"
