/**
 * `/widget.js`: one script tag that puts a button on any page; it opens the assistant in a frame of the door.
 *
 * The tag may carry `data-label` (the button's words) and `data-side="left"`. Nothing leaks into the page's scope or
 * styles: everything lies in a shadow root, and its styles need no permission of the page's policy.
 */

import { CLOSE, OPEN_EVENT, OPENED, type Opened, READY } from "../frame";
import { LAUNCHER } from "../texts";
import { STYLES } from "./styles";

const HOST = "yuce-widget";
const NARROW = "(max-width: 640px)";

interface Parts {
  host: HTMLElement;
  launcher: HTMLButtonElement;
  panel: HTMLElement;
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function mark(): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", "M4 4h16v12h-8l-4.5 4v-4H4zM8 8.5h8M8 12h5");
  drawing.append(line);
  return drawing;
}

function build(label: string, side: string): Parts {
  const launcher = element("button", { type: "button", class: "launcher", "aria-expanded": "false" }, mark(), label);
  // In full screen the keyboard stays in the frame: what is behind cannot be seen.
  const edge = () => element("span", { class: "edge", tabindex: "0" });
  const panel = element("div", { class: "panel", hidden: "" }, edge(), edge());
  const host = element("div", { id: HOST, "data-side": side === "left" ? "left" : "right" });
  const root = host.attachShadow({ mode: "open" });
  dress(root);
  root.append(launcher, panel);
  return { host, launcher, panel };
}

/** Sheets made by scripts are no inline styles for a page's policy; older browsers get an element. */
function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(element("style", {}, STYLES));
  }
}

function start(door: string, label: string, side: string): void {
  const { host, launcher, panel } = build(label, side);
  const narrow = window.matchMedia(NARROW);
  let frame: HTMLIFrameElement | null = null;
  let ready = false;
  let pending: Opened | null = null;

  const tell = () => {
    if (!frame || !ready || !pending) return;
    frame.focus();
    frame.contentWindow?.postMessage(pending, door);
    pending = null;
  };
  const load = () => {
    frame = element("iframe", { src: `${door}/chat`, title: LAUNCHER.frameTitle, allow: "clipboard-write" });
    panel.insertBefore(frame, panel.lastChild);
  };
  const show = (open: boolean) => {
    panel.hidden = !open;
    launcher.setAttribute("aria-expanded", String(open));
    document.documentElement.style.overflow = open && narrow.matches ? "hidden" : "";
  };
  const open = (ask?: string) => {
    pending = ask === undefined ? { type: OPENED } : { type: OPENED, ask };
    show(true);
    if (!frame) load();
    tell();
  };
  const close = () => {
    if (panel.hidden) return;
    show(false);
    launcher.focus();
  };

  launcher.addEventListener("click", () => (panel.hidden ? open() : close()));
  host.addEventListener("keydown", (event) => event.key === "Escape" && close());
  panel.addEventListener("focusin", (event) => {
    if ((event.target as Element).className === "edge" && narrow.matches) frame?.focus();
  });
  window.addEventListener(OPEN_EVENT, (event) => {
    const { detail } = event as CustomEvent<unknown>;
    open(typeof detail === "string" ? detail : undefined);
  });
  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== door) return;
    const type: unknown = (event.data as { type?: unknown } | null)?.type;
    if (type === CLOSE) close();
    if (type === READY) {
      ready = true;
      tell();
    }
  });
  document.body.append(host);
}

const tag = document.currentScript as HTMLScriptElement | null;
if (tag && !document.getElementById(HOST)) {
  const begin = () => start(new URL(tag.src).origin, tag.dataset.label || LAUNCHER.label, tag.dataset.side ?? "right");
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
}
