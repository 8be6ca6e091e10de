"""Dynamoose, ElectroDB and DynamoDB-Toolbox on Node.js, on both engines."""

import os
import pathlib
import subprocess

import pytest
from ruststack import environment

CLIENTS = os.environ.get("RUSTSTACK_TEST_DYNAMODB_CLIENTS")
STEPS = [
    ("dynamoose_user.cjs", "items"),
    ("dynamoose_user.cjs", "pages"),
    ("dynamoose_user.cjs", "transactions"),
    ("dynamoose_user.cjs", "expiry"),
    ("electrodb_user.cjs", "items"),
    ("electrodb_user.cjs", "queries"),
    ("electrodb_user.cjs", "transactions"),
    ("dynamodb_toolbox_user.cjs", "items"),
    ("dynamodb_toolbox_user.cjs", "pages"),
    ("dynamodb_toolbox_user.cjs", "transactions"),
]


@pytest.mark.skipif(not CLIENTS, reason="DynamoDB's mappers were not set up; tests/run does it")
@pytest.mark.parametrize("script,step", STEPS)
def test_an_application_in_javascript(dynamodb_server, script, step):
    ran = subprocess.run(
        ["node", pathlib.Path(__file__).with_name(script), step],
        env=environment(
            **dynamodb_server.cli_environment(),
            NODE_PATH=str(pathlib.Path(CLIENTS, "node_modules")),
            AWS_REGION="us-east-1",
            NODE_OPTIONS="--no-warnings",
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
