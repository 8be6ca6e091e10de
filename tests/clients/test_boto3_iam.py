"""IAM and STS by boto3 and the AWS CLI: what tools do before and after they deploy functions."""

import io
import json
import pathlib
import sys
import zipfile

import boto3
import pytest

AWS = pathlib.Path(sys.executable).with_name("aws")
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def document(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


TRUST = document(Action="sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"})
READ = document(Action="s3:GetObject", Resource="*")


def test_a_role_lives_from_its_creation_to_its_deletion(server):
    iam = server.client("iam")
    made = iam.create_role(
        RoleName="worker", AssumeRolePolicyDocument=TRUST, Tags=[{"Key": "team", "Value": "a&b"}]
    )
    assert made["Role"]["AssumeRolePolicyDocument"] == json.loads(TRUST)
    iam.get_waiter("role_exists").wait(RoleName="worker")
    policy = iam.create_policy(PolicyName="reads", PolicyDocument=READ)["Policy"]
    for arn in (BASIC, policy["Arn"]):
        iam.attach_role_policy(RoleName="worker", PolicyArn=arn)
    iam.put_role_policy(RoleName="worker", PolicyName="inline", PolicyDocument=READ)
    inline = iam.get_role_policy(RoleName="worker", PolicyName="inline")
    assert inline["PolicyDocument"] == json.loads(READ)
    role = iam.get_role(RoleName="worker")["Role"]
    assert role["Tags"] == [{"Key": "team", "Value": "a&b"}]
    assert role["CreateDate"] == made["Role"]["CreateDate"]
    assert "worker" in [r["RoleName"] for p in iam.get_paginator("list_roles").paginate() for r in p["Roles"]]
    attached = iam.list_attached_role_policies(RoleName="worker")["AttachedPolicies"]
    assert {one["PolicyArn"] for one in attached} == {BASIC, policy["Arn"]}
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_role(RoleName="worker")
    for arn in (BASIC, policy["Arn"]):
        iam.detach_role_policy(RoleName="worker", PolicyArn=arn)
    iam.delete_role_policy(RoleName="worker", PolicyName="inline")
    assert iam.list_instance_profiles_for_role(RoleName="worker")["InstanceProfiles"] == []
    iam.delete_role(RoleName="worker")
    iam.delete_policy(PolicyArn=policy["Arn"])
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName="worker")


def test_an_assumed_role_works_in_its_own_account(server):
    role = "arn:aws:iam::111122223333:role/guest"
    answer = server.client("sts").assume_role(RoleArn=role, RoleSessionName="visit")
    given = answer["Credentials"]
    session = boto3.Session(
        given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name="us-east-1"
    )
    identity = session.client("sts", endpoint_url=server.url).get_caller_identity()
    assert identity["Arn"] == "arn:aws:sts::111122223333:assumed-role/guest/visit"
    assert identity["Account"] == "111122223333"
    session.client("dynamodb", endpoint_url=server.url).create_table(
        TableName="of-the-guest",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert "of-the-guest" not in server.client("dynamodb").list_tables()["TableNames"]


def test_the_aws_cli_says_who_it_is(server, run):
    said = json.loads(run(AWS, "sts", "get-caller-identity"))
    assert said["Arn"] == "arn:aws:iam::000000000000:root"


# Signatures are not verified here: what matters is the session that signs.
FUNCTION = '''
import os
import re
import urllib.request

def handler(event, context):
    scope = os.environ["AWS_ACCESS_KEY_ID"] + "/20261122/us-east-1/sts/aws4_request"
    headers = {
        "authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "x-amz-security-token": os.environ["AWS_SESSION_TOKEN"],
    }
    form = b"Action=GetCallerIdentity&Version=2011-06-15"
    request = urllib.request.Request(os.environ["AWS_ENDPOINT_URL"], form, headers)
    answer = urllib.request.urlopen(request).read().decode()
    return re.search("<Arn>(.*)</Arn>", answer)[1]
'''


def test_a_function_acts_as_its_role(each_server):
    lambda_ = each_server.client("lambda")
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as package:
        package.writestr("f.py", FUNCTION)
    lambda_.create_function(
        FunctionName="who",
        Runtime=f"python3.{sys.version_info.minor}",
        Role="arn:aws:iam::000000000000:role/service-role/worker",
        Handler="f.handler",
        Code={"ZipFile": code.getvalue()},
        Timeout=30,
    )
    lambda_.get_waiter("function_active_v2").wait(FunctionName="who")
    answer = lambda_.invoke(FunctionName="who")
    assert json.load(answer["Payload"]) == "arn:aws:sts::000000000000:assumed-role/worker/who"
    lambda_.delete_function(FunctionName="who")
