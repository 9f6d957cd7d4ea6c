/** The desk's pure parts: keys, marks, the call's note, the order of searches, what the door sends. */

import { beforeEach, expect, test } from "vitest";

import { deskDoor } from "../src/desk/api";
import { Refused, address } from "../src/desk/http";
import { type Looked, firstLine, keepCall, keptCall, newCall, noteOf, withLooked } from "../src/desk/lookup/call";
import { type Focus, type Pressed, actionOf, focusOf } from "../src/desk/lookup/keys";
import { marked } from "../src/desk/lookup/marking";
import { readCatalogue, readFound } from "../src/desk/lookup/model";
import { Latest, NO_FILTERS, searchAddress } from "../src/desk/lookup/search";

const pressed = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  isComposing: false,
  ...more,
});

test.each([
  ["/", "page", { act: "focus" }],
  ["/", "control", { act: "focus" }],
  ["ArrowDown", "search", { act: "move", step: 1 }],
  ["ArrowUp", "page", { act: "move", step: -1 }],
  ["Enter", "search", { act: "open" }],
  ["Escape", "search", { act: "clear" }],
  ["Escape", "field", { act: "clear" }],
  ["1", "page", { act: "kind", kind: "funding" }],
  ["4", "page", { act: "kind", kind: "content" }],
  ["5", "page", { act: "side", side: "full" }],
  ["7", "page", { act: "side", side: "amounts" }],
  ["c", "page", { act: "copy" }],
  ["C", "page", { act: "copy" }],
  ["v", "control", { act: "copyCall" }],
  ["n", "page", { act: "newCall" }],
] as const)("%s with the focus on %s", (key, focus, action) => {
  expect(actionOf(pressed(key), focus, true)).toEqual(action);
});

test.each([
  ["c", "search"],
  ["1", "search"],
  ["/", "search"],
  ["c", "field"],
  ["ArrowDown", "field"],
  ["Enter", "page"],
  ["8", "page"],
  ["0", "page"],
] as const)("%s is left alone with the focus on %s", (key, focus) => {
  expect(actionOf(pressed(key), focus as Focus, true)).toBeNull();
});

test("Shift and Enter asks the bot", () => {
  expect(actionOf(pressed("Enter", { shiftKey: true }), "search", true)).toEqual({ act: "ask" });
});

test("keys of an input method and of the browser do nothing", () => {
  for (const more of [{ isComposing: true }, { ctrlKey: true }, { altKey: true }, { metaKey: true }]) {
    for (const key of ["Enter", "Escape", "c", "1"]) expect(actionOf(pressed(key, more), "page", true)).toBeNull();
  }
});

test("single keys can be turned off, the others stay", () => {
  for (const key of ["/", "c", "1", "n"]) expect(actionOf(pressed(key), "page", false)).toBeNull();
  expect(actionOf(pressed("Escape"), "page", false)).toEqual({ act: "clear" });
  expect(actionOf(pressed("Enter"), "search", false)).toEqual({ act: "open" });
});

test("where the focus is", () => {
  document.body.innerHTML =
    '<input id="desk-search"><input id="a"><input id="b" type="checkbox"><select id="c"></select><button id="d"></button><p id="e"></p>';
  const kinds = ["desk-search", "a", "b", "c", "d", "e"].map((id) => focusOf(document.getElementById(id)));
  expect(kinds).toEqual(["search", "field", "control", "field", "control", "page"]);
  expect(focusOf(null)).toBe("page");
});

test.each([
  ["人才公寓和人才", ["人才公寓", "人才"], [["人才公寓", true], ["和", false], ["人才", true]]],
  ["高端研发机构", ["高端", "端研", "机构"], [["高端研", true], ["发", false], ["机构", true]]],
  ["LPR 利率", ["lpr"], [["LPR", true], [" 利率", false]]],
  ["金融", ["金"], [["金融", false]]],
  ["", ["甲乙"], []],
  ["<b>甲乙</b>", ["甲乙"], [["<b>", false], ["甲乙", true], ["</b>", false]]],
] as [string, string[], [string, boolean][]][])("marks in %s", (text, words, pieces) => {
  expect(marked(text, words).map((piece) => [piece.text, piece.marked])).toEqual(pieces);
});

const LOOKED: Looked = {
  notice: "甲〔2024〕1号",
  number: 1,
  place: "第1条「支持创新」",
  kind: "钱",
  point: "最高5000 万元。",
  units: ["市科技局"],
};
const [NOTICE] = readCatalogue({
  notices: [{ key: "甲〔2024〕1号", title: "措施", document_number: "甲〔2024〕1号", validity: "自2022年1月1日起施行。" }],
});

beforeEach(() => sessionStorage.clear());

test("the note of a call can be read without the page", () => {
  const contact = { ...LOOKED, kind: "找谁", point: "责任单位是：市科技局。" };
  const call = { begun: new Date(2026, 0, 5, 9, 7).getTime(), looked: [LOOKED, contact] };
  expect(noteOf(call, [NOTICE!]).split("\n")).toEqual([
    "通话记录（2026-01-05 09:07）",
    "1. 第1条「支持创新」（钱）：最高5000 万元。 责任单位：市科技局",
    "2. 第1条「支持创新」（找谁）：责任单位是：市科技局。",
    "依据：《措施》（甲〔2024〕1号）",
    "自2022年1月1日起施行。",
  ]);
});

test("looked up twice it stands once, with what was said last", () => {
  const call = withLooked(withLooked(newCall(), LOOKED), { ...LOOKED, point: "别的" });
  expect(call.looked.map((one) => one.point)).toEqual(["别的"]);
  expect(withLooked(call, { ...LOOKED, kind: "条件" }).looked).toHaveLength(2);
});

test("a call outlives a reload and ends when it is told to", () => {
  const call = withLooked(newCall(), LOOKED);
  keepCall(call);
  expect(keptCall()).toEqual(call);
  keepCall(null);
  expect(keptCall().looked).toEqual([]);
  sessionStorage.setItem("yuce.desk.call.1", "{broken");
  expect(keptCall().looked).toEqual([]);
});

test("the first line that can be read", () => {
  expect(firstLine("\n \n甲\n乙")).toBe("甲");
  expect(firstLine("")).toBe("");
});

test("of what is typed meanwhile only the last is asked for", async () => {
  const latest = new Latest();
  const ran: number[] = [];
  const gates: (() => void)[] = [];
  const task = (name: number) => () => {
    ran.push(name);
    return new Promise<void>((done) => gates.push(done));
  };
  for (const name of [1, 2, 3]) latest.run(task(name));
  expect(ran).toEqual([1]);
  gates[0]?.();
  await new Promise((done) => setTimeout(done));
  expect(ran).toEqual([1, 3]);
  latest.run(task(4));
  latest.drop();
  gates[1]?.();
  await new Promise((done) => setTimeout(done));
  expect(ran).toEqual([1, 3]);
});

test("addresses leave out what is empty and hide nothing in words", () => {
  expect(searchAddress("", NO_FILTERS)).toBe("/api/desk/search?limit=20");
  expect(searchAddress("a&unit=b", { chapter: "", unit: "市科技局", money: true })).toBe(
    `/api/desk/search?q=a%26unit%3Db&unit=${encodeURIComponent("市科技局")}&money=1&limit=20`,
  );
  expect(address("/x", { a: 0, b: null, c: undefined })).toBe("/x?a=0");
});

test("an answer of another shape is read as nothing found", () => {
  expect(readFound({ status: "?", hits: [null, 1], words: "x", kind: "evil" })).toEqual({
    status: "none",
    kind: null,
    words: [],
    spelt: [],
    total: 0,
    hits: [],
  });
});

test("a refusal keeps the door's own sentence", async () => {
  const body = { error: { code: "desk_login", message: "请先登录坐席台。" } };
  const door = deskDoor(async () => new Response(JSON.stringify(body), { status: 401 }));
  const refused = await door.session().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect(refused).toMatchObject({ status: 401, code: "desk_login", message: "请先登录坐席台。" });
});

test("without a network it is said so", async () => {
  const door = deskDoor(async () => {
    throw new TypeError("failed to fetch");
  });
  await expect(door.get("/api/desk/catalogue")).rejects.toMatchObject({ status: 0, code: "network" });
});

test("an unknown role is the lesser one", async () => {
  const door = deskDoor(async () => new Response(JSON.stringify({ name: "甲", role: "boss" })));
  expect(await door.session()).toEqual({ name: "甲", role: "operator", open: false });
});
