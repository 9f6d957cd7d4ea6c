/** The door's figures → what is drawn. */

import { asText, isObject, objects } from "../../reply";
import { asNumber } from "../unanswered/model";
import { FIGURES } from "./texts";

type Fields = Record<string, unknown>;

export interface Share {
  count: number;
  of: number;
  /** 0…1; null of nothing. */
  share: number | null;
}

export interface Day {
  day: string;
  count: number;
  /** In the order of SERIES. */
  parts: number[];
}

export interface Bar {
  name: string;
  count: number;
}

export interface Figures {
  from: string;
  to: string;
  questions: number;
  others: number;
  reported: number;
  declined: Share;
  askedBack: Share;
  failed: Share;
  useful: Share;
  days: Day[];
  kinds: Bar[];
  statuses: Bar[];
  measures: Bar[];
}

export const SERIES = ["answered", "clarify", "other"] as const;

export function readFigures(body: Fields): Figures {
  return {
    from: asText(body.from),
    to: asText(body.to),
    questions: asNumber(body.questions),
    others: asNumber(body.other_turns),
    reported: asNumber(body.reported),
    declined: readShare(body.declined),
    askedBack: readShare(body.asked_back),
    failed: readShare(body.failed),
    useful: readShare(body.useful),
    days: objects(body.days).map(readDay),
    kinds: objects(body.kinds).map(readBar),
    statuses: objects(body.statuses).map(readBar),
    measures: objects(body.measures).map((one) => ({
      name: FIGURES.measureOf(asNumber(one.number), asText(one.heading)),
      count: asNumber(one.count),
    })),
  };
}

function readShare(value: unknown): Share {
  const body = isObject(value) ? value : {};
  return { count: asNumber(body.count), of: asNumber(body.of), share: typeof body.share === "number" ? body.share : null };
}

function readDay(value: Fields): Day {
  const count = asNumber(value.count);
  const statuses = isObject(value.statuses) ? value.statuses : {};
  const answered = asNumber(statuses.answered);
  const clarify = asNumber(statuses.clarify);
  return { day: asText(value.day), count, parts: [answered, clarify, count - answered - clarify] };
}

function readBar(value: Fields): Bar {
  return { name: asText(value.name), count: asNumber(value.count) };
}

export function percent(share: number | null): string {
  return share === null ? FIGURES.none : `${(100 * share).toFixed(1)}%`;
}

/** 1, 2 or 5 times a power of ten: at most four of them reach `most`. */
export function stepOf(most: number): number {
  const rough = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((one) => one >= rough) ?? 10 * power;
  return Math.max(1, step);
}
