// What a program does with Mem0's own client for JavaScript, against a server that runs: every method that it has.
import assert from "node:assert/strict";
import { AuthenticationError, Feedback, MemoryClient, MemoryError, MemoryNotFoundError, ValidationError } from "mem0ai";

const [, , apiKey, host] = process.argv;
const client = new MemoryClient({ apiKey, host });
const memories = async (filters, more = {}) => (await client.getAll({ filters, ...more })).results.map((one) => one.memory);
const refused = (promise, kind) => assert.rejects(promise, (error) => error instanceof kind && error.errorCode.startsWith("HTTP_4"));
const unsupported = (promise) =>
  assert.rejects(promise, (error) => error instanceof MemoryError && error.message.includes("Not supported by mnesis."));

await client.ping();

// Keeping, and who owns it.
const said = [{ role: "user", content: "I moved to Berlin." }, { role: "assistant", content: "Noted." }];
const added = await client.add(said, { userId: "alice", metadata: { topic: "home", innerWay: { aB: 1 } } });
assert.deepEqual(added.results.map((one) => [one.memory, one.event]), [["I moved to Berlin.", "ADD"], ["Noted.", "ADD"]]);
const berlin = added.results[0].id;
const [tea] = (
  await client.add([{ role: "user", content: "She likes tea." }], {
    userId: "alice", agentId: "bot", runId: "r1", infer: false, timestamp: 1704067200, expirationDate: "2999-01-01",
  })
).results;
await client.add([{ role: "user", content: "Of the shop." }], { appId: "shop" });
await client.add([{ role: "user", content: "Long over." }], { userId: "alice", expirationDate: "2020-01-01" });

// One memory, as its types say.
const one = await client.get(tea.id);
assert.deepEqual(
  [one.id, one.memory, one.userId, one.agentId, one.appId, one.runId, one.expirationDate],
  [tea.id, "She likes tea.", "alice", "bot", null, "r1", "2999-01-01"],
);
assert.equal(new Date(one.createdAt).getTime(), 1704067200_000);
assert.ok(!Number.isNaN(new Date(one.updatedAt).getTime()));
assert.ok(Array.isArray(one.categories) && typeof one.hash === "string");
assert.deepEqual((await client.get(berlin)).metadata, { topic: "home", innerWay: { aB: 1 } });

// Searching.
const found = (await client.search("Berlin", { filters: { user_id: "alice" }, topK: 1 })).results;
assert.deepEqual(found.map((hit) => hit.id), [berlin]);
assert.ok(found[0].score > 0 && found[0].score < 1);
const both = { AND: [{ user_id: "alice" }, { metadata: { topic: "home" } }] };
const homes = (await client.search("Noted Berlin", { filters: both, rerank: true, keywordSearch: true, latestOnly: true })).results;
assert.deepEqual(new Set(homes.map((hit) => hit.memory)), new Set(["I moved to Berlin.", "Noted."]));
assert.deepEqual((await client.search("tea", { filters: both, threshold: 1 })).results, []);
const [narrow] = (await client.search("tea", { filters: { run_id: "r1" }, fields: ["memory"], referenceDate: "2024-02-01" })).results;
assert.deepEqual(Object.keys(narrow).sort(), ["id", "memory", "score"]);
const over = async (showExpired) => (await client.search("Long over", { filters: { user_id: "alice" }, showExpired })).results;
assert.ok((await over(true)).some((hit) => hit.memory === "Long over."));
assert.ok(!(await over(false)).some((hit) => hit.memory === "Long over."));

// Listing.
const page = await client.getAll({ filters: { user_id: "alice" }, page: 1, pageSize: 2 });
assert.deepEqual([page.count, page.results.length, page.previous], [3, 2, null]);
const next = await client.getAll({ filters: { user_id: "alice" }, page: 2, pageSize: 2 });
assert.deepEqual([next.results.map((each) => each.memory), next.next], [["She likes tea."], null]);
assert.equal((await (await fetch(page.next, { method: "POST", headers: client.headers, body: '{"filters":{"user_id":"alice"}}' })).json()).count, 3);
assert.deepEqual(await memories({ user_id: "alice" }, { endDate: "2024-12-31" }), ["She likes tea."]);
assert.deepEqual(await memories({ user_id: "alice" }, { startDate: "2024-12-31", categories: ["none"] }), []);
assert.equal((await memories({ user_id: "alice" }, { showExpired: true })).length, 4);
assert.deepEqual(await memories({ OR: [{ app_id: "shop" }, { agent_id: "bot" }] }), ["Of the shop.", "She likes tea."]);
assert.deepEqual(await memories({ AND: [{ user_id: "alice" }, { NOT: [{ run_id: "r1" }] }, { keywords: { icontains: "NOT" } }] }), ["Noted."]);

// Changing, and what was before.
const changed = await client.update(berlin, { text: "I moved to Hamburg.", metadata: { topic: "home", n: 2 } });
assert.deepEqual([changed.id, changed.memory], [berlin, "I moved to Hamburg."]);
await client.update(berlin, { expirationDate: "2999-12-31", timestamp: 1704153600 });
await client.update(berlin, { expirationDate: null });
const now = await client.get(berlin);
assert.deepEqual([now.memory, now.metadata.n, now.expirationDate], ["I moved to Hamburg.", 2, null]);
assert.equal(new Date(now.createdAt).getTime(), 1704153600_000);
const told = await client.history(berlin);
assert.deepEqual(
  told.slice(0, 2).map((event) => [event.memoryId, event.event, event.oldMemory, event.newMemory, event.userId]),
  [
    [berlin, "ADD", null, "I moved to Berlin.", "alice"],
    [berlin, "UPDATE", "I moved to Berlin.", "I moved to Hamburg.", "alice"],
  ],
);
assert.ok(told.every((event) => !Number.isNaN(new Date(event.createdAt).getTime())));
await client.batchUpdate([{ memoryId: tea.id, text: "She likes coffee." }]);
assert.equal((await client.get(tea.id)).memory, "She likes coffee.");

// What is thought of it.
const thought = await client.feedback({ memoryId: berlin, feedback: Feedback.POSITIVE, feedbackReason: "true" });
assert.deepEqual([thought.memoryId, thought.feedback, thought.feedbackReason], [berlin, "POSITIVE", "true"]);
assert.equal((await client.feedback({ memoryId: berlin, feedback: null })).feedback, null);

// Who owns memories.
const owners = await client.users({ page: 1, pageSize: 50 });
assert.equal(owners.count, owners.results.length);
const counted = Object.fromEntries(owners.results.map((owner) => [`${owner.type}:${owner.name}`, owner.totalMemories]));
assert.deepEqual(counted, { "user:alice": 3, "agent:bot": 1, "run:r1": 1, "app:shop": 1 });
assert.ok(owners.results.every((owner) => owner.id && !Number.isNaN(new Date(owner.createdAt).getTime())));

// Wrong input is told as such, and by the right kind.
await refused(client.get("nobody-gave-this"), MemoryNotFoundError);
await refused(client.search("tea", { filters: { colour: "red" } }), ValidationError);
await refused(client.search("", { filters: { user_id: "alice" } }), ValidationError);
await refused(client.add([{ role: "nobody", content: "x" }], { userId: "alice" }), ValidationError);
await refused(client.getAll({ filters: { user_id: "alice" }, page: 0 }), ValidationError);
await refused(client.feedback({ memoryId: berlin, feedback: "SPLENDID" }), ValidationError);
await refused(client.deleteAll(), ValidationError);
const quiet = console.error;
console.error = () => {}; // a client that may not come in says so by itself
const stranger = new MemoryClient({ apiKey: "mn_no_no", host });
await refused(stranger.get(berlin), AuthenticationError);
await stranger.initialized;
console.error = quiet;

// What is Mem0's alone says so.
await unsupported(client.add(said, { userId: "alice", customInstructions: "Only names." }));
const picture = [{ role: "user", content: { type: "image_url", image_url: { url: "https://example.org/a.png" } } }];
await unsupported(client.add(picture, { userId: "alice" }));
await unsupported(client.getProject({ fields: ["customInstructions"] }));
await unsupported(client.updateProject({ customInstructions: "x" }));
await unsupported(client.getWebhooks());
await unsupported(client.createWebhook({ name: "x", url: "https://example.org", eventTypes: ["memory_add"] }));
await unsupported(client.updateWebhook({ webhookId: "w", name: "y" }));
await unsupported(client.deleteWebhook({ webhookId: "w" }));
await unsupported(client.getProfile({ entityId: "alice" }));
await unsupported(client.generateProfile({ entityId: "alice" }));
await unsupported(client.getProfileSettings());
await unsupported(client.updateProfileSettings({ enabled: true }));
await unsupported(client.sampleProfiles({ limit: 1 }));
await unsupported(client.getProfileJob("job"));
await unsupported(client.createMemoryExport({ schema: {}, filters: { user_id: "alice" } }));
await unsupported(client.getMemoryExport({ filters: { user_id: "alice" } }));

// Deleting.
assert.ok((await client.delete(berlin, { deleteLinked: true })).message);
await refused(client.get(berlin), MemoryNotFoundError);
await refused(client.history(berlin), MemoryNotFoundError);
await client.batchDelete([tea.id]);
await refused(client.get(tea.id), MemoryNotFoundError);
await client.deleteAll({ userId: "alice" });
assert.deepEqual(await memories({ user_id: "alice" }, { showExpired: true }), []);
await client.deleteUser({ entity_type: "agent", entity_id: "bot" });
await client.deleteUsers({ userId: "alice" });
await client.deleteUsers();
assert.deepEqual((await client.users()).results, []);
assert.deepEqual(await memories({ app_id: "shop" }), []);
console.log("done");
