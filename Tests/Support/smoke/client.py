"""botocore as the client, with what it sends open to change and what it gets open to inspection."""

import boto3
import botocore.config
from botocore.exceptions import ClientError

import shapes


class Wrong(Exception):
    """What is not as AWS has it."""


class Client:
    """One service of one region."""

    def __init__(self, service, port, region="us-east-1"):
        self.is_rest = service == "apigateway"
        self.raw = None
        self.spoil = None
        self.boto = boto3.client(
            service,
            region_name=region,
            endpoint_url=f"http://127.0.0.1:{port}",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=botocore.config.Config(retries={"max_attempts": 0}),
        )
        self.model = self.boto.meta.service_model
        self.methods = {name: method for method, name in self.boto.meta.method_to_api_mapping.items()}
        self.boto.meta.events.register("before-parse", self._keep)
        self.boto.meta.events.register("before-call", self._change)
        self._carried = {}

    def _keep(self, response_dict, **_):
        self.raw = response_dict

    def _change(self, params, **_):
        if self.spoil:
            self.spoil(params)

    def operations(self):
        """All but those of portals, which belong to no API."""
        return [name for name in self.model.operation_names if "Portal" not in name and "Product" not in name]

    def operation(self, name):
        return self.model.operation_model(name)

    def send(self, name, arguments, spoil=None):
        """The parsed answer; ClientError for refusals."""
        self.spoil = spoil
        try:
            return getattr(self.boto, self.methods[name])(**arguments)
        finally:
            self.spoil = None

    def is_carried_out(self, name):
        """Whether there is a handler: everything but the path is taken away, so that nothing is changed."""
        if name not in self._carried:
            self._carried[name] = self._probe(name)
        return self._carried[name]

    def _probe(self, name):
        shape = self.operation(name).input_shape
        labels = {
            member: "nothing"
            for member, facts in (shape.members.items() if shape else [])
            if facts.serialization.get("location") == "uri"
        }

        def strip(request):
            request["body"] = b"[]" if request["body"] else b""
            request["url"] = request["url"].split("?")[0]

        try:
            arguments = dict(labels)
            for member in shape.required_members if shape else []:
                if member not in arguments:
                    arguments[member] = empty(shape.members[member])
            self.send(name, arguments, strip)
        except ClientError as error:
            return error.response["ResponseMetadata"]["HTTPStatusCode"] != 501
        return True

    def call(self, name, arguments):
        """Calls with valid input and holds the raw answer against the model."""
        try:
            parsed = self.send(name, arguments)
        except ClientError as error:
            raise Wrong(f"refused: {error}") from None
        operation = self.operation(name)
        wanted = operation.http.get("responseCode", 200)
        if self.raw["status_code"] != wanted:
            raise Wrong(f"status {self.raw['status_code']}, not {wanted}")
        faults = list(shapes.faults(operation, self.raw))
        if faults:
            raise Wrong("; ".join(faults))
        parsed.pop("ResponseMetadata", None)
        return parsed

    def echoes(self, name, arguments, answer, changed):
        """What of the input the answer shows otherwise, or not at all."""
        shape, given = self.operation(name).output_shape, self.operation(name).input_shape
        for member, value in arguments.items():
            if shape is None or member not in shape.members or member in changed:
                continue
            if name in NO_ECHO:
                continue
            if "location" in given.members[member].serialization:
                continue
            if shape.members[member].type_name != given.members[member].type_name:
                continue
            if not contains(answer.get(member), value):
                yield f"{member} {value!r} is answered as {answer.get(member)!r}"


# Members of the answer are another message's than those of the input.
NO_ECHO = {"TestInvokeMethod"}


def contains(shown, given):
    """Whether a value shows a given one; structures may show more."""
    if isinstance(given, dict) and isinstance(shown, dict):
        return all(contains(shown.get(name), value) for name, value in given.items())
    return shown == given


def empty(shape):
    """A value that passes botocore's own checks."""
    kind = shape.type_name
    if kind == "structure":
        return {member: empty(shape.members[member]) for member in shape.required_members}
    return {"list": [], "map": {}, "string": "nothing", "blob": b"", "boolean": False}.get(kind, 1)
