"""What other memories write, in the shapes of their programs."""

from typing import Any

MEM0: dict[str, Any] = {
    "results": [
        {
            "id": "0f6b7c1e-2a55-4a0e-9d0f-0c7b7f6d3a01",
            "memory": "Keeps bees on the roof",
            "hash": "d3b07384d113edec49eaa6238ad5ff00",
            "metadata": {"source": "chat"},
            "created_at": "2026-03-01T09:00:00.000000-07:00",
            "updated_at": None,
            "user_id": "ines",
            "actor_id": "Ines",
            "role": "user",
        },
        {
            "id": "0f6b7c1e-2a55-4a0e-9d0f-0c7b7f6d3a02",
            "memory": "Promised to send the honey list",
            "hash": "c157a79031e1c40f85931829bc5fc552",
            "created_at": "2026-03-02T09:00:00Z",
            "updated_at": "2026-03-04T09:00:00Z",
            "user_id": "ines",
            "agent_id": "helper",
            "run_id": "r-1",
            "role": "assistant",
            "categories": ["promises"],
        },
    ],
    "relations": [{"source": "ines", "relationship": "lives_in", "target": "faro"}],
}

NODES: list[dict[str, Any]] = [
    {"uuid": "n-ines", "name": "Ines", "group_id": "g", "labels": ["Entity", "Person"], "summary": ""},
    {
        "uuid": "n-apex",
        "name": "Apex Honey",
        "group_id": "g",
        "labels": ["Entity", "Organization"],
        "summary": "A shop.",
    },
    {"uuid": "n-faro", "name": "Faro Mills", "group_id": "g", "labels": ["Entity", "Company"], "summary": None},
]
EPISODES: list[dict[str, Any]] = [
    {
        "uuid": "e-1",
        "name": "turn 1",
        "group_id": "g",
        "source": "message",
        "source_description": "chat",
        "content": "Ines(user): I am at Faro Mills now.",
        "created_at": "2026-02-02T10:00:00Z",
        "valid_at": "2026-02-01T10:00:00Z",
        "entity_edges": ["r-2"],
    },
    {
        "uuid": "e-2",
        "content": "Congratulations!",
        "created_at": "2026-02-01T10:00:05Z",
        "role": "Helper",
        "role_type": "assistant",
        "source": "message",
        "session_id": "thread-7",
        "processed": True,
    },
    {
        "uuid": "e-3",
        "name": "doc",
        "group_id": "g",
        "source": "text",
        "source_description": "note",
        "content": "The mill opens at six.",
        "created_at": "2026-02-03T10:00:00Z",
        "valid_at": "2026-02-03T10:00:00Z",
    },
]
EDGES: list[dict[str, Any]] = [
    {
        "uuid": "r-1",
        "group_id": "g",
        "source_node_uuid": "n-ines",
        "target_node_uuid": "n-apex",
        "created_at": "2026-01-10T08:00:00Z",
        "name": "WORKS_AT",
        "fact": "Ines works at Apex Honey.",
        "fact_embedding": None,
        "episodes": [],
        "valid_at": "2024-05-01T00:00:00Z",
        "invalid_at": "2026-02-01T00:00:00Z",
        "expired_at": "2026-02-02T10:00:01Z",
        "attributes": {},
    },
    {
        "uuid": "r-2",
        "group_id": "g",
        "source_node_uuid": "n-ines",
        "target_node_uuid": "n-faro",
        "created_at": "2026-02-02T10:00:01Z",
        "name": "WORKS_AT",
        "fact": "Ines works at Faro Mills.",
        "episodes": ["e-1"],
        "valid_at": "2026-02-01T00:00:00Z",
        "invalid_at": None,
        "expired_at": None,
    },
]
GRAPH: dict[str, Any] = {"edges": EDGES, "episodes": EPISODES, "nodes": NODES}

AGENT: dict[str, Any] = {
    "agents": [
        {
            "id": "agent-0",
            "name": "keeper",
            "system": "You keep bees.",
            "agent_type": "memgpt_v2_agent",
            "block_ids": ["block-0"],
            "in_context_message_ids": ["message-0"],
            "messages": [
                {
                    "id": "message-0",
                    "role": "system",
                    "content": [{"type": "text", "text": "<base_instructions>"}],
                    "created_at": "2026-04-01T07:00:00.000000+00:00",
                },
                {
                    "id": "message-1",
                    "role": "user",
                    "content": [{"type": "text", "text": '{"type": "login", "time": "2026-04-01 07:00"}'}],
                    "created_at": "2026-04-01T07:00:30Z",
                },
                {
                    "id": "message-2",
                    "role": "user",
                    "content": '{"type": "user_message", "message": "Is it swarm time?", "time": "07:01"}',
                    "created_at": "2026-04-01T07:01:00Z",
                },
                {
                    "id": "message-3",
                    "role": "assistant",
                    "content": [{"type": "text", "text": "A thought."}],
                    "tool_calls": [
                        {
                            "id": "call-1",
                            "type": "function",
                            "function": {
                                "name": "weather",
                                "arguments": '{"place": "Faro", "request_heartbeat": true}',
                            },
                        },
                        {
                            "id": "call-2",
                            "type": "function",
                            "function": {"name": "send_message", "arguments": '{"message": "Nearly."}'},
                        },
                    ],
                    "created_at": "2026-04-01T07:01:05Z",
                },
                {
                    "id": "message-4",
                    "role": "tool",
                    "tool_call_id": "call-1",
                    "content": [{"type": "text", "text": '{"status": "OK", "message": "18 degrees", "time": "x"}'}],
                    "created_at": "2026-04-01T07:01:06Z",
                },
                {
                    "id": "message-5",
                    "role": "tool",
                    "tool_call_id": "call-2",
                    "name": "send_message",
                    "content": [{"type": "text", "text": '{"status": "OK", "message": "None"}'}],
                    "created_at": "2026-04-01T07:01:07Z",
                },
                {
                    "id": "message-6",
                    "role": "assistant",
                    "content": [{"type": "reasoning", "text": "hm"}, {"type": "text", "text": "Anything else?"}],
                    "created_at": "2026-04-01T07:01:08Z",
                },
            ],
        }
    ],
    "groups": [],
    "blocks": [{"id": "block-0", "label": "human", "value": "Ines.\nKeeps bees.", "limit": 5000}],
    "files": [{"id": "file-0", "file_name": "hive.txt", "content": "Hive 3 is weak.", "source_id": "source-0"}],
    "sources": [],
    "tools": [],
    "mcp_servers": [],
    "metadata": {"revision_id": "1"},
}
OLD_AGENT: dict[str, Any] = {
    "agent_type": "memgpt_agent",
    "name": "elder",
    "core_memory": [{"label": "persona", "value": "Patient."}],
    "messages": [{"role": "user", "text": "Hello there", "created_at": "2025-01-01T00:00:00Z"}],
    "version": "0.6.48",
}
PASSAGES: list[dict[str, Any]] = [
    {
        "id": "passage-1",
        "text": "Ines lost hive 2 in winter.",
        "archive_id": "archive-1",
        "tags": ["hives"],
        "embedding": [0.1],
        "embedding_config": {"embedding_dim": 1},
        "created_at": "2026-01-05T00:00:00Z",
        "is_deleted": False,
    },
    {"id": "passage-2", "text": "Gone.", "archive_id": "archive-1", "is_deleted": True},
]

ITEMS: list[dict[str, Any]] = [
    {
        "namespace": ["memories", "ines"],
        "key": "k1",
        "value": {"kind": "Memory", "content": {"content": "Ines prefers clover honey."}},
        "created_at": "2026-02-01T08:00:00+00:00",
        "updated_at": "2026-02-01T08:00:00+00:00",
        "score": None,
    },
    {
        "namespace": ["memories", "ines"],
        "key": "k2",
        "value": {"kind": "Triple", "content": {"subject": "Ines", "predicate": "lives_in", "object": "Faro"}},
        "created_at": "2026-02-01T08:00:00+00:00",
        "updated_at": "2026-02-02T08:00:00+00:00",
    },
    {
        "namespace": ["profile"],
        "key": "k3",
        "value": {"kind": "Profile", "content": {"name": "Ines", "hives": 4, "age": None}},
        "created_at": "2026-02-01T08:00:00+00:00",
        "updated_at": "2026-02-03T08:00:00+00:00",
    },
]

MCP: list[dict[str, Any]] = [
    {"type": "entity", "name": "Ines_Reis", "entityType": "person", "observations": ["Keeps bees", "Born in Faro"]},
    {"type": "entity", "name": "hive_3", "entityType": "thing", "observations": ["Weak in spring"]},
    {"type": "relation", "from": "Ines_Reis", "to": "hive_3", "relationType": "owns"},
]
