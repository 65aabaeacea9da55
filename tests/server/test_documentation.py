"""The description of the API, and pages that show it without asking another host."""

import re

import httpx

from .conftest import Rest


def test_the_pages_ask_nobody_else(rest: Rest) -> None:
    client = rest.client(None)
    page = client.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    found = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert found
    for one in found:
        assert ":" not in one
        assert not one.startswith("/")
        assert client.get(f"/{one}").status_code == 200, one
    begin = client.get("/docs/begin.js").text
    assert "http" not in begin
    style = client.get("/docs/assets/swagger-ui.css").text
    assert all(one.strip("\"'").startswith("data:") for one in re.findall(r"url\(([^)]*)\)", style))


def test_every_operation_is_described(rest: Rest) -> None:
    told = rest.client(None).get("/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert told["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    ids = []
    for path, operations in told["paths"].items():
        for operation in operations.values():
            if "x-mnesis-right" in operation:
                ids.append(operation["operationId"])
                assert operation["description"], path
                assert operation["security"] == [{"key": []}]
                [good] = [body for status, body in operation["responses"].items() if status.startswith("2")]
                assert good["content"], path
    assert len(ids) == len(set(ids)) > 50


def test_shapes_are_described_field_by_field(admin: httpx.Client) -> None:
    schemas = admin.get("/openapi.json").json()["components"]["schemas"]
    kept = admin.post("/v1/memories", json={"text": "I work at Acme.", "speaker": "Otto"}).json()["memory"]
    assert schemas["Episode"]["properties"].keys() == kept.keys()
    [fact] = admin.get("/v1/facts").json()["facts"]
    assert schemas["Fact"]["properties"].keys() == fact.keys()
    assert set(schemas["Fact"]["required"]) == fact.keys()
