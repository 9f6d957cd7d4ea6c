/** What the door's desk routes answer with, read defensively. */

import { asText, objects } from "../../reply";
import { LOOKUP } from "./texts";

export type Kind = keyof typeof LOOKUP.kinds;
/** Also what the words themselves ask for, such as a phone number. */
export type AskedKind = Kind | "procedure";

export const KINDS = Object.keys(LOOKUP.kinds) as Kind[];

export interface Amount {
  text: string;
  qualifier: string;
  purpose: string;
}

export interface Hit {
  notice: string;
  number: number;
  heading: string;
  chapter: string;
  matchedBy: string;
  quote: string;
  units: string[];
  amounts: Amount[];
}

export interface Found {
  status: "found" | "weak" | "none";
  kind: AskedKind | null;
  words: string[];
  spelt: string[];
  total: number;
  hits: Hit[];
}

export interface Said {
  text: string;
  /** Whether the conversation did not answer, and the words alone did. */
  byWords: boolean;
}

export interface Block {
  kind: string;
  text: string;
  number: number | null;
}

export interface UnitRow {
  unit: string;
  aliases: string[];
  measures: number[];
}

export interface AmountRow extends Amount {
  recipient: string;
  role: string;
  number: number;
  heading: string;
}

export interface NoticeText {
  key: string;
  title: string;
  documentNumber: string | null;
  validity: string;
  chapters: string[];
  /** Number → heading. */
  headings: Map<number, string>;
  blocks: Block[];
  units: UnitRow[];
  amounts: AmountRow[];
}

type Fields = Record<string, unknown>;

/** What the door is asked for: all measures of a unit. Of those that are only alike, the rest is noise. */
export const MOST_HITS = 20;
const MOST_ALIKE = 8;

export function readFound(body: Fields): Found {
  const status = asText(body.status);
  const total = Number(body.total) || 0;
  return {
    status: status === "found" || status === "weak" ? status : "none",
    kind: readKind(body.kind),
    words: texts(body.words),
    spelt: texts(body.spelt),
    total,
    hits: objects(body.hits)
      .slice(0, total ? MOST_HITS : MOST_ALIKE)
      .map(readHit),
  };
}

export function readHit(value: Fields): Hit {
  return {
    notice: asText(value.notice),
    number: Number(value.number),
    heading: asText(value.heading),
    chapter: asText(value.chapter),
    matchedBy: asText(value.matched_by),
    quote: asText(value.quote),
    units: texts(value.units),
    amounts: objects(value.amounts).map(readAmount),
  };
}

export function readSaid(body: Fields): Said {
  return { text: asText(body.text), byWords: body.by === "words" };
}

export function readCatalogue(body: Fields): NoticeText[] {
  return objects(body.notices).map((value) => ({
    key: asText(value.key),
    title: asText(value.title),
    documentNumber: asText(value.document_number) || null,
    validity: asText(value.validity),
    chapters: objects(value.chapters).map((chapter) => asText(chapter.title)),
    headings: new Map(objects(value.measures).map((measure) => [Number(measure.number), asText(measure.heading)])),
    blocks: objects(value.blocks).map((block) => ({
      kind: asText(block.kind),
      text: asText(block.text),
      number: typeof block.number === "number" ? block.number : null,
    })),
    units: objects(value.units).map((row) => ({
      unit: asText(row.unit),
      aliases: texts(row.aliases),
      measures: Array.isArray(row.measures) ? row.measures.map(Number) : [],
    })),
    amounts: objects(value.amounts).map((row) => ({
      ...readAmount(row),
      recipient: asText(row.recipient),
      role: asText(row.role),
      number: Number(row.number),
      heading: asText(row.heading),
    })),
  }));
}

function readAmount(value: Fields): Amount {
  return { text: asText(value.text), qualifier: asText(value.qualifier), purpose: asText(value.purpose) };
}

function readKind(value: unknown): AskedKind | null {
  return value === "procedure" || KINDS.includes(value as Kind) ? (value as AskedKind) : null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(asText).filter(Boolean) : [];
}

