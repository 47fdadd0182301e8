"""Wrong inputs, made of valid ones at the wire: a required member gone, a value of another type, a text that is none of
an enumeration's, a number out of bounds, an identifier that names nothing, a path that no patch may have.
"""

import json
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from botocore.exceptions import ClientError

import inputs
from client import Wrong

UNKNOWN = "nothing0"


class Case:
    def __init__(self, name, title, arguments, spoil, status, code, message):
        self.name, self.title, self.arguments, self.spoil = name, title, arguments, spoil
        self.status, self.code, self.message = status, code, message

    def run(self, client):
        try:
            client.send(self.name, self.arguments, self.spoil)
        except ClientError as error:
            self.check(client, error)
            return
        raise Wrong(f"taken, though {self.title}")

    def check(self, client, error):
        headers = {name.lower(): value for name, value in client.raw["headers"].items()}
        body = json.loads(client.raw["body"])
        code, message = headers.get("x-amzn-errortype"), body.get("message")
        seen = f"{client.raw['status_code']} {code}: {message}"
        if client.raw["status_code"] != self.status or code != self.code:
            raise Wrong(f"{seen}, not {self.status} {self.code}: {self.message}")
        is_part = self.message.startswith("…")
        if self.message.lstrip("…") not in message if is_part else message != self.message:
            raise Wrong(f"{seen}, not {self.message}")
        if not set(body) <= {"message", "resourceType", "limitType"}:
            raise Wrong(f"members {sorted(body)}")
        if error.response["Error"]["Code"] != self.code or error.response["Error"]["Message"] != message:
            raise Wrong(f"botocore reads {error.response['Error']}")
        modelled = {shape.name for shape in client.operation(self.name).error_shapes}
        if self.code not in modelled | {"ValidationException", "SerializationException"}:
            raise Wrong(f"{self.code} is none of the operation's errors: {sorted(modelled)}")


def cases(name, world):
    operation = world.client.operation(name)
    shape = operation.input_shape
    if shape is None or not shape.members:
        return
    yield from unknown(name, world, shape)
    base = inputs.minimal(name, world)
    whole = {**inputs.full(name, world), **base}
    payload = shape.serialization.get("payload")
    for member, facts in shape.members.items():
        place = facts.serialization.get("location", "body")
        wire = facts.serialization.get("name", member)
        if member == payload:
            if name in world.tables.BAD_PAYLOADS:
                body, code, text = world.tables.BAD_PAYLOADS[name]
                yield Case(name, "a body that is none", base | {payload: body}, None, 400, code, text)
        elif place == "body":
            yield from body_cases(name, world, base, member, wire, facts)
        elif place == "querystring":
            yield from query_cases(name, world, base, member, wire, facts)
        elif place == "uri" and getattr(facts, "enum", None):
            yield from label_cases(name, world, base, member, facts)
    if any(facts.serialization.get("location", "body") == "body" for facts in shape.members.values()) and not payload:
        yield Case(
            name,
            "a body that is no JSON",
            whole if "patchOperations" not in whole else base,
            replace_body(b'{"'),
            400,
            "SerializationException",
            "Could not parse request body into json",
        )
        yield Case(
            name,
            "a body that is a list",
            base,
            replace_body(b"[]"),
            400,
            "SerializationException",
            "Start of list found where not expected",
        )
    yield from patch_cases(name, world, base, shape)
    for title, arguments, status, code, message in world.tables.REFUSED.get(name, ()):
        given = arguments(world) if callable(arguments) else arguments
        yield Case(name, title, base | given, None, status, code, message)


# Identifiers


def unknown(name, world, shape):
    tables = world.tables
    for member, facts in shape.members.items():
        texts = tables.UNKNOWN.get((name, member), tables.UNKNOWN.get(member))
        if texts is None or facts.serialization.get("location") != "uri":
            continue
        status, code, message = texts if isinstance(texts, tuple) else (404, "NotFoundException", texts)
        value = tables.UNKNOWN_VALUES.get(member, UNKNOWN)
        arguments = inputs.minimal(name, world) | {member: value}
        if "patchOperations" in shape.members:
            arguments["patchOperations"] = [{"op": "replace", "path": "/description", "value": "x"}]
        yield Case(name, f"{member} names nothing", arguments, None, status, code, message.format(value))


# Members of JSON bodies


def replace_body(body):
    def spoil(request):
        request["body"] = body
        request["headers"]["Content-Length"] = str(len(body))

    return spoil


def change_member(wire, change):
    """Changes the JSON body at one member; the body may have been empty."""

    def spoil(request):
        body = json.loads(request["body"] or b"{}")
        change(body, wire)
        request["body"] = json.dumps(body).encode()

    return spoil


def body_cases(name, world, base, member, wire, facts):
    is_rest = world.client.is_rest
    operation = name[0].lower() + name[1:]
    low = member[0].lower() + member[1:]
    path = f"{operation}Input.{low}"
    refusal = "ValidationException" if is_rest else "BadRequestException"

    def case(title, change, code, message):
        return Case(name, f"{member} {title}", base, change_member(wire, change), 400, code, message)

    if member in world.client.operation(name).input_shape.required_members:
        yield case(
            "is missing",
            lambda body, wire: body.pop(wire, None),
            refusal,
            f"…Value null at '{path}' failed to satisfy constraint: Member must not be null",
        )
    for value, message in wrong_types(facts):
        yield case(
            f"is {json.dumps(value)}",
            lambda body, wire, value=value: body.update({wire: value}),
            "SerializationException",
            message,
        )
    if (name, member) in world.tables.OWN_WORDS:
        message = world.tables.OWN_WORDS[(name, member)]
        yield case(
            "is no value of its own",
            lambda body, wire: body.update({wire: "NONSENSE"}),
            "BadRequestException",
            message,
        )
    elif getattr(facts, "enum", None):
        yield case(
            "is none of its values",
            lambda body, wire: body.update({wire: "NONSENSE"}),
            refusal,
            f"…Value 'NONSENSE' at '{path}' failed to satisfy constraint: Member must satisfy enum value set: [",
        )
    for value, text in out_of_bounds(facts):
        yield case(
            "is out of bounds", lambda body, wire, value=value: body.update({wire: value}), refusal, "…" + text
        )
    if facts.type_name == "structure":
        yield from nested_cases(name, base, member, wire, facts, path, refusal)


def nested_cases(name, base, member, wire, shape, path, refusal):
    for inner, facts in shape.members.items():
        inner_wire = facts.serialization.get("name", inner)

        def change(body, wire, value, inner_wire=inner_wire):
            body.setdefault(wire, {})[inner_wire] = value

        for value, message in wrong_types(facts):
            yield Case(
                name,
                f"{member}.{inner} is {json.dumps(value)}",
                base,
                change_member(wire, lambda body, wire, value=value, change=change: change(body, wire, value)),
                400,
                "SerializationException",
                message,
            )
        if getattr(facts, "enum", None):
            low = inner[0].lower() + inner[1:]
            yield Case(
                name,
                f"{member}.{inner} is none of its values",
                base,
                change_member(wire, lambda body, wire, change=change: change(body, wire, "NONSENSE")),
                400,
                refusal,
                f"…Value 'NONSENSE' at '{path}.{low}' failed to satisfy constraint: "
                "Member must satisfy enum value set: [",
            )


NUMBER = "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an "


def wrong_types(facts):
    """Values of another type than the shape's, and what is said of them."""
    kind = facts.type_name
    if kind == "string":
        return [
            (True, "class java.lang.Boolean can not be converted to an String"),
            (1.5, NUMBER + "String"),
            ({"a": "b"}, "Start of structure or map found where not expected."),
        ]
    if kind == "boolean":
        return [("true", "class java.lang.String can not be converted to an Boolean"), (1, NUMBER + "Boolean")]
    if kind in ("integer", "long"):
        return [("many", "class java.lang.String can not be converted to an Integer")]
    if kind in ("double", "float"):
        return [("many", "class java.lang.String can not be converted to an Double")]
    if kind == "list":
        return [({"a": "b"}, "Start of structure or map found where not expected."), ("text", "…")]
    if kind == "map":
        return [(["a"], "Start of list found where not expected"), ("text", "…")]
    if kind == "structure":
        return [(["a"], "Start of list found where not expected"), (True, "…")]
    return []


def out_of_bounds(facts):
    low, high = facts.metadata.get("min"), facts.metadata.get("max")
    if facts.type_name == "string":
        if low:
            yield "x" * (low - 1), f"Member must have length greater than or equal to {low}"
        if high is not None and high < 100_000:
            yield "x" * (high + 1), f"Member must have length less than or equal to {high}"
    elif facts.type_name in ("integer", "long"):
        if low is not None:
            yield low - 1, f"Member must have value greater than or equal to {low}"
        if high is not None:
            yield high + 1, f"Member must have value less than or equal to {high}"


# Query and path


def query_cases(name, world, base, member, wire, facts):
    refusal = "ValidationException" if world.client.is_rest else "BadRequestException"

    def with_query(change):
        def spoil(request):
            parts = urlsplit(request["url"])
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            change(query)
            request["url"] = urlunsplit(parts._replace(query=urlencode(query)))

        return spoil

    low = member[0].lower() + member[1:]
    if member in world.client.operation(name).input_shape.required_members and member not in world.tables.ROUTED:
        yield Case(
            name,
            f"{member} is missing",
            base,
            with_query(lambda query: query.pop(wire, None)),
            400,
            refusal,
            f"…Value null at '{low}' failed to satisfy constraint: Member must not be null",
        )
    if getattr(facts, "enum", None):
        yield Case(
            name,
            f"{member} is none of its values",
            base,
            with_query(lambda query: query.update({wire: "NONSENSE"})),
            400,
            refusal,
            f"…Value 'NONSENSE' at '{low}' failed to satisfy constraint: Member must satisfy enum value set: [",
        )
    if facts.type_name in ("integer", "long"):
        yield Case(
            name,
            f"{member} is no number",
            base,
            with_query(lambda query: query.update({wire: "many"})),
            400,
            "SerializationException",
            "class java.lang.String can not be converted to an Integer",
        )
    if member in ("position", "nextToken", "NextToken") and name not in world.tables.WITHOUT_PAGES:
        text = "Invalid position parameter" if world.client.is_rest else "Invalid nextToken specified"
        yield Case(
            name,
            f"{member} leads nowhere",
            base,
            with_query(lambda query: query.update({wire: "!!"})),
            400,
            "BadRequestException",
            text,
        )


def label_cases(name, world, base, member, facts):
    refusal = "ValidationException" if world.client.is_rest else "BadRequestException"
    low = member[0].lower() + member[1:]

    def spoil(request):
        value = quote(str(base[member]), safe="")
        request["url"] = request["url"].replace("/" + value, "/NONSENSE")

    yield Case(
        name,
        f"{member} is none of its values",
        base,
        spoil,
        400,
        refusal,
        f"…Value 'NONSENSE' at '{low}' failed to satisfy constraint: Member must satisfy enum value set: [",
    )


# Patches


def patch_cases(name, world, base, shape):
    if "patchOperations" not in shape.members:
        return
    operation = name[0].lower() + name[1:]

    def case(title, patch, code, message):
        arguments = base | {"patchOperations": [patch]}
        return Case(name, title, arguments, None, 400, code, message)

    words = world.tables.PATCH_WORDS.get(name, "…Invalid patch path")
    yield case(
        "a path that nothing has", {"op": "replace", "path": "/nothing", "value": "x"}, "BadRequestException", words
    )
    yield case(
        "no path at all", {"op": "replace", "path": "nothing", "value": "x"}, "BadRequestException", "…Invalid"
    )
    yield case(
        "an operation that there is not",
        {"op": "discard", "path": "/description"},
        "ValidationException",
        f"…Value 'discard' at '{operation}Input.patchOperations.1.member.op' failed to satisfy constraint: "
        "Member must satisfy enum value set: [add, remove, move, test, replace, copy]",
    )
    yield case(
        "an operation that nothing takes",
        {"op": "move", "path": "/description", "from": "/name"},
        "BadRequestException",
        "…Invalid",
    )
    yield case("an operation on nothing", {"op": "test", "path": "", "value": "x"}, "BadRequestException", "…Invalid")
