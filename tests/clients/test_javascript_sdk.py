"""The AWS SDK for JavaScript, version 3, on Node.js."""

import pathlib

import pytest

STEPS = ["objects", "versions", "parts", "conditions", "presigned", "errors"]


@pytest.mark.parametrize("step", STEPS)
def test_an_application_in_javascript(run, s3_clients, step):
    script = pathlib.Path(__file__).with_name("javascript_sdk.cjs")
    run("node", str(script), step, NODE_PATH=str(s3_clients / "node_modules"), AWS_REGION="us-east-1")
