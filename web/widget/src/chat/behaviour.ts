import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import type { Surroundings } from "../frame";
import type { Turn } from "../storage";

/** Answers that come at once need no sign of waiting. */
const SLOW_MS = 350;
const SAID_FOR_MS = 6000;

/** Whether the wait is long enough to be shown. */
export function useSlow(waiting: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (!waiting) return;
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  return slow && waiting;
}

/** A sentence that goes away by itself. */
export function useSaid(): [string, (text: string) => void] {
  const [said, say] = useState("");
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => say(""), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, say];
}

/** Shows a new answer from its beginning: its end may be far below. */
export function useFollowTalk(last: Turn | undefined): void {
  const first = useRef(true);
  useLayoutEffect(() => {
    const jump = first.current;
    first.current = false;
    if (!last) return;
    const calm = jump || matchMedia("(prefers-reduced-motion: reduce)").matches;
    const turn = document.getElementById(`turn-${last.id}`);
    turn?.scrollIntoView?.({ block: "start", behavior: calm ? "auto" : "smooth" });
  }, [last?.id, last?.state]);
}

/** Esc closes the assistant, unless something in it was closed by that key. */
export function useCloseOnEscape(around: Surroundings, allowed: () => boolean): void {
  const current = useRef(allowed);
  current.current = allowed;
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing && current.current()) around.close();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
