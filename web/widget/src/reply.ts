/** JSON of unknown shape → a reply that can be shown. What cannot be read becomes null, and is told as a failure. */

import type { Button, Card, Condition, Eligibility, Measure, Reply, Verdict } from "./contract";

type Fields = Record<string, unknown>;

const VERDICTS: readonly string[] = ["met", "unknown", "not_met"];

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function readReply(body: unknown): Reply | null {
  if (!isObject(body) || !Array.isArray(body.messages)) return null;
  const messages = body.messages.filter(isObject);
  const text = messages
    .map((message) => asText(message.text))
    .filter((part) => part.trim())
    .join("\n");
  if (!text) return null;
  const card = messages.map((message) => readCard(message.card)).find((found) => found !== null) ?? null;
  return { text, buttons: messages.flatMap((message) => readButtons(message.buttons)), card, simple: body.mode === "simple" };
}

export function readButtons(value: unknown): Button[] {
  return objects(value)
    .map(({ title, choice }) => ({ title: asText(title), ...(typeof choice === "string" ? { choice } : {}) }))
    .filter((button) => button.title.trim());
}

export function readCard(value: unknown): Card | null {
  if (!isObject(value)) return null;
  return {
    turn: asText(value.turn) || null,
    status: asText(value.status),
    kind: typeof value.kind === "string" ? value.kind : null,
    measures: objects(value.measures).map(readMeasure),
    eligibility: objects(value.eligibility).map(readEligibility),
  };
}

function readMeasure(value: Fields): Measure {
  return {
    document_number: typeof value.document_number === "string" ? value.document_number : null,
    number: Number(value.number),
    heading: asText(value.heading),
    chapter: typeof value.chapter === "string" ? value.chapter : null,
    quote: asText(value.quote),
    units: Array.isArray(value.units) ? value.units.map(asText) : [],
  };
}

function readEligibility(value: Fields): Eligibility {
  const conditions = objects(value.conditions).map(
    (condition): Condition => ({
      text: asText(condition.text),
      verdict: readVerdict(condition.verdict),
      quote: typeof condition.quote === "string" ? condition.quote : null,
    }),
  );
  return { number: Number(value.number), verdict: readVerdict(value.verdict), conditions };
}

/** Anything unknown has to be confirmed. */
function readVerdict(value: unknown): Verdict {
  return VERDICTS.includes(value as string) ? (value as Verdict) : "unknown";
}

export function objects(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
