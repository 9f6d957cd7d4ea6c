/** Questions to offer, made from the notices themselves, so that nothing is written for one notice. Pure. */

import type { Chapter, Card, ListedMeasure, Notice } from "./contract";
import { TEXTS } from "./texts";

const MOST_GUESSES = 5;
const MOST_FOLLOW_UPS = 3;

/** With one notice its name goes without saying. */
export function placeOf(documentNumber: string | null, notices: Notice[]): string {
  return notices.length > 1 && documentNumber ? documentNumber : "";
}

export function chapterQuestion(notice: Notice, chapter: Chapter, notices: Notice[]): string {
  return TEXTS.ask.chapter(placeOf(notice.document_number, notices), chapter.number);
}

export function contentQuestion(notice: Notice, number: number, notices: Notice[]): string {
  return TEXTS.ask.content(placeOf(notice.document_number, notices), number);
}

/** For the welcome: the site's own, else some on the whole notice and on a measure that names a sum. */
export function guesses(own: string[], notices: Notice[], measures: ListedMeasure[]): string[] {
  if (own.length) return own.slice(0, MOST_GUESSES);
  const funded = notices.length === 1 ? measures.find((measure) => measure.amounts.length > 0) : undefined;
  const one = funded ? [TEXTS.ask.funding(funded.number), TEXTS.ask.contact(funded.number)] : [];
  return [...TEXTS.ask.whole.slice(0, 3), ...one, ...TEXTS.ask.whole.slice(3)].slice(0, MOST_GUESSES);
}

/** After an answer on one measure: what was not asked of it yet. */
export function followUps(card: Card | null, asked: string[]): string[] {
  const measure = card?.measures[0];
  if (!measure || card.measures.length !== 1 || !["answered", "not_in_notice"].includes(card.status)) return [];
  const { number } = measure;
  const byKind: [string, string][] = [
    ["contact", TEXTS.ask.contact(number)],
    ["eligibility", TEXTS.ask.eligibility(number)],
    ["funding", TEXTS.ask.funding(number)],
    ["content", TEXTS.ask.content("", number)],
  ];
  return byKind
    .filter(([kind, question]) => kind !== card.kind && !asked.includes(question))
    .map(([, question]) => question)
    .slice(0, MOST_FOLLOW_UPS);
}
