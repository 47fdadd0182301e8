"""The TLS address of `run`: names, versions, resumption, bodies, bad beginnings, reloads."""

import hashlib
import http.client
import os
import signal
import socket
import ssl
import subprocess
import threading
import time

from nodes import ask, connect, context, issue, path, read, refused, request, write


def run_names_choose_certificates(node):
    for asked, shown in [("api.test", "api.test"), ("API.test", "api.test"), ("a.wild.test", "*.wild.test"), ("default.test", "default.test")]:
        with connect(node, asked) as stream:
            names = [value for _, value in stream.getpeercert()["subjectAltName"]]
            assert shown in names, (asked, names)
            assert stream.version() == "TLSv1.3"
            assert request(stream, host=asked)[0] == 200
    # Without a name, and with others: the default certificate.
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    plain.check_hostname, plain.verify_mode = False, ssl.CERT_NONE
    for name in [None, "nobody.test", "a.b.wild.test"]:
        with connect(node, name, plain) as stream:
            shown = ssl.DER_cert_to_PEM_cert(stream.getpeercert(True))
            assert shown.strip() in read("default.pem"), name


def run_curl_and_openssl_are_served(node):
    done = subprocess.run(
        ["curl", "-sS", "--cacert", path("root.pem"), "--resolve", f"api.test:{node.tls}:127.0.0.1",
         f"https://api.test:{node.tls}/echo", "-d", "text", "-w", "%{http_code} %{http_version}"],
        capture_output=True, text=True)
    assert done.stdout == "text200 1.1", done
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{node.tls}", "-servername", "api.test", "-CAfile", path("root.pem"),
         "-alpn", "h2,http/1.1", "-verify_return_error", "-ign_eof"],
        input="GET /hello HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n", capture_output=True, text=True, timeout=60)
    assert "ALPN protocol: http/1.1" in done.stdout and "HTTP/1.1 200 OK" in done.stdout, done.stdout
    assert "Verify return code: 0 (ok)" in done.stdout


def run_versions_follow_the_policy(node):
    one_two = ssl.TLSVersion.TLSv1_2
    assert ask(node, newest=one_two)[0] == 200
    refused(lambda: ask(node, "new.test", newest=one_two))
    assert ask(node, "new.test")[0] == 200
    old = context(oldest=ssl.TLSVersion.TLSv1, newest=ssl.TLSVersion.TLSv1)
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with connect(node, "old.test", old) as stream:
        assert stream.version() == "TLSv1" and request(stream, host="old.test")[0] == 200
    refused(lambda: connect(node, "api.test", old).close())


def run_protocols_are_agreed(node):
    with connect(node, made=context(protocols=["h2", "http/1.1"])) as stream:
        assert stream.selected_alpn_protocol() == "http/1.1"
    refused(lambda: connect(node, made=context(protocols=["h2"])).close())


def run_sessions_are_resumed(node):
    for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        made = context(newest=newest)
        with connect(node, made=made) as stream:
            request(stream)
            session = stream.session
            assert not stream.session_reused
        with connect(node, made=made, session=session) as stream:
            assert request(stream)[0] == 200 and stream.session_reused, newest
        # A session of one name is none of another's.
        made.check_hostname = False
        with connect(node, "new.test" if newest == ssl.TLSVersion.TLSv1_3 else "a.wild.test", made, session) as stream:
            assert not stream.session_reused


def run_requests_follow_one_another(node):
    with connect(node) as stream:
        for _ in range(100):
            assert request(stream)[0] == 200
        stream.sendall(b"GET /hello HTTP/1.1\r\nHost: api.test\r\n\r\n" * 50)
        text = b""
        while text.count(b"HTTP/1.1 200") < 50 or text.count(b"serial") < 50:
            text += stream.recv(65536)


def run_large_bodies_go_both_ways(node):
    body = os.urandom(9 * 1024 * 1024)
    with connect(node) as stream:
        status, fields, answer = request(stream, "/echo", method="POST", body=body)
        assert status == 200 and answer == body and fields["x-proto"] == "https"
        status, fields, answer = request(stream, "/large")
        assert status == 200 and hashlib.sha256(answer).hexdigest() == fields["x-body"]
        # A client that reads slowly.
        stream.sendall(b"GET /large HTTP/1.1\r\nHost: api.test\r\n\r\n")
        time.sleep(1)
        answer = http.client.HTTPResponse(stream)
        answer.begin()
        got = b""
        while len(got) < 8 << 20:
            got += answer.read(100_000)
            time.sleep(0.001)
        assert hashlib.sha256(got).hexdigest() == answer.headers["x-body"]


def run_bytes_may_drip(node):
    """A hello and a request in pieces of one and a few bytes."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context().wrap_bio(incoming, outgoing, server_hostname="api.test")
    with socket.create_connection(("127.0.0.1", node.tls), timeout=30) as raw:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def pump(step):
            while True:
                try:
                    value = step()
                    send()
                    return value
                except ssl.SSLWantReadError:
                    send()
                    incoming.write(raw.recv(65536))

        def send():
            data = outgoing.read()
            for start in range(0, len(data), 7):
                raw.sendall(data[start:start + 7])

        pump(session.do_handshake)
        pump(lambda: session.write(b"GET /hello HTTP/1.1\r\nHost: api.test\r\n\r\n"))
        assert pump(lambda: session.read(4096)).startswith(b"HTTP/1.1 200")


def run_bad_beginnings_are_turned_away(node):
    def say(data):
        with socket.create_connection(("127.0.0.1", node.tls), timeout=30) as raw:
            raw.sendall(data)
            text = b""
            try:
                while more := raw.recv(4096):
                    text += more
            except ConnectionResetError:
                pass
            return text

    assert say(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 400 Bad Request")
    assert say(b"\x00\x01\x02") == b""
    assert say(b"\x16\x03\x01\x00\x05\x02\x00\x00\x01\x00") == b""
    assert say(b"\x16\x03\x01\x40\x01" + b"\x01\x01\x00\x00" + b"a" * 17000) == b""
    # A hello whose inside is nonsense.
    assert say(b"\x16\x03\x01\x00\x28\x01\x00\x00\x24" + b"\x03\x03" + b"r" * 34)[:1] in (b"", b"\x15")
    # The end in the middle of a handshake, and a record that nobody can decrypt.
    with socket.create_connection(("127.0.0.1", node.tls), timeout=30) as raw:
        raw.sendall(b"\x16\x03\x01\x02\x00\x01")
    raw = socket.create_connection(("127.0.0.1", node.tls), timeout=30)
    stream = context().wrap_socket(raw, server_hostname="api.test")
    assert request(stream)[0] == 200
    os.write(stream.fileno(), b"\x17\x03\x03\x00\x20" + b"x" * 32)
    refused(lambda: [stream.recv(100) for _ in range(3)] and (_ for _ in ()).throw(ConnectionError()))
    stream.close()
    assert ask(node)[0] == 200


def run_slow_handshakes_end(node):
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", node.tls), timeout=30) as raw:
        raw.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01")
        try:
            assert raw.recv(1) == b""
        except ConnectionResetError:
            pass
    assert 8 < time.monotonic() - start < 25


def run_halves_close(node):
    """close_notify of an idle client is answered by the end; the server says close_notify itself."""
    with connect(node) as stream:
        assert request(stream)[0] == 200
        raw = stream.unwrap()
        assert raw.recv(10) == b""
    with connect(node) as stream:
        status, _, _ = request(stream, headers="Connection: close\r\n")
        assert status == 200
        assert stream.recv(10) == b""  # suppress_ragged_eofs would hide a missing one
    made = context()
    raw = socket.create_connection(("127.0.0.1", node.tls), timeout=30)
    with made.wrap_socket(raw, server_hostname="api.test", suppress_ragged_eofs=False) as stream:
        request(stream, headers="Connection: close\r\n")
        assert stream.recv(10) == b""


def run_five_hundred_connections(node):
    made = context()
    streams = [connect(node, made=made) for _ in range(500)]
    for _ in range(3):
        for stream in streams:
            stream.sendall(b"GET /hello HTTP/1.1\r\nHost: api.test\r\n\r\n")
        for stream in streams:
            answer = http.client.HTTPResponse(stream)
            answer.begin()
            assert answer.status == 200 and answer.read()
    for stream in streams:
        stream.close()


def run_certificates_are_read_again_under_load(node):
    """SIGHUP with another certificate, while clients call without a pause."""
    wrong, counts, stop = [], [0], threading.Event()

    def load():
        made = context()
        while not stop.is_set():
            try:
                with connect(node, made=made) as stream:
                    for _ in range(20):
                        assert request(stream)[0] == 200
                        counts[0] += 1
            except BaseException as error:
                wrong.append(repr(error))

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()

    def shown():
        with connect(node) as stream:
            return stream.getpeercert()["serialNumber"]

    before = shown()
    for turn in range(3):
        issue("api", names="DNS:api.test")
        node.process.send_signal(signal.SIGHUP)
        node.wait("reloaded", turn + 1)
        time.sleep(0.2)
        after = shown()
        assert after != before
        before = after
    # A key of another certificate leaves everything as it was.
    keep = read("api.key")
    write("api.key", read("wild.key"))
    node.process.send_signal(signal.SIGHUP)
    node.wait("not reloaded")
    assert "the key is not the certificate's" in node.text()
    assert shown() == before
    write("api.key", keep)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong and counts[0] > 100, (wrong[:3], counts)
