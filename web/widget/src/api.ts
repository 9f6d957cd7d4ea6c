/** Requests to the door. Every failure becomes a `Failure`: a sentence for people, and whether trying again can help. */

import type { ListedMeasure, Notice, Reply, Site } from "./contract";
import { asText, isObject, objects, readReply } from "./reply";
import { TEXTS } from "./texts";

/** Above the door's own deadline for a turn, so that its sentence arrives first. */
const DEADLINE_MS = 20_000;
const LONGEST_WAIT_S = 600;
const REFUSED_FOR_GOOD = new Set([400, 403, 404, 405, 413, 414, 415]);

/** `code` as the door names it, or `network`, `late`, `unreadable`. `waitS`: seconds before it can be tried again. */
export interface Failure {
  code: string;
  sentence: string;
  waitS: number;
  canRetry: boolean;
}

export type Outcome = { reply: Reply } | { failure: Failure };

/** What is posted: typed words or a button; `id` stays the same when it is sent again. */
export type Message = { id: string } & ({ message: string } | { choice: string });

export interface Door {
  chat(message: Message): Promise<Outcome>;
  notices(): Promise<Notice[]>;
  measures(): Promise<ListedMeasure[]>;
  site(): Promise<Site>;
  feedback(turn: string, useful: boolean, reason: string | null): Promise<boolean>;
  deleteConversation(): Promise<boolean>;
}

export const UNKNOWN_SITE: Site = { retentionDays: null, feedback: false, deletion: false, suggestions: [] };

export function doorAt(base = "", fetcher: typeof fetch = (...args) => fetch(...args)): Door {
  const request = (method: string, path: string, body?: unknown) => send(fetcher, method, base + path, body);
  return {
    chat: async (message) => chatOutcome(() => request("POST", "/api/chat", message)),
    notices: async () => objects((await json(request("GET", "/api/notices"))).notices) as unknown as Notice[],
    measures: async () => objects((await json(request("GET", "/api/measures"))).measures) as unknown as ListedMeasure[],
    site: async () => readSite(await json(request("GET", "/api/site"))),
    feedback: (turn, useful, reason) => succeeded(request("POST", "/api/feedback", { id: turn, useful, reason })),
    deleteConversation: () => succeeded(request("DELETE", "/api/conversation")),
  };
}

async function send(fetcher: typeof fetch, method: string, url: string, body?: unknown): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), DEADLINE_MS);
  const content = body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    return await fetcher(url, { method, credentials: "same-origin", signal: stop.signal, ...content });
  } finally {
    clearTimeout(timer);
  }
}

async function chatOutcome(post: () => Promise<Response>): Promise<Outcome> {
  try {
    const response = await post();
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) return { failure: readFailure(response, body) };
    const reply = readReply(body);
    return reply ? { reply } : { failure: failure("unreadable", TEXTS.unreadable) };
  } catch (error) {
    const late = error instanceof Error && error.name === "AbortError";
    return { failure: late ? failure("late", TEXTS.late) : failure("network", TEXTS.offline) };
  }
}

export function failure(code: string, sentence: string, waitS = 0, canRetry = true): Failure {
  return { code, sentence, waitS, canRetry };
}

function readFailure(response: Response, body: unknown): Failure {
  const told = isObject(body) && isObject(body.error) ? body.error : {};
  const sentence = asText(told.message) || TEXTS.unreadable;
  const wait = Number(response.headers.get("Retry-After"));
  const waitS = Number.isFinite(wait) ? Math.min(Math.max(Math.ceil(wait), 0), LONGEST_WAIT_S) : 0;
  return failure(asText(told.code) || String(response.status), sentence, waitS, !REFUSED_FOR_GOOD.has(response.status));
}

async function json(response: Promise<Response>): Promise<Record<string, unknown>> {
  const received = await response;
  const body: unknown = received.ok ? await received.json() : null;
  if (!isObject(body)) throw new Error(`unexpected answer, status ${received.status}`);
  return body;
}

function readSite(body: Record<string, unknown>): Site {
  const days = body.retention_days;
  return {
    retentionDays: typeof days === "number" && days > 0 ? days : null,
    feedback: body.feedback === true,
    deletion: body.deletion === true,
    suggestions: Array.isArray(body.suggestions) ? body.suggestions.map(asText).filter(Boolean) : [],
  };
}

async function succeeded(response: Promise<Response>): Promise<boolean> {
  try {
    return (await response).ok;
  } catch {
    return false;
  }
}
