/** Search-as-you-type: one request under way, and of what was typed meanwhile only the last. */

import { useEffect, useRef, useState } from "preact/hooks";

import type { DeskDoor } from "../api";
import { address } from "../http";
import { type Found, MOST_HITS, readFound } from "./model";

export interface Filters {
  chapter: string;
  unit: string;
  money: boolean;
}

export const NO_FILTERS: Filters = { chapter: "", unit: "", money: false };

/** Runs the newest task when the one before is done; those in between never run. */
export class Latest {
  private busy = false;
  private next: (() => Promise<void>) | null = null;

  run(task: () => Promise<void>): void {
    if (this.busy) {
      this.next = task;
      return;
    }
    this.busy = true;
    void task().finally(() => {
      this.busy = false;
      const next = this.next;
      this.next = null;
      if (next) this.run(next);
    });
  }

  /** Forget what waits. */
  drop(): void {
    this.next = null;
  }
}

export function searchAddress(query: string, filters: Filters): string {
  const { chapter, unit, money } = filters;
  return address("/api/desk/search", { q: query, chapter, unit, money: money ? 1 : null, limit: MOST_HITS });
}

/** `asked`: the address that `found` answers, so that nobody opens a hit of other words. */
export interface Result {
  asked: string;
  found: Found;
}

export function useSearch(
  door: DeskDoor,
  query: string,
  filters: Filters,
  failed: (error: unknown) => string,
): { result: Result | null; problem: string } {
  const [result, setResult] = useState<Result | null>(null);
  const [problem, setProblem] = useState("");
  const latest = useRef(new Latest());
  const wanted = useRef("");
  const asked = searchAddress(query, filters);
  useEffect(() => {
    wanted.current = asked;
    if (asked === searchAddress("", NO_FILTERS)) {
      latest.current.drop();
      setResult(null);
      setProblem("");
      return;
    }
    latest.current.run(async () => {
      try {
        const found = readFound(await door.get(asked));
        if (wanted.current === searchAddress("", NO_FILTERS)) return; // cleared meanwhile
        setResult({ asked, found });
        setProblem("");
      } catch (error) {
        if (wanted.current === asked) setProblem(failed(error));
      }
    });
  }, [asked]);
  return { result, problem };
}
