"""What the scenarios stand on: certificates, backends, the command, clients."""

import base64
import hashlib
import http.client
import http.server
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import traceback

BINARY = os.path.abspath(sys.argv[1])
FOLDER = tempfile.TemporaryDirectory(prefix="gatewright-tls-")
PLACE = FOLDER.name
EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def path(name):
    return os.path.join(PLACE, name)


def write(name, text):
    with open(path(name), "w") as file:
        file.write(text)


def read(name):
    with open(path(name)) as file:
        return file.read()


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def root(name):
    openssl("req", "-x509", *EC, "-days", "30", "-subj", f"/CN={name}", "-keyout", path(f"{name}.key"), "-out", path(f"{name}.pem"))


def issue(name, signer="root", names="", subject=None, days="30", more=()):
    extension = ["-addext", f"subjectAltName={names}"] if names else []
    key = ["-newkey", "rsa:1024", "-nodes"] if "weak" in more else EC
    openssl("req", *key, "-subj", subject or f"/CN={name}", *extension, "-keyout", path(f"{name}.key"), "-out", path(f"{name}.csr"))
    openssl(
        "x509", "-req", "-in", path(f"{name}.csr"), "-CA", path(f"{signer}.pem"), "-CAkey", path(f"{signer}.key"),
        "-CAcreateserial", "-copy_extensions", "copy", "-days", days, "-out", path(f"{name}.pem"),
    )


class Backend(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path.startswith("/large"):
            body = os.urandom(1024) * (8 * 1024)
        self.send_response(200)
        self.send_header("content-type", "application/octet-stream")
        self.send_header("x-body", hashlib.sha256(body).hexdigest())
        self.send_header("x-proto", self.headers.get("x-forwarded-proto") or "-")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


class Function(http.server.BaseHTTPRequestHandler):
    """Lambda's Invoke API: answers with the event."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        event = self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"statusCode": 200, "body": event.decode()}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def server(handler):
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made.server_address[1]


class Node:
    """The command, and where it answers."""

    def __init__(self, *arguments, fails=False):
        self.log = open(path(f"log-{len(os.listdir(PLACE))}"), "w+")
        environment = os.environ | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{FUNCTION_PORT}"}
        self.process = subprocess.Popen(
            [BINARY, *arguments], cwd=PLACE, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log, env=environment
        )
        if not fails:
            self.plain = self.port(r"http://127\.0\.0\.1:(\d+)")
            self.tls = self.port(r"https://127\.0\.0\.1:(\d+)")

    def text(self):
        with open(self.log.name) as file:
            return file.read()

    def port(self, pattern):
        return int(self.wait(pattern).group(1))

    def wait(self, pattern, count=1):
        for _ in range(600):
            found = list(re.finditer(pattern, self.text()))
            if len(found) >= count:
                return found[-1]
            assert self.process.poll() is None, self.text()
            time.sleep(0.05)
        raise AssertionError(f"no {pattern} in {self.text()}")

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=40)


def context(roots="root.pem", certificate=None, oldest=None, newest=None, protocols=None):
    made = ssl.create_default_context(cafile=path(roots))
    if certificate:
        made.load_cert_chain(path(f"{certificate}.pem"), path(f"{certificate}.key"))
    if oldest:
        made.minimum_version = oldest
    if newest:
        made.maximum_version = newest
    if protocols:
        made.set_alpn_protocols(protocols)
    return made


def connect(node, name="api.test", made=None, session=None):
    raw = socket.create_connection(("127.0.0.1", node.tls), timeout=30)
    try:
        return (made or context()).wrap_socket(raw, server_hostname=name, session=session)
    except BaseException:
        raw.close()
        raise


def request(stream, target="/hello", host="api.test", method="GET", body=b"", headers=""):
    """Status, fields and body of an answer; the connection stays."""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    stream.sendall(f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{headers}{length}\r\n".encode() + body)
    answer = http.client.HTTPResponse(stream)
    answer.begin()
    return answer.status, answer.headers, answer.read()


def ask(node, name="api.test", host=None, target="/hello", **more):
    with connect(node, name, context(**more)) as stream:
        return request(stream, target, host or name)


def refused(action, *errors):
    try:
        action()
    except errors or (ssl.SSLError, ConnectionError, OSError):
        return
    raise AssertionError("nothing was refused")


SPECIFICATION = """
openapi: 3.0.1
info: {title: tls, version: "1"}
paths:
  /hello:
    get:
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses:
          default:
            statusCode: "200"
            responseTemplates:
              application/json: |
                {"subject": "$context.identity.clientCert.subjectDN", "serial": "$context.identity.clientCert.serialNumber"}
  /event:
    get:
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations
  /{proxy+}:
    x-amazon-apigateway-any-method:
      parameters: [{name: proxy, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: ANY
        uri: http://127.0.0.1:PORT/{proxy}
        requestParameters: {integration.request.path.proxy: method.request.path.proxy}
"""

ROUTES = """
api: {name: echo, protocolType: WEBSOCKET, routeSelectionExpression: $request.body.action}
routes:
  - {routeKey: $default, target: integrations/echo, routeResponseSelectionExpression: $default, routeResponses: [{routeResponseKey: $default}]}
integrations:
  echo:
    integrationType: MOCK
    requestTemplates: {$default: '{"statusCode": 200}'}
    integrationResponses: [{integrationResponseKey: $default}]
stages: [{stageName: local}]
"""

FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f"
HTTP = f"""
openapi: 3.0.1
info: {{title: http, version: "1"}}
paths:
  /two:
    get:
      x-amazon-apigateway-integration:
        {{type: aws_proxy, httpMethod: POST, uri: "{FUNCTION}", payloadFormatVersion: "2.0"}}
  /one:
    get:
      x-amazon-apigateway-integration:
        {{type: aws_proxy, httpMethod: POST, uri: "{FUNCTION}", payloadFormatVersion: "1.0"}}
"""

RUN = """
tls:
  listen: 127.0.0.1:0
  certificates:
    default: {certificate: default.pem, key: default.key}
    api.test: {certificate: api.pem, key: api.key}
    '*.wild.test': {certificate: wild.pem, key: wild.key}
    new.test: {certificate: new.pem, key: new.key, securityPolicy: SecurityPolicy_TLS13_1_3_2025_09}
    old.test: {certificate: old.pem, key: old.key, securityPolicy: TLS_1_0}
    mutual.test:
      certificate: mutual.pem
      key: mutual.key
      mutualTlsAuthentication: {truststoreUri: clients.pem}
    other.test:
      certificate: other.pem
      key: other.key
      mutualTlsAuthentication: {truststoreUri: 's3://bucket/other.pem', truststoreVersion: "2"}
  truststores:
    s3://bucket/other.pem: {"2": others.pem}
"""


def prepare():
    root("root")
    root("clients")
    root("others")
    root("stranger")
    for name, names in [
        ("default", "DNS:default.test,IP:127.0.0.1"), ("api", "DNS:api.test"), ("wild", "DNS:*.wild.test"),
        ("new", "DNS:new.test"), ("old", "DNS:old.test"), ("mutual", "DNS:mutual.test"), ("other", "DNS:other.test"),
    ]:
        issue(name, names=names)
    issue("alice", "clients", subject="/C=SE/O=Example/CN=alice")
    issue("ended", "clients", days="-1")
    issue("weak", "clients", more=["weak"])
    issue("bob", "others")
    issue("mallory", "stranger")
    openssl("req", "-x509", *EC, "-days", "30", "-subj", "/CN=self", "-keyout", path("self.key"), "-out", path("self.pem"))
    write("api.yaml", SPECIFICATION.replace("PORT", str(server(Backend))))
    write("echo.routes.yaml", ROUTES)
    write("run.yaml", RUN)


FUNCTION_PORT = server(Function)
