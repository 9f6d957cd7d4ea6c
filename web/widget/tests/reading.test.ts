import { expect, test } from "vitest";

import type { Card, Measure } from "../src/contract";
import { type Answer, readAnswer } from "../src/reading";

const QUOTE = "对新认定的高端研发机构，给予最高 5000 万元的综合支持";
const SOURCE = "出处：《某措施》（某发规〔2024〕1号）第1条，“一、创新”";
const VALIDITY = "（自2022年1月1日起施行，通知未写明有效期，是否仍有效请向发文机关核实。）";
const LONG = "鼓励金融机构对重点项目贷款额度予以倾斜支持，适当下放并提高审批权限。".repeat(4);

function measure(number: number, heading: string, quote = QUOTE, units = ["市科技局"]): Measure {
  return { document_number: "某发规〔2024〕1号", number, heading, chapter: "一、创新", quote, units };
}

function card(parts: Partial<Card>): Card {
  return { turn: null, status: "answered", kind: "funding", measures: [], eligibility: [], ...parts };
}

function read(text: string, given: Partial<Card> = {}, buttons: string[] = []): Answer {
  return readAnswer({ text, card: card(given), buttons: buttons.map((title) => ({ title })), simple: false });
}

test("a sum is the point, its clause is folded out, units and source have places of their own", () => {
  const text = ["最高5000 万元。", `第1条「支持平台」原文：「${QUOTE}」`, "责任单位：市科技局、市经济信息委", SOURCE, VALIDITY];
  const answer = read(text.join("\n"), { measures: [measure(1, "支持平台")] });
  expect(answer.blocks).toEqual([
    { kind: "point", text: "最高5000 万元。" },
    { kind: "quote", caption: "第1条「支持平台」原文", text: QUOTE, open: true },
    { kind: "units", units: ["市科技局", "市经济信息委"] },
  ]);
  expect(answer.source).toBe(SOURCE.slice(3));
  expect(answer.validity).toBe(VALIDITY.slice(1, -1));
});

test("a long clause beside a point is folded, and open where it is the answer itself", () => {
  const contact = read(`第4条「转化」的责任单位是：市科技局。\n原文：（责任单位：市科技局）\n该条有关规定：「${LONG}」`, { kind: "contact" });
  expect(contact.blocks.at(-1)).toMatchObject({ kind: "quote", open: false });
  const content = read(`第17条「金融」写明：\n「${LONG}」`, { kind: "content", measures: [measure(17, "金融", LONG)] });
  expect(content.blocks).toEqual([
    { kind: "point", text: "第17条「金融」写明：" },
    { kind: "quote", caption: "第17条原文", text: LONG, open: true },
  ]);
});

test("words after a quote are kept", () => {
  const answer = read(`第17条「金融」写明的是：「${LONG}」另见附件\n通知未写明具体金额。`);
  expect(answer.blocks.map((block) => ("text" in block ? block.text : ""))).toEqual([
    "第17条「金融」写明的是：",
    LONG,
    "另见附件",
    "通知未写明具体金额。",
  ]);
});

test("a list has a row a measure with its own remark", () => {
  const measures = [measure(1, "支持平台"), measure(17, "金融", LONG, [])];
  const answer = read("写明金额的措施共2条：\n第1条「支持平台」：最高5000 万元。（责任单位：市科技局）\n第17条「金融」", { kind: "list", measures });
  expect(answer.blocks[1]).toEqual({
    kind: "rows",
    rows: [
      { measure: measures[0], note: "最高5000 万元。", tellsUnits: true },
      { measure: measures[1], note: "", tellsUnits: false },
    ],
  });
});

test("a line that a button says is left to the button", () => {
  const answer = read("您想了解哪一方面？\n一、创新\n二、人才", { status: "clarify" }, ["一、创新", "二、人才"]);
  expect(answer.blocks).toEqual([{ kind: "point", text: "您想了解哪一方面？" }]);
  expect(answer.label).toBe("请选择");
});

test("verdicts take the lines that they repeat, and no others", () => {
  const eligibility = [
    { number: 1, verdict: "met" as const, conditions: [{ text: "新认定的高端研发机构", verdict: "met" as const, quote: QUOTE }] },
  ];
  const text = `按您说的情况：\n第1条「支持平台」：符合\n新认定的高端研发机构：符合。依据：「${QUOTE}」\n是否符合，以责任单位认定为准。`;
  const answer = read(text, { kind: "eligibility", measures: [measure(1, "支持平台")], eligibility });
  expect(answer.verdicts).toMatchObject([{ number: 1, heading: "支持平台", units: ["市科技局"] }]);
  expect(answer.blocks).toEqual([
    { kind: "point", text: "按您说的情况：" },
    { kind: "line", text: "是否符合，以责任单位认定为准。" },
  ]);
});

test("what is said of a measure stands in its verdict, and what is said of all of them once above", () => {
  const area = { text: "所在区域：甲区、乙区", verdict: "met" as const, quote: "包括甲区、乙区" };
  const kind = { text: "主体类型：科技型企业", verdict: "unknown" as const, quote: "科技型企业" };
  const eligibility = [
    { number: 19, verdict: "unknown" as const, conditions: [area, kind] },
    { number: 1, verdict: "not_met" as const, conditions: [area] },
  ];
  const text = [
    "按您说的「甲区」对照通知：待确认1条，不符合1条。",
    "所在区域：符合（「包括甲区、乙区」）",
    "● 第19条「股权」：待确认",
    "原文：「设立基金孵化板，加大对科技型企业的培育」",
    "主体类型：待确认（「科技型企业」）",
    "责任单位：市科技局、市财政局。请向其确认：是否已设立，奖励、跟投的要求。",
    `● 第1条「支持平台」：不符合，主体类型不合，原文：「${QUOTE}」`,
    "是否符合，以责任单位认定为准。",
  ].join("\n");
  const answer = read(text, { kind: "eligibility", measures: [measure(19, "股权", QUOTE, ["市科技局", "市财政局"])], eligibility });
  expect(answer.blocks.map((block) => ("text" in block ? block.text : ""))).toEqual([
    "按您说的「甲区」对照通知：待确认1条，不符合1条。",
    "所在区域：符合（「包括甲区、乙区」）",
    "是否符合，以责任单位认定为准。",
  ]);
  const [first, second] = answer.verdicts;
  expect(first?.conditions).toEqual([kind]);
  expect(first?.blocks).toMatchObject([
    { kind: "quote", text: "设立基金孵化板，加大对科技型企业的培育", open: true },
    { text: "请向其确认：是否已设立，奖励、跟投的要求。" },
  ]);
  expect(second).toMatchObject({ heading: "支持平台", conditions: [] });
  expect(second?.blocks).toMatchObject([{ text: "主体类型不合，原文：" }, { kind: "quote", text: QUOTE }]);
});

test("units are only what stands for itself, and what the caller asked is no quote of the notice", () => {
  const confirm = "责任单位：市科技局、市财政局。请向其确认：是否已设立，挂牌奖励、基金跟投的具体要求。";
  const asked = "问过：「公积金怎么提取的问题」；「今天天气怎么样啊」";
  expect(read(`按您说的情况：\n${confirm}\n${asked}`).blocks.slice(1)).toEqual([
    { kind: "line", text: confirm },
    { kind: "line", text: asked },
  ]);
});

test("text without a card is shown line by line", () => {
  const answer = readAnswer({ text: "您好。\n请问。", card: null, buttons: [], simple: false });
  expect(answer.blocks).toEqual([
    { kind: "point", text: "您好。" },
    { kind: "line", text: "请问。" },
  ]);
});

test("nothing of the text is lost, whatever it looks like", () => {
  const lines = ["甲", "「乙」", "第9条「丙」：丁", "责任单位：", "出处：", "（自）", "原文：「戊」", "<b>己</b>"];
  const { blocks, source, validity } = read(lines.join("\n"), { measures: [measure(1, "a"), measure(2, "b")] });
  const shown = JSON.stringify([blocks, source, validity]);
  for (const sign of "甲乙丙丁戊己") expect(shown).toContain(sign);
});
