import { beforeEach, expect, test } from "vitest";

import { browserStore, EMPTY_TALK, type Turn } from "../src/storage";

const store = browserStore();
const ANSWERED: Turn = {
  id: "1",
  asked: "你好",
  at: 5,
  state: "answered",
  reply: { text: "您好", buttons: [{ title: "甲", choice: "signed" }], card: null, simple: true },
};

beforeEach(() => localStorage.clear());

test("a conversation comes back as text, without the buttons' ids", () => {
  store.keepTalk({ turns: [ANSWERED], informed: true });
  expect(JSON.stringify(localStorage)).not.toContain("signed");
  expect(store.talk().turns).toEqual([{ ...ANSWERED, reply: { ...ANSWERED.reply, buttons: [{ title: "甲" }] } }]);
});

test("what was under way comes back as a failure with the same id, and can be sent again", () => {
  store.keepTalk({ turns: [{ id: "2", asked: "甲", choice: "signed", at: 1, state: "waiting" }], informed: true });
  const [turn] = store.talk().turns;
  expect(turn).toMatchObject({ id: "2", choice: "signed", state: "failed", failure: { code: "interrupted", canRetry: true } });
});

test("a cleared conversation leaves nothing behind", () => {
  store.keepTalk({ turns: [ANSWERED], informed: true });
  store.keepTalk(EMPTY_TALK);
  expect(localStorage.length).toBe(0);
});

test.each(["nonsense", "[]", '{"turns": 3}', '{"turns": [null, {"id": 4}, {"id": "a"}]}', '"<b>"'])("%s in the storage is an empty conversation", (kept) => {
  localStorage.setItem("yuce.talk.1", kept);
  expect(store.talk().turns).toEqual([]);
});

test("without storage the conversation lasts as long as the page", () => {
  const forbidden = browserStore(() => {
    throw new DOMException("denied", "SecurityError");
  });
  forbidden.keepTalk({ turns: [ANSWERED], informed: true });
  expect(forbidden.talk()).toEqual(EMPTY_TALK);
  expect(forbidden.display()).toEqual({ large: false, contrast: false });
});

test("only the last turns are kept", () => {
  store.keepTalk({ turns: Array.from({ length: 100 }, (_, at) => ({ ...ANSWERED, id: `t${at}` })), informed: true });
  expect(store.talk().turns.map((turn) => turn.id)).toHaveLength(60);
  expect(store.talk().turns.at(-1)?.id).toBe("t99");
});
