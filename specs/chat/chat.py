"""The function behind chat.routes.yaml: who is here, and everybody hears what is said.

Connections are kept in a table, so that any number of processes may run. On AWS it would be one of DynamoDB.
"""

import contextlib
import json
import os
import sqlite3
import tempfile
import urllib.error
import urllib.parse
import urllib.request

TABLE = os.environ.get("CHAT_TABLE") or os.path.join(tempfile.gettempdir(), "gatewright-chat.db")


def handler(event, context):
    request = event["requestContext"]
    connection = request["connectionId"]
    with contextlib.closing(sqlite3.connect(TABLE, timeout=5, isolation_level=None)) as table:
        table.execute("create table if not exists people (connection text primary key, name text)")
        if request["eventType"] == "CONNECT":
            name = event["queryStringParameters"]["name"]
            table.execute("insert or replace into people values (?, ?)", (connection, name))
        elif request["eventType"] == "DISCONNECT":
            name = remove(table, connection)
            if name:
                tell(table, request, {"action": "left", "left": name})
        elif request["routeKey"] == "who":
            here = [name for (name,) in table.execute("select name from people order by name")]
            return {"statusCode": 200, "body": json.dumps({"action": "here", "here": here})}
        else:
            found = table.execute("select name from people where connection = ?", (connection,)).fetchone()
            text = json.loads(event["body"])["text"]
            tell(table, request, {"action": "said", "from": found[0] if found else "?", "text": text})
    return {"statusCode": 200}


def remove(table, connection):
    """Forgets a connection; the name that it had."""
    found = table.execute("select name from people where connection = ?", (connection,)).fetchone()
    table.execute("delete from people where connection = ?", (connection,))
    return found[0] if found else None


def tell(table, request, message):
    """Sends a message to everybody; forgets those who have gone."""
    for (connection,) in table.execute("select connection from people").fetchall():
        if not post(request, connection, json.dumps(message).encode()):
            remove(table, connection)


def post(request, connection, data):
    """Whether a connection took a message. Locally the call needs no signature; on AWS boto3 signs it."""
    local = os.environ.get("CONNECTIONS_URL")
    if not local:
        import boto3

        url = "https://{domainName}/{stage}".format(**request)
        client = boto3.client("apigatewaymanagementapi", endpoint_url=url)
        try:
            client.post_to_connection(ConnectionId=connection, Data=data)
        except client.exceptions.GoneException:
            return False
        return True
    url = local + "/@connections/" + urllib.parse.quote(connection, safe="")
    try:
        urllib.request.urlopen(urllib.request.Request(url, data=data, method="POST"), timeout=5).close()
    except urllib.error.HTTPError as error:
        return error.code != 410
    return True
