"""Texts that inputs are made of."""

import datetime
import json

ACCOUNT = "000000000000"
LAMBDA = (
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:"
    "function:f/invocations"
)
ROLE = "arn:aws:iam::000000000000:role/gateway"
CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/11111111-2222-3333-4444-555555555555"
BALANCER = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/n/0123456789abcdef"
TODAY = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
SCHEMA = json.dumps({"type": "object", "properties": {"name": {"type": "string"}}})
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": ["execute-api:/*"]}
        ],
    }
)
