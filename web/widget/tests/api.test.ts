import { expect, test, vi } from "vitest";

import { doorAt } from "../src/api";

function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  return vi.fn(async (..._: Parameters<typeof fetch>) => new Response(JSON.stringify(body), { status, headers }));
}

const GOOD = { messages: [{ text: "您好", buttons: [{ title: "甲", choice: "x" }], card: null }], mode: "full" };

test("a message is posted as JSON with its id", async () => {
  const fetcher = answering(200, GOOD);
  const outcome = await doorAt("", fetcher).chat({ id: "a1", message: "你好" });
  expect(outcome).toMatchObject({ reply: { text: "您好", buttons: [{ title: "甲", choice: "x" }], simple: false } });
  const [url, options] = fetcher.mock.calls[0] ?? [];
  expect(url).toBe("/api/chat");
  expect(options).toMatchObject({ method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" } });
  expect(JSON.parse(String(options?.body))).toEqual({ id: "a1", message: "你好" });
});

test.each([
  ["too many requests are waited for", 429, { "Retry-After": "7" }, { waitS: 7, canRetry: true }],
  ["a crowd is waited for", 503, { "Retry-After": "2" }, { waitS: 2, canRetry: true }],
  ["a strange wait is none", 503, { "Retry-After": "soon" }, { waitS: 0, canRetry: true }],
  ["an endless wait has an end", 503, { "Retry-After": "999999" }, { waitS: 600 }],
  ["what is refused for good is not sent again", 400, {}, { canRetry: false }],
])("%s", async (_, status, headers, expected) => {
  const door = doorAt("", answering(status, { error: { code: "c", message: "一句话。" } }, headers as Record<string, string>));
  expect(await door.chat({ id: "a", message: "x" })).toMatchObject({ failure: { code: "c", sentence: "一句话。", ...expected } });
});

test.each([
  ["no JSON", new Response("<html>")],
  ["nothing to read", new Response('{"messages": []}')],
  ["another shape", new Response('[1, "a"]')],
])("%s is told as a failure, never shown as an empty answer", async (_, response) => {
  expect(await doorAt("", async () => response).chat({ id: "a", message: "x" })).toMatchObject({ failure: { canRetry: true } });
});

test("a broken connection is a failure that can be tried again", async () => {
  const broken = () => Promise.reject(new TypeError("Failed to fetch"));
  expect(await doorAt("", broken).chat({ id: "a", message: "x" })).toMatchObject({ failure: { code: "network", canRetry: true } });
});

test("a site that tells nothing of itself promises nothing", async () => {
  await expect(doorAt("", answering(404, {})).site()).rejects.toThrow();
  expect(await doorAt("", answering(200, { retention_days: "30" })).site()).toEqual({
    retentionDays: null,
    feedback: false,
    deletion: false,
    suggestions: [],
  });
});
