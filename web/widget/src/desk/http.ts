/** Requests of the desk. Every failure is a `Refused`, with the door's own sentence where it sent one. */

import { asText, isObject } from "../reply";
import { DESK } from "./texts";

const DEADLINE_MS = 12_000;
/** For a file of some megabytes over a slow line. */
const FILE_DEADLINE_MS = 60_000;

/** `status` 0: nothing came back. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
  ) {
    super(sentence);
  }
}

export type Fetcher = typeof fetch;

/** The answer's JSON object, `{}` where it is empty; raises Refused. `signal` stops what is no longer wanted. */
export async function requested(
  fetcher: Fetcher,
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const content = body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return exchanged(fetcher, path, { method, ...content }, DEADLINE_MS, signal);
}

/** Posts a file; the answer as of `requested`. */
export function sentFile(fetcher: Fetcher, path: string, file: Blob, type: string): Promise<Record<string, unknown>> {
  const sent = { method: "POST", headers: { "Content-Type": type }, body: file };
  return exchanged(fetcher, path, sent, FILE_DEADLINE_MS);
}

async function exchanged(
  fetcher: Fetcher,
  path: string,
  content: RequestInit,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), deadlineMs);
  signal?.addEventListener("abort", () => stop.abort());
  try {
    const response = await fetcher(path, { credentials: "same-origin", signal: stop.signal, ...content });
    const value: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refusal(response.status, value);
    return isObject(value) ? value : {};
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(0, "network", DESK.offline);
  } finally {
    clearTimeout(timer);
  }
}

function refusal(status: number, value: unknown): Refused {
  const told = isObject(value) && isObject(value.error) ? value.error : {};
  return new Refused(status, asText(told.code), asText(told.message) || DESK.failed);
}

/** `/api/desk/search?q=…`, without parameters that are empty. */
export function address(path: string, parameters: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query ? `${path}?${query}` : path;
}
