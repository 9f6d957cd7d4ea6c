/** Questions that were not answered, in groups; drafts from them; 相似问 as a sheet. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { address } from "../http";
import type { PaneProps } from "../pane";
import { Filters, type Wanted } from "./Filters";
import { GroupItem } from "./GroupItem";
import { type Listing, type Options, type Waiting, readListing, readOptions, readWaiting } from "./model";
import { SheetBox } from "./SheetBox";
import { UNANSWERED, WAITING } from "./texts";

const START: Wanted = { from: "", to: "", why: "", order: "count", words: "", page: 1 };

export function UnansweredPane({ door, who, shown, say, failed }: PaneProps) {
  const [wanted, setWanted] = useState<Wanted>(START);
  const [round, setRound] = useState(0);
  const [listing, setListing] = useState<Listing | null>(null);
  const [options, setOptions] = useState<Options | null>(null);
  const [waiting, setWaiting] = useState<Waiting[]>([]);
  const [problem, setProblem] = useState("");
  const [open, setOpen] = useState("");
  const readRound = useRef(0);

  const readDrafts = useCallback(async () => {
    try {
      setWaiting(readWaiting(await door.get("/api/desk/drafts")));
    } catch (error) {
      setProblem(failed(error));
    }
  }, [door, failed]);

  useEffect(() => {
    if (!shown || options) return;
    door.get("/api/desk/options").then(
      (body) => setOptions(readOptions(body)),
      (error: unknown) => setProblem(failed(error)),
    );
    void readDrafts();
  }, [shown, options, door, failed, readDrafts]);

  useEffect(() => {
    if (!shown) return;
    const stop = new AbortController();
    const fresh = round === readRound.current ? null : 1;
    door.get(address("/api/desk/unanswered", { ...wanted, fresh }), stop.signal).then(
      (body) => {
        readRound.current = round;
        setListing(readListing(body));
        setProblem("");
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(failed(error));
      },
    );
    return () => stop.abort();
  }, [shown, wanted, round, door, failed]);

  const change = (part: Partial<Wanted>) => {
    setWanted({ ...wanted, page: 1, ...part });
    setOpen("");
  };
  const saved = (text: string) => {
    say(text);
    void readDrafts();
  };
  const pages = listing ? Math.max(1, Math.ceil(listing.total / listing.size)) : 1;
  const table = { ...wanted, page: null };
  return (
    <section class="review" aria-labelledby="unanswered-title">
      <h2 id="unanswered-title">{UNANSWERED.title}</h2>
      <p class="muted">{UNANSWERED.lead}</p>
      <Filters wanted={wanted} options={options} listing={listing} onChange={change} onRefresh={() => setRound(round + 1)} />
      <p class="problem" role="alert">
        {problem}
      </p>
      {listing === null && !problem && <p role="status">{UNANSWERED.loading}</p>}
      {listing && (
        <>
          <div class="over">
            <p role="status">{UNANSWERED.summary(listing.questions, listing.total, listing.asOf)}</p>
            <p class="files">
              {UNANSWERED.save}
              <a href={address("/api/desk/files/unanswered.csv", table)}>{UNANSWERED.csv}</a>
              <a href={address("/api/desk/files/unanswered.xlsx", table)}>{UNANSWERED.xlsx}</a>
            </p>
          </div>
          {listing.total === 0 && <p class="empty">{UNANSWERED.none}</p>}
          <ol class="groups" start={(listing.page - 1) * listing.size + 1}>
            {listing.groups.map((group) => (
              <GroupItem
                key={group.id}
                group={group}
                open={open === group.id}
                onToggle={() => setOpen(open === group.id ? "" : group.id)}
                options={who.role === "editor" ? options : null}
                door={door}
                failed={failed}
                onSaved={saved}
              />
            ))}
          </ol>
          <nav class="pager" aria-label={UNANSWERED.pages}>
            <button type="button" disabled={wanted.page <= 1} onClick={() => setWanted({ ...wanted, page: wanted.page - 1 })}>
              {UNANSWERED.previous}
            </button>
            <span>{UNANSWERED.page(listing.page, pages)}</span>
            <button type="button" disabled={wanted.page >= pages} onClick={() => setWanted({ ...wanted, page: wanted.page + 1 })}>
              {UNANSWERED.next}
            </button>
          </nav>
        </>
      )}
      <Drafts waiting={waiting} />
      <SheetBox editor={who.role === "editor"} failed={failed} onSaved={saved} />
    </section>
  );
}

function Drafts({ waiting }: { waiting: Waiting[] }) {
  return (
    <section aria-labelledby="drafts-title">
      <h3 id="drafts-title">{WAITING.title}</h3>
      {waiting.length === 0 && <p class="muted">{WAITING.none}</p>}
      <ul class="drafts">
        {waiting.map((draft) => (
          <li key={draft.id || draft.problem}>
            {draft.problem || (
              <>
                <b>{draft.sort}</b> {draft.title} <span class="muted">{WAITING.by(draft.who, draft.when)}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
