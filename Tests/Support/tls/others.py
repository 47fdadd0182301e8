"""WebSocket over TLS, what ends a start, and domain names of the control plane."""

import base64
import http.client
import json
import os
import re
import signal
import ssl

from nodes import Node, ask, connect, context, issue, openssl, path, read, refused, request, write
from mutual import shows


def frame(text):
    body, mask = text.encode(), b"\x01\x02\x03\x04"
    size = bytes([0x80 | len(body)]) if len(body) < 126 else bytes([0x80 | 126]) + len(body).to_bytes(2, "big")
    return b"\x81" + size + mask + bytes(value ^ mask[index % 4] for index, value in enumerate(body))


def exactly(stream, count):
    data = b""
    while len(data) < count:
        more = stream.recv(count - len(data))
        assert more, "the connection has ended"
        data += more
    return data


def websocket_speaks_tls():
    node = Node("run", "echo.routes.yaml", "--listen", "127.0.0.1:0", "--config", "run.yaml", "--access-log", "off")
    try:
        with connect(node) as stream:
            key = base64.b64encode(os.urandom(16)).decode()
            stream.sendall(
                f"GET /local HTTP/1.1\r\nHost: api.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode() + frame('{"n": 0}'))
            head = b""
            while b"\r\n\r\n" not in head:
                head += exactly(stream, 1)
            assert head.startswith(b"HTTP/1.1 101"), head
            for number in range(200):
                first, size = exactly(stream, 2)
                size = int.from_bytes(exactly(stream, 2), "big") if size == 126 else size
                text = exactly(stream, size).decode()
                assert first == 0x81 and json.loads(text)["n"] == number, text
                stream.sendall(frame(json.dumps({"n": number + 1, "more": "x" * (number * 100)})))
            node.process.send_signal(signal.SIGTERM)
            seen = b""
            while more := stream.recv(65536):
                seen += more
            assert b"\x88" in seen
        assert node.process.wait(timeout=40) == 0
    finally:
        node.end()


def start_faults_are_told():
    def fails(configuration, words, *arguments):
        write("bad.yaml", configuration)
        node = Node("run", "api.yaml", "--listen", "127.0.0.1:0", "--config", "bad.yaml", *arguments, fails=True)
        assert node.process.wait(timeout=60) in (1, 2), node.text()
        assert words in node.text(), node.text()

    listen = "tls:\n  listen: 127.0.0.1:0\n  certificates:\n    "
    fails(listen + "default: {certificate: none.pem, key: api.key}\n", "GW5045")
    fails(listen + "default: {certificate: api.pem, key: wild.key}\n", "the key is not the certificate's")
    fails(listen + "default: {certificate: api.key, key: api.key}\n", "the certificate cannot be read")
    fails(listen + "default: {certificate: api.pem, key: api.pem}\n", "the key cannot be read")
    openssl("ec", "-in", path("api.key"), "-aes256", "-passout", "pass:secret", "-out", path("locked.key"))
    fails(listen + "default: {certificate: api.pem, key: locked.key}\n", "the key cannot be read")
    trust = "default: {certificate: api.pem, key: api.key, mutualTlsAuthentication: {truststoreUri: trust.pem}}\n"
    for text, words in [
        ("", "has no certificate"), ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate 1"),
        (read("root.pem") * 1001, "more than 1000 certificates"), ("#" * (1 << 20) + "#", "cannot be read"),
    ]:
        write("trust.pem", text)
        fails(listen + trust, words)
    fails("{}\n", "there is no certificate", "--tls-listen", "127.0.0.1:0")


def start_doubts_are_told():
    issue("late", names="DNS:late.test", days="-1")
    write("late.yaml", "tls: {listen: '127.0.0.1:0', certificates: {late.test: {certificate: late.pem, key: late.key}, "
          "no.test: {certificate: api.pem, key: api.key}}}\n")
    node = Node("run", "api.yaml", "--listen", "127.0.0.1:0", "--config", "late.yaml")
    try:
        assert re.search(r"warning: the certificate of `late.test` .* has expired", node.text()), node.text()
        assert re.search(r"warning: the certificate of `no.test` .* is for other names", node.text()), node.text()
        # No default certificate: other names are turned away.
        refused(lambda: connect(node, "api.test").close(), ssl.SSLError)
    finally:
        node.end()


def control(node, method, target, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", node.control, timeout=60)
    connection.request(method, target, json.dumps(body) if body is not None else None, {"Accept": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    return answer.status, json.loads(text) if text else None


SERVE = """
tls:
  certificates:
    arn:aws:acm:us-east-1:000000000000:certificate/one: {certificate: api.pem, key: api.key}
    mutual.test: {certificate: mutual.pem, key: mutual.key}
    default: {certificate: default.pem, key: default.key}
  truststores:
    s3://bucket/clients.pem: {"1": clients.pem, "2": others.pem}
    s3://bucket/mixed.pem: mixed.pem
"""


def serve_domain_names():
    write("mixed.pem", read("clients.pem") + read("ended.pem"))
    write("serve.yaml", SERVE)
    node = Node("serve", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0",
                "--config", "serve.yaml", "--state", path("state"))
    try:
        node.control = node.port(r"control plane on http://127\.0\.0\.1:(\d+)")
        specification = read("api.yaml")
        connection = http.client.HTTPConnection("127.0.0.1", node.control, timeout=60)
        connection.request("POST", "/restapis?mode=import", specification.encode(), {"Accept": "application/json"})
        api = json.loads(connection.getresponse().read())["id"]
        assert control(node, "POST", f"/restapis/{api}/deployments", {"stageName": "prod"})[0] == 201
        arn = "arn:aws:acm:us-east-1:000000000000:certificate/"

        def domain(name, certificate, **more):
            status, made = control(node, "POST", "/domainnames", {
                "domainName": name, "regionalCertificateArn": arn + certificate,
                "endpointConfiguration": {"types": ["REGIONAL"]}} | more)
            assert status == 201, made
            status, mapping = control(node, "POST", f"/domainnames/{name}/basepathmappings", {"restApiId": api, "stage": "prod"})
            assert status == 201, mapping
            return made

        # By the ARN, by the name, by default.
        domain("api.test", "one")
        assert ask(node, "api.test")[0] == 200
        with connect(node, "api.test", context(newest=ssl.TLSVersion.TLSv1_2)) as stream:
            assert request(stream)[0] == 200
        domain("default.test", "unknown")
        assert ask(node, "default.test")[0] == 200
        made = domain("mutual.test", "other", mutualTlsAuthentication={
            "truststoreUri": "s3://bucket/clients.pem", "truststoreVersion": "1"})
        assert "truststoreWarnings" not in made["mutualTlsAuthentication"], made
        assert shows(node, "alice")[0] == 200 and shows(node, "bob")[0] == 403 and shows(node)[0] == 403
        event = shows(node, "alice", target="/event")[1]
        assert event["requestContext"]["identity"]["clientCert"]["subjectDN"] == "CN=alice,O=Example,C=SE"
        # The policy of the domain name.
        patch = lambda *operations: control(node, "PATCH", "/domainnames/mutual.test", {"patchOperations": [
            {"op": "replace", "path": path, "value": value} for path, value in operations]})
        assert patch(("/securityPolicy", "SecurityPolicy_TLS13_1_3_2025_09"))[0] == 200
        refused(lambda: shows(node, "alice", newest=ssl.TLSVersion.TLSv1_2))
        assert shows(node, "alice")[0] == 200
        # Another version, a truststore with doubts, one that nobody has, none.
        assert patch(("/mutualTlsAuthentication/truststoreVersion", "2"))[0] == 200
        assert shows(node, "alice")[0] == 403 and shows(node, "bob")[0] == 200
        status, changed = patch(("/mutualTlsAuthentication/truststoreUri", "s3://bucket/mixed.pem"))
        assert changed["mutualTlsAuthentication"]["truststoreWarnings"] == ["CN=ended: the certificate has expired"], changed
        assert shows(node, "alice")[0] == 200
        status, changed = patch(("/mutualTlsAuthentication/truststoreUri", "s3://bucket/nobody.pem"))
        assert "no file stands for" in changed["mutualTlsAuthentication"]["truststoreWarnings"][0], changed
        assert shows(node, "alice")[0] == 403
        second = control(node, "GET", "/v2/domainnames/mutual.test")[1]
        assert second["mutualTlsAuthentication"]["truststoreUri"] == "s3://bucket/nobody.pem", second
        status, changed = patch(("/mutualTlsAuthentication/truststoreUri", ""))
        assert status == 200 and "mutualTlsAuthentication" not in changed, changed
        assert shows(node)[0] == 200
        # Quotas are read again.
        with open(path("serve.yaml"), "a") as file:
            file.write("limits: {domainNames: 3}\n")
        node.process.send_signal(signal.SIGHUP)
        node.wait("reloaded")
        status, refusal = control(node, "POST", "/domainnames", {
            "domainName": "more.test", "regionalCertificateArn": arn + "x", "endpointConfiguration": {"types": ["REGIONAL"]}})
        assert status == 429, refusal
    finally:
        assert node.end() == 0, node.text()
