"""The function behind chat.routes.yaml: who is here, and everybody hears what is said.

Connections are kept in memory, which is right for one process (gatewright.yaml says `concurrency: 1`). On AWS they
would be in a table.
"""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

people = {}


def handler(event, context):
    request = event["requestContext"]
    connection = request["connectionId"]
    if request["eventType"] == "CONNECT":
        people[connection] = event["queryStringParameters"]["name"]
    elif request["eventType"] == "DISCONNECT":
        name = people.pop(connection, None)
        if name:
            tell(request, {"left": name})
    elif request["routeKey"] == "who":
        return {"statusCode": 200, "body": json.dumps({"here": sorted(people.values())})}
    else:
        tell(request, {"from": people.get(connection, "?"), "text": json.loads(event["body"])["text"]})
    return {"statusCode": 200}


def tell(request, message):
    """Sends a message to everybody; forgets those who have gone."""
    for connection in list(people):
        if not post(request, connection, json.dumps(message).encode()):
            people.pop(connection, None)


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
