/** What this call has looked up so far: kept in this tab only, until the next call. */

import { asText, isObject, objects } from "../../reply";
import type { NoticeText } from "./model";
import { LOOKUP } from "./texts";

const CALL = "yuce.desk.call.1";
const MOST = 40;

export interface Looked {
  notice: string;
  /** Null: the bot's answer to a question. */
  number: number | null;
  /** 「第1条…」, or the question. */
  place: string;
  kind: string;
  /** The reply's first line. */
  point: string;
  units: string[];
}

export interface Call {
  /** Milliseconds since 1970. */
  begun: number;
  looked: Looked[];
}

export const newCall = (): Call => ({ begun: Date.now(), looked: [] });

/** Looked up again, it stands at its first place with what was said last. */
export function withLooked(call: Call, one: Looked): Call {
  const same = (other: Looked) => other.place === one.place && other.kind === one.kind && other.notice === one.notice;
  const known = call.looked.some(same);
  const looked = known ? call.looked.map((other) => (same(other) ? one : other)) : [...call.looked, one];
  return { ...call, looked: looked.slice(-MOST) };
}

export function noteOf(call: Call, notices: NoticeText[]): string {
  const lines = call.looked.map((one, at) => LOOKUP.noteLine(at + 1, one.place, one.kind, one.point, unitsToTell(one)));
  const used = notices.filter((notice) => call.looked.some((one) => one.notice === notice.key || one.number === null));
  const basis = used.flatMap((notice) => [LOOKUP.noteBasis(notice.title, notice.documentNumber), notice.validity]);
  return [LOOKUP.noteHead(shownTime(new Date(call.begun))), ...lines, ...basis].join("\n");
}

/** Not a second time where the point itself names them. */
function unitsToTell(one: Looked): string[] {
  return one.units.every((unit) => one.point.includes(unit)) ? [] : one.units;
}

export function firstLine(text: string): string {
  return text.split("\n").find((line) => line.trim()) ?? "";
}

function shownTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

export function keptCall(area: () => Storage = () => sessionStorage): Call {
  try {
    const value: unknown = JSON.parse(area().getItem(CALL) ?? "null");
    if (!isObject(value) || typeof value.begun !== "number") return newCall();
    return { begun: value.begun, looked: objects(value.looked).map(readLooked) };
  } catch {
    return newCall();
  }
}

export function keepCall(call: Call | null, area: () => Storage = () => sessionStorage): void {
  try {
    if (call) area().setItem(CALL, JSON.stringify(call));
    else area().removeItem(CALL);
  } catch {
    // Storage is forbidden: the note then lasts as long as the page.
  }
}

function readLooked(value: Record<string, unknown>): Looked {
  return {
    notice: asText(value.notice),
    number: typeof value.number === "number" ? value.number : null,
    place: asText(value.place),
    kind: asText(value.kind),
    point: asText(value.point),
    units: Array.isArray(value.units) ? value.units.map(asText) : [],
  };
}
