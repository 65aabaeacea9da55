"""A server with the tools, resources and prompts that the conformance suite asks for. They are in the tests alone; what
serves them (the mount, the door, the sessions) is mnesis's own."""

import asyncio
import base64
import json
import struct
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

from mcp import types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

Context = ServerRequestContext[Any, Any]
Made = types.CallToolResult | list[types.ContentBlock]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NOTHING: dict[str, Any] = {"type": "object", "properties": {}}


def _png() -> str:
    """One red pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    parts = (
        chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00")),
    )
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")).decode()


def _wav() -> str:
    """One silent sample."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    data = b"data" + struct.pack("<I", 2) + b"\x80\x80"
    return base64.b64encode(b"RIFF" + struct.pack("<I", 4 + len(form) + len(data)) + b"WAVE" + form + data).decode()


def _text(text: str) -> types.TextContent:
    return types.TextContent(text=text)


def _embedded(uri: str, text: str, mime_type: str = "text/plain") -> types.EmbeddedResource:
    return types.EmbeddedResource(resource=types.TextResourceContents(uri=uri, mime_type=mime_type, text=text))


IMAGE = types.ImageContent(data=_png(), mime_type="image/png")

# --- tools -------------------------------------------------------------------------------------------------------


async def _simple(ctx: Context, given: dict[str, Any]) -> Made:
    return [_text("This is a simple text response for testing.")]


async def _image(ctx: Context, given: dict[str, Any]) -> Made:
    return [IMAGE]


async def _audio(ctx: Context, given: dict[str, Any]) -> Made:
    return [types.AudioContent(data=_wav(), mime_type="audio/wav")]


async def _resource(ctx: Context, given: dict[str, Any]) -> Made:
    return [_embedded("test://embedded-resource", "This is an embedded resource content.")]


async def _mixed(ctx: Context, given: dict[str, Any]) -> Made:
    data = json.dumps({"test": "data", "value": 123})
    resource = _embedded("test://mixed-content-resource", data, "application/json")
    return [_text("Multiple content types test:"), IMAGE, resource]


async def _error(ctx: Context, given: dict[str, Any]) -> Made:
    text = "This tool intentionally returns an error for testing"
    return types.CallToolResult(content=[_text(text)], is_error=True)


async def _logging(ctx: Context, given: dict[str, Any]) -> Made:
    for line in ("Tool execution started", "Tool processing data", "Tool execution completed"):
        params = types.LoggingMessageNotificationParams(level="info", data=line)
        await ctx.session.send_notification(
            types.LoggingMessageNotification(params=params), related_request_id=ctx.request_id
        )
        await asyncio.sleep(0.05)
    return [_text("Logged.")]


async def _progress(ctx: Context, given: dict[str, Any]) -> Made:
    for done in (0, 50, 100):
        await ctx.session.report_progress(done, 100)
        await asyncio.sleep(0.05)
    return [_text("Done.")]


async def _sampling(ctx: Context, given: dict[str, Any]) -> Made:
    asked = types.CreateMessageRequest(
        params=types.CreateMessageRequestParams(
            messages=[types.SamplingMessage(role="user", content=_text(given["prompt"]))], max_tokens=100
        )
    )
    answer = await _ask(ctx, asked, types.CreateMessageResult)
    return [_text(f"LLM response: {answer.content.text}")]


async def _ask(ctx: Context, asked: Any, kind: Any) -> Any:
    from mcp.shared.message import ServerMessageMetadata

    metadata = ServerMessageMetadata(related_request_id=ctx.request_id)
    return await ctx.session.send_request(asked, kind, metadata=metadata)


async def _elicited(ctx: Context, message: str, properties: dict[str, Any], required: list[str]) -> Any:
    schema = {"type": "object", "properties": properties, "required": required}
    params = types.ElicitRequestFormParams(message=message, requested_schema=schema)
    return await _ask(ctx, types.ElicitRequest(params=params), types.ElicitResult)


async def _elicitation(ctx: Context, given: dict[str, Any]) -> Made:
    properties = {
        "username": {"type": "string", "description": "User's response"},
        "email": {"type": "string", "description": "User's email address"},
    }
    answer = await _elicited(ctx, given["message"], properties, ["username", "email"])
    return [_text(f"User response: action={answer.action}, content={json.dumps(answer.content)}")]


async def _defaults(ctx: Context, given: dict[str, Any]) -> Made:
    properties = {
        "name": {"type": "string", "default": "John Doe"},
        "age": {"type": "integer", "default": 30},
        "score": {"type": "number", "default": 95.5},
        "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
        "verified": {"type": "boolean", "default": True},
    }
    answer = await _elicited(ctx, "Defaults", properties, [])
    return [_text(f"Elicitation completed: action={answer.action}, content={json.dumps(answer.content)}")]


async def _enums(ctx: Context, given: dict[str, Any]) -> Made:
    plain = ["option1", "option2", "option3"]
    titled = [{"const": f"value{at}", "title": f"{name} Option"} for at, name in enumerate(("First", "Second"), 1)]
    names = ["Option One", "Option Two", "Option Three"]
    properties = {
        "untitledSingle": {"type": "string", "enum": plain},
        "titledSingle": {"type": "string", "oneOf": titled},
        "legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": names},
        "untitledMulti": {"type": "array", "items": {"type": "string", "enum": plain}},
        "titledMulti": {"type": "array", "items": {"anyOf": titled}},
    }
    answer = await _elicited(ctx, "Enums", properties, [])
    return [_text(f"Elicitation completed: action={answer.action}, content={json.dumps(answer.content)}")]


_2020_12 = {
    "$schema": DRAFT,
    "type": "object",
    "$defs": {"address": {"type": "object", "properties": {"street": {"type": "string"}, "city": {"type": "string"}}}},
    "properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"}},
    "additionalProperties": False,
}


def _one(name: str) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}


TOOLS: dict[str, tuple[Callable[[Context, dict[str, Any]], Awaitable[Made]], dict[str, Any]]] = {
    "test_simple_text": (_simple, _NOTHING),
    "test_image_content": (_image, _NOTHING),
    "test_audio_content": (_audio, _NOTHING),
    "test_embedded_resource": (_resource, _NOTHING),
    "test_multiple_content_types": (_mixed, _NOTHING),
    "test_tool_with_logging": (_logging, _NOTHING),
    "test_error_handling": (_error, _NOTHING),
    "test_tool_with_progress": (_progress, _NOTHING),
    "test_sampling": (_sampling, _one("prompt")),
    "test_elicitation": (_elicitation, _one("message")),
    "test_elicitation_sep1034_defaults": (_defaults, _NOTHING),
    "test_elicitation_sep1330_enums": (_enums, _NOTHING),
    "json_schema_2020_12_tool": (_simple, _2020_12),
}


async def list_tools(ctx: Context, asked: Any) -> types.ListToolsResult:
    tools = [types.Tool(name=name, description=name, input_schema=schema) for name, (_, schema) in TOOLS.items()]
    return types.ListToolsResult(tools=tools)


async def call_tool(ctx: Context, asked: types.CallToolRequestParams) -> types.CallToolResult:
    if asked.name not in TOOLS:
        raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {asked.name}")
    do, _ = TOOLS[asked.name]
    made = await do(ctx, dict(asked.arguments or {}))
    return made if isinstance(made, types.CallToolResult) else types.CallToolResult(content=made)


# --- resources ---------------------------------------------------------------------------------------------------


async def list_resources(ctx: Context, asked: Any) -> types.ListResourcesResult:
    named = ("static-text", "text/plain"), ("static-binary", "image/png"), ("watched-resource", "text/plain")
    resources = [types.Resource(uri=f"test://{n}", name=n, description=n, mime_type=kind) for n, kind in named]
    return types.ListResourcesResult(resources=resources)


async def list_templates(ctx: Context, asked: Any) -> types.ListResourceTemplatesResult:
    template = types.ResourceTemplate(uri_template="test://template/{id}/data", name="template", description="By id.")
    return types.ListResourceTemplatesResult(resource_templates=[template])


async def read_resource(ctx: Context, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
    uri = str(asked.uri)
    if uri == "test://static-binary":
        blob = types.BlobResourceContents(uri=uri, mime_type="image/png", blob=IMAGE.data)
        return types.ReadResourceResult(contents=[blob])
    texts = {
        "test://static-text": "This is the content of the static text resource.",
        "test://watched-resource": "Watched.",
    }
    if uri in texts:
        content = types.TextResourceContents(uri=uri, mime_type="text/plain", text=texts[uri])
        return types.ReadResourceResult(contents=[content])
    id = uri.removeprefix("test://template/").removesuffix("/data")
    if id == uri:
        raise MCPError(types.INVALID_PARAMS, "Resource not found", {"uri": uri})
    text = json.dumps({"id": id, "templateTest": True, "data": f"Data for ID: {id}"})
    content = types.TextResourceContents(uri=uri, mime_type="application/json", text=text)
    return types.ReadResourceResult(contents=[content])


async def accept(ctx: Context, asked: Any) -> types.EmptyResult:
    return types.EmptyResult()


# --- prompts -----------------------------------------------------------------------------------------------------

PROMPTS = {
    "test_simple_prompt": (),
    "test_prompt_with_arguments": ("arg1", "arg2"),
    "test_prompt_with_embedded_resource": ("resourceUri",),
    "test_prompt_with_image": (),
}


async def list_prompts(ctx: Context, asked: Any) -> types.ListPromptsResult:
    prompts = [
        types.Prompt(
            name=name,
            description=name,
            arguments=[types.PromptArgument(name=one, description=one, required=True) for one in arguments],
        )
        for name, arguments in PROMPTS.items()
    ]
    return types.ListPromptsResult(prompts=prompts)


async def get_prompt(ctx: Context, asked: types.GetPromptRequestParams) -> types.GetPromptResult:
    given = asked.arguments or {}
    uri, first, second = (given.get(name, "") for name in ("resourceUri", "arg1", "arg2"))
    embedded = _embedded(uri or "test://none", "Embedded resource content for testing.")
    said: dict[str, list[types.ContentBlock]] = {
        "test_simple_prompt": [_text("This is a simple prompt for testing.")],
        "test_prompt_with_arguments": [_text(f"Prompt with arguments: arg1='{first}', arg2='{second}'")],
        "test_prompt_with_embedded_resource": [embedded, _text("Please process the embedded resource above.")],
        "test_prompt_with_image": [IMAGE, _text("Please analyze the image above.")],
    }
    messages = [types.PromptMessage(role="user", content=one) for one in said[asked.name]]
    return types.GetPromptResult(messages=messages)


async def complete(ctx: Context, asked: types.CompleteRequestParams) -> types.CompleteResult:
    values = [one for one in ("paris", "park", "party") if one.startswith(asked.argument.value)]
    return types.CompleteResult(completion=types.Completion(values=values, total=len(values), has_more=False))


def everything() -> Server[Any]:
    """The server."""
    server: Server[Any] = Server(
        "everything",
        version="1",
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
        on_subscribe_resource=accept,
        on_unsubscribe_resource=accept,
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
        on_completion=complete,
    )
    server.add_request_handler("logging/setLevel", types.SetLevelRequestParams, accept)
    return server
