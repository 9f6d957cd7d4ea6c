/** The conversation as a text file. */

import type { Turn } from "./storage";
import { TEXTS } from "./texts";

export function talkAsText(turns: Turn[], now: Date): string {
  const parts = turns.map((turn) => {
    const said = turn.reply?.text ?? `（${TEXTS.unsent}）`;
    return `${TEXTS.you}（${shownTime(new Date(turn.at))}）：${turn.asked}\n${TEXTS.program}：${said}`;
  });
  return [TEXTS.exportHead(shownTime(now)), ...parts, TEXTS.exportFoot].join("\n\n") + "\n";
}

function shownTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** Offers the text as a download; the byte order mark lets old editors see that it is UTF-8. */
export function download(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Whether the text is in the clipboard now. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Without https, or in a frame without the permission, only the old way is left. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "offscreen";
  area.setAttribute("aria-hidden", "true");
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
