/** Rules over all sources of the pages. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = (readdirSync("src", { recursive: true }) as string[]).filter((name) => /\.(ts|tsx|css|svg)$/.test(name));
const PAGES = ["index.html", "chat.html", "desk.html"];

function text(name: string): string {
  return readFileSync(PAGES.includes(name) ? name : join("src", name), "utf8");
}

test.each(SOURCES)("%s makes no HTML from text", (name) => {
  expect(text(name)).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|new Function|eval\(/);
});

test.each([...SOURCES, ...PAGES])("%s loads nothing from elsewhere", (name) => {
  const own = text(name).replace(/http:\/\/www\.w3\.org\/2000\/svg/g, "");
  expect(own).not.toMatch(/https?:\/\/|@font-face|url\(/);
});

test.each(PAGES)("%s has no scripts or styles of its own, which the door's policy forbids", (name) => {
  expect(text(name)).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
});

test.each(SOURCES.filter((name) => name.endsWith(".tsx")))("%s has its words in texts.ts", (name) => {
  const code = text(name).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  expect(code).not.toMatch(/[\u4e00-\u9fff]/);
});
