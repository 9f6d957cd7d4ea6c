/** What the door sends, as in its OpenAPI document. Fields that only other programs need are left out. */

export type Verdict = "met" | "unknown" | "not_met";

export interface Measure {
  document_number: string | null;
  number: number;
  heading: string;
  chapter: string | null;
  quote: string;
  units: string[];
}

export interface Condition {
  text: string;
  verdict: Verdict;
  quote: string | null;
}

export interface Eligibility {
  number: number;
  document_number?: string | null;
  verdict: Verdict;
  conditions: Condition[];
}

export interface Card {
  /** The server's id of this turn, which a rating names; null where nothing is recorded of it. */
  turn: string | null;
  status: string;
  kind: string | null;
  measures: Measure[];
  eligibility: Eligibility[];
}

/** `choice` is good in one session only, and therefore is never stored. */
export interface Button {
  title: string;
  choice?: string;
}

export interface Reply {
  text: string;
  buttons: Button[];
  card: Card | null;
  simple: boolean;
}

export interface Chapter {
  number: number;
  title: string;
  measures: number[];
}

export interface Notice {
  document_number: string | null;
  title: string;
  issued: string | null;
  effective_from: string | null;
  effective_until: string | null;
  issuers: string[];
  areas: string[];
  chapters: Chapter[];
}

export interface ListedMeasure {
  document_number: string | null;
  number: number;
  heading: string;
  amounts: unknown[];
}

/** What this site stores and offers; `retentionDays` null: nothing is deleted by itself. */
export interface Site {
  retentionDays: number | null;
  feedback: boolean;
  deletion: boolean;
  /** Questions to offer; none: they are made from the notices. */
  suggestions: string[];
}
