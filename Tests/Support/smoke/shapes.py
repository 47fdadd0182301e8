"""Raw answers beside their shapes: members the shape has, of their types, spelled as they travel."""

import json
import re

ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def faults(operation, raw):
    """What is wrong with a raw answer, in words."""
    headers = {name.lower(): value for name, value in raw["headers"].items()}
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", headers.get("x-amzn-requestid", "")):
        yield "no x-amzn-RequestId"
    if "server" in headers:
        yield "a Server header"
    shape = operation.output_shape
    if shape is None:
        if raw["body"]:
            yield f"a body where there is none: {raw['body'][:80]!r}"
        return
    payload = shape.serialization.get("payload")
    for member, facts in shape.members.items():
        place = facts.serialization.get("location")
        if place == "header" and facts.serialization["name"].lower() not in headers:
            yield f"no header {facts.serialization['name']}"
    if payload and shape.members[payload].type_name == "blob":
        if not raw["body"]:
            yield "an empty body"
        return
    if not raw["body"]:
        if raw["status_code"] != 204:
            yield "no body"
        return
    if headers.get("content-type") != "application/json":
        yield f"Content-Type {headers.get('content-type')}"
    yield from value_faults(json.loads(raw["body"]), shape, "")


def value_faults(value, shape, path):
    kind = shape.type_name
    if value is None:
        yield f"null at {path}"
    elif kind == "structure":
        yield from structure_faults(value, shape, path)
    elif kind == "list":
        if not isinstance(value, list):
            yield f"no list at {path}: {value!r}"
            return
        for index, element in enumerate(value):
            yield from value_faults(element, shape.member, f"{path}/{index}")
    elif kind == "map":
        if not isinstance(value, dict):
            yield f"no map at {path}: {value!r}"
            return
        for name, element in value.items():
            # A template may be null, as recorded.
            if element is not None:
                yield from value_faults(element, shape.value, f"{path}/{name}")
    else:
        yield from scalar_faults(value, shape, path)


def structure_faults(value, shape, path):
    if not isinstance(value, dict):
        yield f"no structure at {path}: {value!r}"
        return
    known = {facts.serialization.get("name", member): facts for member, facts in shape.members.items()}
    for name, element in value.items():
        if name not in known:
            yield f"unknown member {path}/{name}"
        else:
            yield from value_faults(element, known[name], f"{path}/{name}")
    for member in shape.required_members:
        name = shape.members[member].serialization.get("name", member)
        if name not in value:
            yield f"no {path}/{name}"


def scalar_faults(value, shape, path):
    kind = shape.type_name
    if kind == "string":
        if not isinstance(value, str):
            yield f"no string at {path}: {value!r}"
        elif shape.enum and value not in shape.enum:
            yield f"{value!r} at {path} is none of {shape.enum}"
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"no boolean at {path}: {value!r}"
    elif kind in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"no whole number at {path}: {value!r}"
    elif kind in ("double", "float"):
        # AWS writes 10.0, never 10.
        if not isinstance(value, float):
            yield f"no floating-point number at {path}: {value!r}"
    elif kind == "timestamp":
        if shape.serialization.get("timestampFormat") == "iso8601":
            if not isinstance(value, str) or not ISO.fullmatch(value):
                yield f"no ISO 8601 time at {path}: {value!r}"
        elif isinstance(value, bool) or not isinstance(value, (int, float)):
            yield f"no seconds at {path}: {value!r}"
