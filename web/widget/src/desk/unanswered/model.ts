/** The door's JSON → what the pane shows. What is missing becomes empty, so that a page never breaks on it. */

import { asText, isObject, objects } from "../../reply";

export interface Named {
  id: string;
  name: string;
}

export interface Why extends Named {
  count: number;
}

export interface Group {
  id: string;
  question: string;
  count: number;
  first: string;
  last: string;
  whys: Why[];
  kinds: string[];
  measures: number[];
  expected: string[];
  wordings: number;
  members: { text: string; count: number }[];
}

export interface Listing {
  groups: Group[];
  total: number;
  questions: number;
  page: number;
  size: number;
  from: string;
  to: string;
  asOf: string;
}

export interface Options {
  notices: { key: string; measures: { number: number; heading: string }[] }[];
  kinds: Named[];
  answerKinds: Named[];
  statuses: Named[];
  terms: string[];
  whys: (Named & { usual: boolean })[];
}

export interface Waiting {
  id: string;
  title: string;
  sort: string;
  who: string;
  when: string;
  problem: string;
}

type Fields = Record<string, unknown>;

export function asNumber(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((one): one is number => typeof one === "number") : [];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

function named(value: Fields): Named {
  return { id: asText(value.id), name: asText(value.name) };
}

export function readListing(body: Fields): Listing {
  return {
    groups: objects(body.groups).map(readGroup),
    total: asNumber(body.total),
    questions: asNumber(body.questions),
    page: asNumber(body.page) || 1,
    size: asNumber(body.size) || 20,
    from: asText(body.from),
    to: asText(body.to),
    asOf: asText(body.as_of).slice(11, 19),
  };
}

function readGroup(value: Fields): Group {
  return {
    id: asText(value.id),
    question: asText(value.question),
    count: asNumber(value.count),
    first: asText(value.first),
    last: asText(value.last),
    whys: objects(value.whys).map((one) => ({ ...named(one), count: asNumber(one.count) })),
    kinds: texts(value.kinds),
    measures: numbers(value.measures),
    expected: texts(value.expected),
    wordings: asNumber(value.wordings),
    members: objects(value.members).map((one) => ({ text: asText(one.text), count: asNumber(one.count) })),
  };
}

export function readOptions(body: Fields): Options {
  return {
    notices: objects(body.notices).map((one) => ({
      key: asText(one.key),
      measures: objects(one.measures).map((m) => ({ number: asNumber(m.number), heading: asText(m.heading) })),
    })),
    kinds: objects(body.kinds).map(named),
    answerKinds: objects(body.answer_kinds).map(named),
    statuses: objects(body.statuses).map(named),
    terms: texts(body.terms),
    whys: objects(body.whys).map((one) => ({ ...named(one), usual: one.usual === true })),
  };
}

export function readWaiting(body: Fields): Waiting[] {
  return objects(body.drafts).map((one) => ({
    id: asText(one.id),
    title: asText(one.title),
    sort: asText(one.sort_name),
    who: asText(one.who),
    when: asText(one.when).slice(0, 16).replace("T", " "),
    problem: asText(one.problem),
  }));
}

const NOT_WRITTEN = /(?:没有?|未)(?:写|提)|(?:通知|文件)[里中上]?没有?/;
const NUMBERED = /(?<!不|不是|不应是|不应当是|不该是)第\s*(\d{1,3})\s*条/;

/** Whether operators said, more often than a measure, that the notice has nothing about it. */
export function saidNotWritten(group: Group): boolean {
  const clear = group.expected.find((text) => NOT_WRITTEN.test(text) || NUMBERED.test(text));
  return clear !== undefined && NOT_WRITTEN.test(clear);
}

/** 第4条 in what operators said, else the measure that was cited most. None where they said only that this one is wrong. */
export function likelyMeasure(group: Group): number | null {
  if (saidNotWritten(group)) return null;
  const said = group.expected.map((text) => NUMBERED.exec(text)?.[1]).find(Boolean);
  if (said) return Number(said);
  return group.expected.length > 0 ? null : (group.measures[0] ?? null);
}

export interface BadRow {
  row: number;
  reason: string;
}

export interface Taken {
  added: number;
  known: number;
  bad: BadRow[];
}

export function readTaken(value: unknown): Taken {
  const body = isObject(value) ? value : {};
  return {
    added: asNumber(body.added),
    known: asNumber(body.known),
    bad: objects(body.bad).map((one) => ({ row: asNumber(one.row), reason: asText(one.reason) })),
  };
}
