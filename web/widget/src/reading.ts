/**
 * A reply's text → blocks to be laid out. Pure.
 *
 * The text alone is the complete answer, so the layout follows the text line by line: nothing is added to it, and only
 * lines that stand on a button or in a verdict below are left out. The card tells which measure a quote is from.
 */

import type { Card, Condition, Eligibility, Measure, Reply } from "./contract";
import { TEXTS } from "./texts";

export type Block =
  | { kind: "point"; text: string }
  | { kind: "line"; text: string }
  | { kind: "quote"; caption: string; text: string; open: boolean }
  | { kind: "units"; units: string[] }
  | { kind: "rows"; rows: Row[] };

/** One measure of a list. */
export interface Row {
  measure: Measure;
  note: string;
  /** Whether the line itself names the units. */
  tellsUnits: boolean;
}

/** A verdict with what the text says of it; `conditions` without those that the text tells once for all. */
export interface Judged extends Eligibility {
  heading: string;
  units: string[];
  blocks: Block[];
}

export interface Answer {
  label: string | null;
  blocks: Block[];
  verdicts: Judged[];
  source: string | null;
  validity: string | null;
}

// 出处：《…》（渝发改规范〔2021〕12号）第1条
const SOURCE = /^出处：(.+)$/;
// （自2022年1月1日起施行，通知未写明有效期，是否仍有效请向发文机关核实。）
const VALIDITY = /^（(自.+(?:施行|有效).*)）$/;
// 责任单位：市科技局、市经济信息委
const UNITS = /^责任单位：([^「」（）。]+)$/;
// 第1条「支持创新平台建设」：最高…
const PLACE = /^第(\d+)条「([^」]+)」/;
// 第1条「支持创新平台建设」原文：「对新认定的…」
const QUOTE = /^(.*?(?:原文|写明|写明的是|规定|：))：?「(.{12,})」(.*)$/s;
// 问过：「公积金怎么提取」；「转人工」
const CALLERS_WORDS = /^问过：/;
// A line that is nothing but a quote
const BARE_QUOTE = /^「(.{12,})」$/s;
// ● 第1条「支持创新平台建设」：不符合，主体类型不合，原文：「…」
const JUDGED = /^● 第(\d+)条「([^」]+)」：(?:符合|待确认|不符合)(?:，(.+))?$/s;
// 责任单位：市科技局。请向其确认：… ends what is said of a measure.
const TO_CONFIRM = /^(?:责任单位：([^。]+)。|通知未写明责任单位。)(.+)$/s;
const CAPTION_ONLY = /^(?:第\d+条「[^」]+」)?原文$/;
const PUNCTUATION = /[\s，。、；：:！？「」（）()《》“”—-]/g;

/** Above this a quote beside a point is folded. */
const SHORT_QUOTE = 90;
const TELLS_CONTENT = new Set(["content", "definition", "eligibility"]);

export function readAnswer(reply: Reply): Answer {
  const { card } = reply;
  const verdicts = judged(card, reply.text);
  const titles = new Set(reply.buttons.map((button) => button.title.trim()));
  const answer: Answer = { label: labelOf(reply), blocks: [], verdicts, source: null, validity: null };
  const lines = reply.text.split("\n").map((line) => line.trim());
  let section: Judged | null = null;
  for (const [at, line] of lines.entries()) {
    const opened = JUDGED.exec(line);
    const about: Judged | undefined = opened ? verdicts.find((one) => one.number === Number(opened[1])) : undefined;
    if (about) {
      about.heading ||= opened?.[2] ?? "";
      if (opened?.[3]) addLine(about.blocks, opened[3], card);
      section = opened?.[3] ? null : about;
      continue;
    }
    if (section && line) {
      section = addToVerdict(section, line, card);
      continue;
    }
    if (!line || (at > 0 && (titles.has(line) || isTold(line, verdicts)))) continue;
    const source = SOURCE.exec(line)?.[1];
    const validity = VALIDITY.exec(line)?.[1];
    if (source && answer.source === null) answer.source = source;
    else if (validity) answer.validity = validity;
    else addLine(answer.blocks, line, card);
  }
  return answer;
}

/** The verdict that the next line is about: none, after what is to be confirmed. */
function addToVerdict(one: Judged, line: string, card: Card | null): Judged | null {
  const confirm = TO_CONFIRM.exec(line);
  const told = confirm?.[1] === one.units.join("、");
  if (!isTold(line, [one])) addLine(one.blocks, confirm?.[2] && told ? confirm[2] : line, card);
  return confirm ? null : one;
}

function labelOf(reply: Reply): string | null {
  return (reply.card && TEXTS.statusLabels[reply.card.status]) ?? null;
}

function addLine(blocks: Block[], line: string, card: Card | null): void {
  const units = UNITS.exec(line)?.[1];
  const row = rowOf(line, card);
  if (units) blocks.push({ kind: "units", units: units.split("、") });
  else if (row) addRow(blocks, row);
  else if (!addQuote(blocks, line, card)) blocks.push({ kind: blocks.length ? "line" : "point", text: line });
}

/** In an answer that cites several measures, a line that begins with one of them is about it. */
function rowOf(line: string, card: Card | null): Row | null {
  const found = PLACE.exec(line);
  if (!found || !card || card.measures.length < 2) return null;
  const measure = card.measures.find((one) => one.number === Number(found[1]) && one.heading === found[2]);
  if (!measure) return null;
  const note = line.slice(found[0].length).replace(/^：/, "");
  const quoted = note.startsWith("原文") || note.startsWith("写明") || note.startsWith("的");
  if (quoted) return null;
  const units = `（${TEXTS.unitsOf(measure.units)}）`;
  const tellsUnits = measure.units.length > 0 && note.endsWith(units);
  return { measure, note: tellsUnits ? note.slice(0, -units.length) : note, tellsUnits };
}

function addRow(blocks: Block[], row: Row): void {
  const last = blocks[blocks.length - 1];
  if (last?.kind === "rows") last.rows.push(row);
  else blocks.push({ kind: "rows", rows: [row] });
}

/** Whether the line held a quote, and was added with what stands around it. */
function addQuote(blocks: Block[], line: string, card: Card | null): boolean {
  if (CALLERS_WORDS.test(line)) return false;
  const bare = BARE_QUOTE.exec(line)?.[1];
  const [, before, within, after] = bare ? ["", "", bare, ""] : (QUOTE.exec(line) ?? []);
  if (within === undefined || before === undefined) return false;
  const lead = before.replace(/：$/, "");
  const asCaption = !lead || CAPTION_ONLY.test(lead);
  if (!asCaption) blocks.push({ kind: blocks.length ? "line" : "point", text: `${lead}：` });
  const first = !blocks.some((block) => block.kind === "quote");
  const tells = TELLS_CONTENT.has(card?.kind ?? "") || (!asCaption && blocks.length === 1);
  const open = first ? tells || within.length <= SHORT_QUOTE : within.length <= SHORT_QUOTE / 2;
  blocks.push({ kind: "quote", caption: captionOf(lead, within, card), text: within, open });
  if (after?.replace(PUNCTUATION, "")) blocks.push({ kind: "line", text: after });
  return true;
}

function captionOf(lead: string, quote: string, card: Card | null): string {
  const place = PLACE.exec(lead);
  if (place) return TEXTS.originalOf(place[0]);
  const measure = card?.measures.find((one) => one.quote.includes(quote) || quote.includes(one.quote));
  return measure ? TEXTS.originalOf(TEXTS.measure(measure.number)) : TEXTS.original;
}

function judged(card: Card | null, text: string): Judged[] {
  const all = card?.eligibility ?? [];
  const lines = text.split("\n");
  const ofAll = ({ text, verdict }: Condition) =>
    all.length > 1 &&
    all.every(({ conditions }) => conditions.some((other) => other.text === text && other.verdict === verdict)) &&
    lines.some((line) => line.startsWith(`${titleOf(text)}：${TEXTS.verdicts[verdict]}`));
  return all.map((one) => {
    const measure = card?.measures.find((other) => other.number === one.number);
    const conditions = one.conditions.filter((condition) => !ofAll(condition));
    return { ...one, conditions, heading: measure?.heading ?? "", units: measure?.units ?? [], blocks: [] };
  });
}

/** 主体类型：科技型企业 → 主体类型. */
function titleOf(condition: string): string {
  return condition.split("：")[0] ?? condition;
}

/** Whether the verdicts below say all that this line says. */
function isTold(line: string, verdicts: Judged[]): boolean {
  if (!verdicts.length) return false;
  const said = verdicts.flatMap(({ number, heading, units, conditions }) => [
    ...conditions.flatMap(({ text, quote }) => [text, titleOf(text), quote ?? ""]),
    heading,
    ...units,
    `第${number}条`,
  ]);
  const words = [...said, ...Object.values(TEXTS.verdicts), TEXTS.units, TEXTS.clause, TEXTS.conditions, "原文"];
  const longestFirst = words.filter((word): word is string => Boolean(word)).sort((a, b) => b.length - a.length);
  const left = longestFirst.reduce((rest, word) => rest.split(word).join(""), line);
  return left !== line && !left.replace(PUNCTUATION, "");
}
