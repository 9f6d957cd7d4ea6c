import { expect, test } from "vitest";

import type { Card, Notice } from "../src/contract";
import { chapterQuestion, followUps, guesses } from "../src/suggestions";

const notice = (document_number: string): Notice => ({
  document_number,
  title: "某措施",
  issued: null,
  effective_from: null,
  effective_until: null,
  issuers: [],
  areas: [],
  chapters: [{ number: 2, title: "二、人才", measures: [5] }],
});
const card = (parts: Partial<Card>): Card => ({
  turn: null,
  status: "answered",
  kind: "funding",
  measures: [{ document_number: "甲", number: 1, heading: "h", chapter: null, quote: "q", units: [] }],
  eligibility: [],
  ...parts,
});

test("with several notices a question names the one it is about", () => {
  const [one, other] = [notice("甲〔2024〕1号"), notice("乙〔2024〕2号")];
  const chapter = { number: 2, title: "二、人才", measures: [5] };
  expect(chapterQuestion(one, chapter, [one])).toBe("第2章有哪些措施");
  expect(chapterQuestion(one, chapter, [one, other])).toBe("甲〔2024〕1号第2章有哪些措施");
});

test("the site's own questions come first, else those of the notice's measures", () => {
  const measures = [{ document_number: "甲", number: 7, heading: "h", amounts: [{}] }];
  expect(guesses(["自己的"], [notice("甲")], measures)).toEqual(["自己的"]);
  expect(guesses([], [notice("甲")], measures)).toContain("第7条有多少钱");
  expect(guesses([], [], [])).not.toHaveLength(0);
});

test("after an answer on one measure the rest of it is offered, and nothing twice", () => {
  expect(followUps(card({}), ["第1条找谁"])).toEqual(["第1条谁能申请", "第1条讲什么"]);
  expect(followUps(card({ status: "clarify" }), [])).toEqual([]);
  expect(followUps(null, [])).toEqual([]);
});
