import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Door, Message, Outcome } from "../src/api";
import { failure, UNKNOWN_SITE } from "../src/api";
import { App } from "../src/chat/App";
import type { Surroundings } from "../src/frame";
import { browserStore } from "../src/storage";

const HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';

/** A door that answers what the test says, and remembers what it was sent. */
class FakeDoor implements Door {
  sent: Message[] = [];
  outcomes: Outcome[] = [];
  deleted = 0;
  feedbacks: unknown[] = [];
  known = { ...UNKNOWN_SITE };

  async chat(message: Message): Promise<Outcome> {
    this.sent.push(message);
    return this.outcomes.shift() ?? { reply: { text: "好的。", buttons: [], card: null, simple: false } };
  }
  notices = async () => [];
  measures = async () => [];
  site = async () => this.known;
  feedback = async (...given: unknown[]) => {
    this.feedbacks.push(given);
    return true;
  };
  deleteConversation = async () => {
    this.deleted += 1;
    return true;
  };
}

const RATABLE: Outcome = {
  reply: {
    text: "最高5000 万元。",
    buttons: ["第1条", "有用", "没用"].map((title) => ({ title, choice: title })),
    card: { turn: "ab12", status: "answered", kind: "funding", measures: [], eligibility: [] },
    simple: false,
  },
};

const around: Surroundings & { close: ReturnType<typeof vi.fn<() => void>> } = {
  framed: true,
  close: vi.fn<() => void>(),
  onOpened: () => () => undefined,
};

let place: HTMLElement;
let door: FakeDoor;

beforeEach(() => {
  localStorage.clear();
  around.close.mockClear();
  door = new FakeDoor();
});

afterEach(() => {
  render(null, place);
  place.remove();
});

async function opened(): Promise<void> {
  place = document.createElement("div");
  document.body.append(place);
  await act(async () => render(<App door={door} store={browserStore()} around={around} />, place));
}

async function reopened(): Promise<void> {
  await act(async () => render(null, place));
  place.remove();
  await opened();
}

async function type(text: string): Promise<void> {
  const input = place.querySelector("textarea") as HTMLTextAreaElement;
  await act(async () => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await act(async () => {
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  });
}

function button(title: string): HTMLButtonElement {
  const found = [...place.querySelectorAll("button")].find((one) => one.textContent?.trim() === title);
  if (!found) throw new Error(`no button ${title} among ${[...place.querySelectorAll("button")].map((one) => one.textContent)}`);
  return found;
}

async function press(title: string): Promise<void> {
  await act(async () => button(title).click());
}

test("hostile text is shown as text, in a question, an answer and a button", async () => {
  door.outcomes = [{ reply: { text: `甲\n${HOSTILE}`, buttons: [{ title: HOSTILE, choice: "c" }], card: null, simple: false } }];
  await opened();
  await type(HOSTILE);
  expect(place.querySelector("img, script")).toBeNull();
  expect(place.querySelector(".asked")?.textContent).toContain(HOSTILE);
  expect(place.querySelector(".answer")?.textContent).toContain(HOSTILE);
});

test("a retry sends the same id", async () => {
  door.outcomes = [{ failure: failure("network", "断了。") }];
  await opened();
  await type("你好");
  expect(place.querySelector("[role=alert]")?.textContent).toContain("断了。");
  await press("重试");
  expect(door.sent.map((message) => message.id)).toEqual([door.sent[0]?.id, door.sent[0]?.id]);
  expect(place.querySelector("[role=alert]")).toBeNull();
});

test("an id that is taken is not used again", async () => {
  door.outcomes = [{ failure: failure("id_used", "换一个。") }];
  await opened();
  await type("你好");
  await press("重试");
  expect(door.sent[1]?.id).not.toBe(door.sent[0]?.id);
});

test("nothing can be sent again before the time that the door names", async () => {
  door.outcomes = [{ failure: failure("too_many", "太频繁。", 30) }];
  await opened();
  await type("你好");
  expect(button("30秒后可以重试").getAttribute("aria-disabled")).toBe("true");
  await press("30秒后可以重试");
  expect(door.sent).toHaveLength(1);
});

test("a refused question can be written anew", async () => {
  door.outcomes = [{ failure: failure("too_long", "太长。", 0, false) }];
  await opened();
  await type("很长的问题");
  expect(() => button("重试")).toThrow();
  await press("改写后再发");
  expect(place.querySelector("textarea")?.value).toBe("很长的问题");
  expect(place.querySelector(".asked")).toBeNull();
});

test("a button posts its id; after a reload it posts its title", async () => {
  const buttons = [{ title: "第17条", choice: "signed" }];
  door.outcomes = [{ reply: { text: "哪一条？", buttons, card: null, simple: false } }];
  await opened();
  await type("资金");
  await reopened();
  await press("第17条");
  expect(door.sent[1]).toMatchObject({ message: "第17条" });
});

test("an interview's question is answered once: its choices go when the next one comes", async () => {
  const form = { turn: null, status: "form", kind: "eligibility", measures: [], eligibility: [] };
  const asking = (text: string, title: string): Outcome => ({
    reply: { text, buttons: [{ title, choice: title }], card: form, simple: false },
  });
  door.outcomes = [asking("在哪个区？", "永川区"), asking("是哪类主体？", "园区")];
  await opened();
  await type("我能申请吗");
  await press("永川区");
  expect(door.sent[1]).toMatchObject({ choice: "永川区" });
  expect([...place.querySelectorAll(".choices button")].map((one) => one.textContent)).toEqual(["园区"]);
});

test("Enter that ends composing does not send", async () => {
  await opened();
  const input = place.querySelector("textarea") as HTMLTextAreaElement;
  await act(async () => {
    input.value = "ni";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }));
  });
  expect(door.sent).toHaveLength(0);
});

test("what is too long is not sent, and said", async () => {
  await opened();
  await type("长".repeat(501));
  expect(door.sent).toHaveLength(0);
  expect(place.querySelector("[role=alert]")?.textContent).toBe("超出1字，请缩短后再发送");
});

test("clearing empties the browser's storage, and the server where it can", async () => {
  door.known = { ...UNKNOWN_SITE, deletion: true };
  await opened();
  await type("你好");
  await press("清空对话");
  await press("清空");
  expect(door.deleted).toBe(1);
  expect(localStorage.getItem("yuce.talk.1")).toBeNull();
  expect(place.querySelector(".turn")).toBeNull();
});

test("an answer that comes after clearing is not shown", async () => {
  await opened();
  let finish: (outcome: Outcome) => void = () => undefined;
  door.chat = () => new Promise((resolve) => (finish = resolve));
  await type("你好");
  await press("清空对话");
  await press("清空");
  await act(async () => finish({ reply: { text: "迟到", buttons: [], card: null, simple: false } }));
  expect(place.textContent).not.toContain("迟到");
});

test("feedback is offered only where the site takes it, with a reason for a bad one", async () => {
  door.known = { ...UNKNOWN_SITE, feedback: true };
  door.outcomes = [RATABLE];
  await opened();
  await type("你好");
  expect(place.querySelectorAll(".choices button")).toHaveLength(1); // the reply's own 有用 and 没用 stand below it already
  await press("没用");
  await press("内容不对");
  expect(door.feedbacks).toEqual([
    ["ab12", false, null],
    ["ab12", false, "内容不对"],
  ]);
});

test("a rating names the server's turn also when the page was opened anew", async () => {
  door.known = { ...UNKNOWN_SITE, feedback: true };
  door.outcomes = [RATABLE];
  await opened();
  await type("你好");
  await reopened();
  await press("有用");
  expect(door.feedbacks).toEqual([["ab12", true, null]]);
});

test("where the site takes no feedback, the reply's own buttons rate it", async () => {
  door.outcomes = [RATABLE];
  await opened();
  await type("你好");
  expect(place.querySelectorAll(".choices button")).toHaveLength(3);
  expect(place.querySelectorAll(".tools button")).toHaveLength(1);
});

test("what nothing is recorded of cannot be rated", async () => {
  door.known = { ...UNKNOWN_SITE, feedback: true };
  await opened();
  await type("你好");
  expect(place.querySelectorAll(".tools button")).toHaveLength(1);
});

test("Esc closes the menu first, then the assistant", async () => {
  await opened();
  await press("菜单");
  const escape = () => new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
  await act(async () => void button("菜单").dispatchEvent(escape()));
  expect(around.close).not.toHaveBeenCalled();
  expect(place.querySelector("#menu")?.hasAttribute("hidden")).toBe(true);
  await act(async () => void document.dispatchEvent(escape()));
  expect(around.close).toHaveBeenCalledOnce();
});

test("the first opening says what it is and what is kept", async () => {
  await opened();
  expect(place.querySelector(".notice")?.textContent).toContain("计算机程序");
  await press("知道了");
  expect(place.querySelector(".notice")).toBeNull();
  await reopened();
  expect(place.querySelector(".notice")).toBeNull();
});
