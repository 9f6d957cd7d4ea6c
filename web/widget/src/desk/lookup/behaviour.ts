/** What the look-up pane does beside showing: listens to keys, fetches the notices, keeps the choice of keys. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import type { DeskDoor } from "../api";
import { type Action, actionOf, focusOf } from "./keys";
import { type NoticeText, readCatalogue } from "./model";

/** A server that was just started again has them a little later. */
const AGAIN_MS = 4000;

export function useNotices(
  get: DeskDoor["get"],
  failed: (error: unknown) => string,
): { notices: NoticeText[]; missing: string } {
  const [notices, setNotices] = useState<NoticeText[]>([]);
  const [missing, setMissing] = useState("");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const fetchThem = () =>
      get("/api/desk/catalogue").then(
        (body) => {
          setNotices(readCatalogue(body));
          setMissing("");
        },
        (error) => {
          setMissing(failed(error));
          timer = setTimeout(fetchThem, AGAIN_MS);
        },
      );
    void fetchThem();
    return () => clearTimeout(timer);
  }, []);
  return { notices, missing };
}

/**
 * Keys of the whole page while this pane is shown; those of menus and input methods are left alone.
 * A layout effect: what can be seen can be operated, also in the moment before the browser runs the other effects.
 */
export function useKeys(shown: boolean, singleKeys: boolean, act: (action: Action) => void): void {
  const latest = useRef(act);
  latest.current = act;
  useLayoutEffect(() => {
    if (!shown) return;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const focus = focusOf(document.activeElement);
      const scrolls = document.activeElement?.matches(".scroll, [role=tab]") && event.key.startsWith("Arrow");
      const action = scrolls ? null : actionOf(event, focus, singleKeys);
      if (!action) return;
      event.preventDefault();
      latest.current(action);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [shown, singleKeys]);
}

const KEY = "yuce.desk.keys.1";

/** Whether keys without Ctrl or Alt do something: on, until somebody turns it off in this browser. */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => kept());
  const change = (next: boolean) => {
    setOn(next);
    try {
      localStorage.setItem(KEY, next ? "on" : "off");
    } catch {
      // Storage is forbidden: the choice then lasts as long as the page.
    }
  };
  return [on, change];
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}
