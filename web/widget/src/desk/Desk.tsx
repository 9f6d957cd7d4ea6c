/** The desk: log in where that is needed, then three panes behind tabs. */

import { useCallback, useEffect, useState } from "preact/hooks";

import { useSaid } from "../chat/behaviour";
import { Mark } from "../chat/icons";
import { useDisplay } from "../display";
import type { Display, Store } from "../storage";
import { TEXTS } from "../texts";
import type { DeskDoor, Who } from "./api";
import { FiguresPane } from "./figures/pane";
import { Refused } from "./http";
import { Login } from "./Login";
import { keepCall } from "./lookup/call";
import { LookupPane } from "./lookup/pane";
import { sentenceOf } from "./pane";
import { type TabName, Tabs, panelId, tabId } from "./Tabs";
import { DESK } from "./texts";
import { UnansweredPane } from "./unanswered/pane";

const PANES = { lookup: LookupPane, unanswered: UnansweredPane, figures: FiguresPane };

type State = { at: "opening" } | { at: "login"; reason: string } | { at: "closed"; reason: string } | { at: "in"; who: Who };

export function Desk({ door, store }: { door: DeskDoor; store: Store }) {
  const [display, changeDisplay] = useDisplay(store);
  const [state, setState] = useState<State>({ at: "opening" });
  const open = async () => {
    setState({ at: "opening" });
    try {
      setState({ at: "in", who: await door.session() });
    } catch (error) {
      const login = error instanceof Refused && error.status === 401;
      setState(login ? { at: "login", reason: "" } : { at: "closed", reason: sentenceOf(error, DESK.failed) });
    }
  };
  useEffect(() => void open(), []);
  const failed = useCallback((error: unknown) => {
    if (error instanceof Refused && error.status === 401) setState({ at: "login", reason: DESK.expired });
    return sentenceOf(error, DESK.failed);
  }, []);
  const leave = async () => {
    keepCall(null);
    await door.logout().catch(() => undefined); // without the server the cookie stays: the session then tells so
    await open();
  };
  return (
    <>
      <a class="skip" href="#content">
        {DESK.skip}
      </a>
      <TopBar display={display} onDisplay={changeDisplay} who={state.at === "in" ? state.who : null} onLeave={leave} />
      {state.at === "opening" && (
        <main id="content" class="empty">
          <p role="status">{DESK.loading}</p>
        </main>
      )}
      {state.at === "closed" && (
        <main id="content" class="empty">
          <p role="alert">{state.reason}</p>
          <button type="button" onClick={open}>
            {DESK.again}
          </button>
        </main>
      )}
      {state.at === "login" && <Login door={door} reason={state.reason} onEnter={(who) => setState({ at: "in", who })} />}
      {state.at === "in" && <Panes door={door} who={state.who} failed={failed} />}
    </>
  );
}

function Panes({ door, who, failed }: { door: DeskDoor; who: Who; failed(error: unknown): string }) {
  const [tab, setTab] = useState<TabName>("lookup");
  const [said, say] = useSaid();
  return (
    <>
      <Tabs shown={tab} onShow={setTab} />
      <main id="content" tabIndex={-1}>
        <h1 class="offscreen">{DESK.role}</h1>
        {(Object.keys(PANES) as TabName[]).map((name) => {
          const Pane = PANES[name];
          const shown = name === tab;
          return (
            <div key={name} class="pane" role="tabpanel" id={panelId(name)} aria-labelledby={tabId(name)} hidden={!shown}>
              <Pane door={door} who={who} shown={shown} say={say} failed={failed} />
            </div>
          );
        })}
      </main>
      <p class="said" role="status">
        {said}
      </p>
    </>
  );
}

interface TopBarProps {
  display: Display;
  onDisplay(change: Partial<Display>): void;
  who: Who | null;
  onLeave(): void;
}

function TopBar({ display, onDisplay, who, onLeave }: TopBarProps) {
  return (
    <header class="top">
      <Mark />
      <p class="site">
        {DESK.name}
        <span>{DESK.role}</span>
      </p>
      {who && (
        <p class="who">
          {who.open ? DESK.openDesk : `${who.name} · ${DESK.roles[who.role]}`}
        </p>
      )}
      <div class="switches" role="group" aria-label={TEXTS.display}>
        <button type="button" aria-pressed={display.large} onClick={() => onDisplay({ large: !display.large })}>
          {TEXTS.largeFont}
        </button>
        <button type="button" aria-pressed={display.contrast} onClick={() => onDisplay({ contrast: !display.contrast })}>
          {TEXTS.highContrast}
        </button>
        {who && !who.open && (
          <button type="button" onClick={onLeave}>
            {DESK.leave}
          </button>
        )}
      </div>
    </header>
  );
}
