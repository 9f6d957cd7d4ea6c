/** Look-up by keyboard: type, Enter, C. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { copyText } from "../../exporting";
import type { PaneProps } from "../pane";
import { CallBox } from "./CallBox";
import { type Call, type Looked, firstLine, keepCall, keptCall, newCall, noteOf, withLooked } from "./call";
import { ReportBox } from "../report/ReportBox";
import { Help } from "./Help";
import { Hits, hitId } from "./Hits";
import { useKeys, useNotices, useSingleKeys } from "./behaviour";
import type { Action, Side as SideName } from "./keys";
import { type AskedKind, type Hit, MOST_HITS, type NoticeText } from "./model";
import { useOpening } from "./opening";
import { type Opened, ReplyBox } from "./ReplyBox";
import { SearchBar } from "./SearchBar";
import { type Filters, NO_FILTERS, searchAddress, useSearch } from "./search";
import { Side } from "./Side";
import { LOOKUP } from "./texts";

export function LookupPane({ door, shown, say, failed }: PaneProps) {
  const [query, setQuery] = useState("");
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const [selected, setSelected] = useState(0);
  const [side, setSide] = useState<SideName>("full");
  const [call, setCall] = useState<Call>(keptCall);
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const { notices, missing } = useNotices(door.get, failed);
  const { result, problem } = useSearch(door, query, filters, failed);
  const { opened, said, problem: replyProblem, open, close } = useOpening(door, failed);
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLElement>(null);
  /** The address that Enter was pressed for before its hits were there. */
  const hasty = useRef("");
  /** Whether an arrow was pressed since the last letter: hits that come after it keep the place that was chosen. */
  const moved = useRef(false);
  /** The same as `selected`, also between two renderings: fast keys must not be lost. */
  const place = useRef(0);

  /** Whether C was pressed before the reply was there. */
  const copies = useRef(false);
  /** Whether V was pressed before the notices were there: the note names them and tells whether they are in force. */
  const callAwaits = useRef(false);

  const found = result?.found ?? null;
  const hits = found?.hits ?? [];
  const words = found?.words ?? [];
  /** Hits that are only alike are not what was asked: none of them is chosen until an arrow chooses one. */
  const unsure = found?.status === "weak";
  const hit = hits[selected];
  /** Whether the hits of what is typed now are still to come. */
  const awaited = result?.asked !== searchAddress(query, filters);

  const select = (at: number) => {
    place.current = at;
    setSelected(at);
  };
  const remember = (change: (call: Call) => Call) =>
    setCall((now) => {
      const next = change(now);
      keepCall(next);
      return next;
    });

  const show = async (what: Opened) => {
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView?.({ block: "nearest" });
    copies.current = false;
    const reply = await open(what, query);
    if (!reply) return;
    remember((now) => withLooked(now, lookedOf(what, reply.text)));
    if (!copies.current) return;
    copies.current = false;
    void copy(reply.text, LOOKUP.copied);
  };
  const openHit = (at: number, kind?: AskedKind) => {
    const chosen = hits[at];
    if (!chosen) return;
    select(at);
    void show({ hit: chosen, kind: kind ?? found?.kind ?? "content" });
  };
  const openMeasure = (notice: NoticeText, number: number) => {
    setSide("full");
    void show({ hit: hitOf(notice, number), kind: "content" });
  };
  const ask = () => {
    const question = query.trim();
    if (question) void show({ question });
  };
  const clear = () => {
    hasty.current = "";
    moved.current = false;
    setQuery("");
    setFilters(NO_FILTERS);
    select(0);
    copies.current = false;
    close();
    if (field.current) field.current.value = ""; // also what an input method left there
    field.current?.focus();
  };
  const copy = async (text: string | null, done: string) => {
    if (!text) return say(LOOKUP.nothingToCopy);
    say((await copyText(text)) ? done : LOOKUP.copyFailed);
  };
  const copyReply = () => {
    copies.current = opened !== null && !said && !replyProblem;
    if (copies.current) say(LOOKUP.copiesSoon);
    else void copy(said?.text ?? null, LOOKUP.copied);
  };
  const copyCall = () => {
    callAwaits.current = call.looked.length > 0 && notices.length === 0;
    if (callAwaits.current) say(LOOKUP.callCopiesSoon);
    else void copy(call.looked.length ? noteOf(call, notices) : null, LOOKUP.callCopied);
  };
  const startCall = () => {
    remember(newCall);
    clear();
    say(LOOKUP.newCallDone);
  };
  const move = (step: 1 | -1) => {
    moved.current = true;
    const next = within(place.current + step, awaited ? MOST_HITS : hits.length);
    if (opened?.hit && document.activeElement !== field.current) openHit(next, opened.kind);
    else select(next);
  };
  /** 市科技局电话多少 is about the unit, not about the first of its measures: the bot answers that, and what no hit fits. */
  const openBest = (at: number) => {
    const ofUnit = found?.kind === "procedure" && hits[at]?.matchedBy === "unit";
    if (!moved.current && (ofUnit || (unsure && query.trim()))) ask();
    else openHit(at);
  };
  const openNow = () => {
    const asked = searchAddress(query, filters);
    if (result?.asked === asked) openBest(place.current);
    else hasty.current = asked;
  };

  useLayoutEffect(() => {
    const at = moved.current ? within(place.current, awaited ? MOST_HITS : hits.length) : unsure ? -1 : 0;
    select(at);
    if (!result || result.asked !== hasty.current) return;
    hasty.current = "";
    openBest(at);
  }, [result]);
  useLayoutEffect(() => {
    if (callAwaits.current) copyCall();
  }, [notices]);
  useLayoutEffect(() => {
    if (shown) field.current?.focus();
  }, [shown]);

  const act = (action: Action) => {
    const kind = action.act === "kind" ? action.kind : undefined;
    if (action.act === "focus") field.current?.select();
    else if (action.act === "open") openNow();
    else if (action.act === "ask") ask();
    else if (action.act === "clear") clear();
    else if (action.act === "copy") copyReply();
    else if (action.act === "copyCall") copyCall();
    else if (action.act === "newCall") startCall();
    else if (action.act === "move") move(action.step);
    else if (action.act === "side") setSide(action.side);
    else if (kind && opened?.hit) void show({ hit: opened.hit, kind });
    else if (kind) openHit(Math.max(place.current, 0), kind);
  };
  useKeys(shown, singleKeys, act);

  const looksAt = opened?.hit ?? hit;
  return (
    <>
      <SearchBar
        field={field}
        query={query}
        onQuery={(next) => {
          hasty.current = "";
          moved.current = false;
          setQuery(next);
        }}
        filters={filters}
        onFilters={setFilters}
        notices={notices}
        expanded={hits.length > 0}
        active={hit && hitId(selected)}
        onAsk={ask}
        onClear={clear}
      />
      {(problem || missing) && (
        <p class="problem" role="alert">
          {problem || missing}
        </p>
      )}
      <div class="columns">
        <div class="left">
          <Hits found={found} selected={selected} onOpen={openHit} />
          <CallBox call={call} onCopy={copyCall} onNew={startCall} />
        </div>
        <div class="middle">
          <ReplyBox
            box={box}
            opened={opened}
            said={said}
            problem={replyProblem}
            words={words}
            onKind={(kind) => opened?.hit && void show({ hit: opened.hit, kind })}
            onCopy={copyReply}
          />
          {opened && <ReportBox door={door} hit={opened.hit ?? null} asked={opened.question ?? query} say={say} failed={failed} />}
          {notices.map((notice) => (
            <p key={notice.key} class="validity">
              {notice.validity}
            </p>
          ))}
          <Help singleKeys={singleKeys} onSingleKeys={setSingleKeys} />
        </div>
        <Side
          notices={notices}
          side={side}
          onSide={setSide}
          at={looksAt ? { notice: looksAt.notice, number: looksAt.number } : null}
          words={words}
          onOpen={openMeasure}
        />
      </div>
    </>
  );
}

function within(at: number, count: number): number {
  return Math.max(Math.min(at, count - 1), 0);
}

function lookedOf(what: Opened, text: string): Looked {
  const point = firstLine(text);
  if (!what.hit) return { notice: "", number: null, place: what.question, kind: LOOKUP.bot, point, units: [] };
  const { notice, number, heading, units } = what.hit;
  const kind = what.kind === "procedure" ? LOOKUP.asAsked : LOOKUP.kinds[what.kind];
  return { notice, number, place: LOOKUP.placeAndHeading(number, heading), kind, point, units };
}

function hitOf(notice: NoticeText, number: number): Hit {
  const heading = notice.headings.get(number) ?? "";
  const units = notice.units.filter((row) => row.measures.includes(number)).map((row) => row.unit);
  return { notice: notice.key, number, heading, chapter: "", matchedBy: "number", quote: "", units, amounts: [] };
}
