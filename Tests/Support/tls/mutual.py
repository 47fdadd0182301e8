"""Mutual TLS of `run`: who is known, who is forbidden, and what one connection leaves for the next."""

import http.client
import json
import re
import ssl

from nodes import HTTP, Node, connect, context, path, read, request, write


def shows(node, certificate=None, name="mutual.test", host=None, target="/hello", **more):
    with connect(node, name, context(certificate=certificate, **more)) as stream:
        status, fields, body = request(stream, target, host or name)
        return status, json.loads(body), fields


def run_mutual_clients_are_known(node):
    one_two = ssl.TLSVersion.TLSv1_2
    for newest in (one_two, ssl.TLSVersion.TLSv1_3):
        status, body, _ = shows(node, "alice", newest=newest)
        assert status == 200 and body["subject"] == "CN=alice,O=Example,C=SE", body
        assert re.fullmatch("[0-9a-f]{2}(:[0-9a-f]{2})+", body["serial"]), body
    status, body, _ = shows(node, "bob", "other.test")
    assert status == 200 and body["subject"] == "CN=bob"
    identity = shows(node, "alice", target="/event")[1]["requestContext"]["identity"]["clientCert"]
    assert identity["clientCertPem"].strip() == read("alice.pem").strip() and identity["issuerDN"] == "CN=clients"
    assert re.fullmatch(r"\w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} GMT", identity["validity"]["notBefore"]), identity
    assert "clientCert" not in shows(node, None, "api.test", target="/event")[1]["requestContext"]["identity"]


def start_logs_and_http_apis_know_the_certificate():
    write("http.yaml", HTTP)
    log = "$context.tlsVersion $context.cipherSuite $context.identity.clientCert.subjectDN"
    node = Node("run", "http.yaml", "--kind", "http", "--listen", "127.0.0.1:0", "--config", "run.yaml",
                "--access-log", log, "--access-log-file", path("access.log"))
    try:
        context_2 = shows(node, "alice", target="/two")[1]["requestContext"]
        assert context_2["authentication"]["clientCert"]["subjectDN"] == "CN=alice,O=Example,C=SE", context_2
        assert context_2["authentication"]["clientCert"]["validity"]["notAfter"].endswith(" GMT")
        identity = shows(node, "alice", target="/one")[1]["requestContext"]["identity"]
        assert identity["clientCert"]["serialNumber"] == context_2["authentication"]["clientCert"]["serialNumber"]
        status, body, _ = shows(node, None, target="/two")
        assert (status, body) == (403, {"message": "Forbidden"})
        context_2 = shows(node, None, "api.test", target="/two", newest=ssl.TLSVersion.TLSv1_2)[1]["requestContext"]
        assert "authentication" not in context_2
    finally:
        assert node.end() == 0
    lines = read("access.log").splitlines()
    assert lines[0] == "TLSv1.3 TLS_AES_256_GCM_SHA384 CN=alice,O=Example,C=SE", lines
    assert lines[2].startswith("TLSv1.3 ") and lines[2].endswith(" -"), lines
    assert re.fullmatch(r"TLSv1.2 ECDHE-ECDSA-[A-Z0-9-]+ -", lines[3]), lines


def run_mutual_others_are_forbidden(node):
    for certificate in (None, "mallory", "bob", "ended", "self"):
        status, body, fields = shows(node, certificate)
        assert (status, body) == (403, {"message": "Forbidden"}), (certificate, status, body)
        assert fields["x-amzn-ErrorType"] == "ForbiddenException"
    # A key that is too short: refused by the answer or by the handshake.
    made = context()
    made.set_ciphers("DEFAULT:@SECLEVEL=0")
    made.load_cert_chain(path("weak.pem"), path("weak.key"))
    try:
        with connect(node, "mutual.test", made) as stream:
            assert request(stream, host="mutual.test")[0] == 403
    except (ssl.SSLError, OSError):
        pass


def run_mutual_hosts_are_not_borrowed(node):
    """A host is asked for by another name, or without TLS."""
    assert shows(node, None, "api.test", "mutual.test")[0] == 403
    assert shows(node, "alice", "api.test", "mutual.test")[0] == 403
    assert shows(node, "bob", "other.test", "mutual.test")[0] == 403
    status, body, _ = shows(node, "alice", "mutual.test", "api.test")
    assert status == 200 and body["subject"] == "", body
    plain = http.client.HTTPConnection("127.0.0.1", node.plain)
    plain.request("GET", "/hello", headers={"Host": "mutual.test"})
    assert plain.getresponse().status == 403


def run_mutual_sessions_keep_their_verdict(node):
    for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        for certificate, status in (("alice", 200), ("mallory", 403), (None, 403)):
            made = context(certificate=certificate, newest=newest)
            with connect(node, "mutual.test", made) as stream:
                assert request(stream, host="mutual.test")[0] == status
                session = stream.session
            with connect(node, "mutual.test", made, session) as stream:
                assert stream.session_reused, (newest, certificate)
                got, _, body = request(stream, host="mutual.test")
                assert got == status, (newest, certificate, got)
                if status == 200:
                    assert json.loads(body)["subject"].startswith("CN=alice")
        # What was agreed on elsewhere opens nothing here.
        made = context(newest=newest)
        made.check_hostname = False
        with connect(node, "api.test", made) as stream:
            request(stream)
            session = stream.session
        with connect(node, "mutual.test", made, session) as stream:
            assert not stream.session_reused and request(stream, host="mutual.test")[0] == 403


def run_mutual_connections_do_not_leak(node):
    """What serves one connection serves the next, and keeps nothing of it."""
    for _ in range(20):
        assert shows(node, "alice")[1]["subject"]
        plain = http.client.HTTPConnection("127.0.0.1", node.plain)
        plain.request("GET", "/event", headers={"Host": "api.test"})
        event = json.loads(plain.getresponse().read())
        assert event["headers"]["X-Forwarded-Proto"] == "http"
        assert "clientCert" not in event["requestContext"]["identity"]
