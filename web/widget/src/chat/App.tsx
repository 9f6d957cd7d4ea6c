/** The assistant: wires conversation, display and the page around; the parts know nothing of each other. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";

import type { Door } from "../api";
import type { Button } from "../contract";
import { useDisplay } from "../display";
import { download, talkAsText } from "../exporting";
import type { Surroundings } from "../frame";
import type { Store, Turn } from "../storage";
import { followUps } from "../suggestions";
import { TEXTS } from "../texts";
import { useCloseOnEscape, useFollowTalk, useSaid, useSlow } from "./behaviour";
import { useCatalogue } from "./catalogue";
import { ClearDialog } from "./ClearDialog";
import { Composer } from "./Composer";
import { FailureBox } from "./FailureBox";
import { Header, type MenuItem } from "./Header";
import { Notice } from "./Notice";
import { useConversation } from "./talk";
import { choicesOf, TurnView } from "./TurnView";
import { Questions, Welcome } from "./Welcome";

interface Props {
  door: Door;
  store: Store;
  around: Surroundings;
}

export function App({ door, store, around }: Props) {
  const [display, changeDisplay] = useDisplay(store);
  const conversation = useConversation(door, store);
  const catalogue = useCatalogue(door);
  const [text, setText] = useState("");
  const [said, say] = useSaid();
  const [clearing, setClearing] = useState(false);
  const [informing, setInforming] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const { talk, waiting } = conversation;
  const last = talk.turns.at(-1);
  const slow = useSlow(waiting);

  const focusInput = () => input.current?.focus();
  useFollowTalk(last);
  useCloseOnEscape(around, () => !clearing);
  useLayoutEffect(() => {
    if (!around.framed) focusInput();
    return around.onOpened((ask, trusted) => {
      focusInput();
      if (ask && trusted) conversation.ask(ask);
      else if (ask) setText(ask);
    });
  }, []);

  const ask = (question: string, button?: Button) => {
    say("");
    conversation.ask(question, button);
  };
  const choose = (question: string, button?: Button) => {
    ask(question, button);
    focusLastTurn();
  };
  const send = () => {
    ask(text);
    setText("");
  };
  const edit = () => {
    setText(conversation.takeBack());
    focusInput();
  };
  const clear = async () => {
    setClearing(false);
    setInforming(false);
    conversation.clear();
    requestAnimationFrame(focusInput); // not before the dialog has let go of it
    const done = !catalogue.site.deletion || (await door.deleteConversation());
    say(done ? TEXTS.cleared : TEXTS.clearFailed);
  };
  const exportTalk = () => {
    if (!talk.turns.length) return say(TEXTS.nothingToExport);
    const now = new Date();
    download(talkAsText(talk.turns, now), `${TEXTS.exportFile}-${now.toISOString().slice(0, 10)}.txt`);
    say(TEXTS.exported);
  };
  const feedback = (turn: Turn) => {
    const answered = turn.reply?.card?.status !== "social"; // thanks for a rating are not rated again
    const rated = catalogue.site.feedback && answered ? turn.reply?.card?.turn : null;
    if (!rated) return null;
    return async (useful: boolean, reason: string | null) => {
      const done = await door.feedback(rated, useful, reason);
      if (done) conversation.mark(turn.id, useful);
      return done;
    };
  };
  const items: MenuItem[] = [
    { title: TEXTS.human, act: () => choose(TEXTS.ask.human) },
    { title: TEXTS.highContrast, pressed: display.contrast, act: () => changeDisplay({ contrast: !display.contrast }) },
    { title: TEXTS.exportTalk, act: exportTalk },
    { title: TEXTS.clearTalk, act: () => setClearing(true) },
    { title: TEXTS.about, act: () => setInforming(true) },
  ];
  const choices = last?.reply ? choicesOf(last.reply, feedback(last) !== null) : [];
  const more = last?.reply && !choices.length ? followUps(last.reply.card, talk.turns.map((turn) => turn.asked)) : [];

  return (
    <div class="app">
      <Header display={display} onDisplay={changeDisplay} items={items} onClose={around.framed ? around.close : null} />
      <main class="scroll" tabIndex={0} aria-label={TEXTS.conversation}>
        {(informing || !talk.informed) && (
          <Notice
            site={catalogue.site}
            onDelete={() => setClearing(true)}
            onUnderstood={() => {
              setInforming(false);
              conversation.inform();
              focusInput();
            }}
          />
        )}
        {!talk.turns.length && <Welcome catalogue={catalogue} onAsk={choose} />}
        <div role="log" aria-live="polite" aria-label={TEXTS.conversation} class="log">
          {talk.turns.map((turn) => (
            <TurnView
              key={turn.id}
              turn={turn}
              last={turn === last}
              waiting={waiting}
              onChoose={(button) => choose(button.title, button)}
              onFeedback={feedback(turn)}
              onSay={say}
            />
          ))}
        </div>
        {slow && <Waiting />}
        {last?.state === "failed" && last.failure && (
          <FailureBox failure={last.failure} onRetry={conversation.retry} onEdit={edit} />
        )}
        <Questions title={TEXTS.followUps} questions={more} onAsk={choose} />
      </main>
      <p role="status" class={said ? "toast shown" : "toast"}>
        {said}
      </p>
      <Composer text={text} waiting={waiting} input={input} onText={setText} onSend={send} />
      {clearing && (
        <ClearDialog everywhere={catalogue.site.deletion} onClear={clear} onCancel={() => setClearing(false)} />
      )}
    </div>
  );
}

function Waiting() {
  return (
    <p class="waiting" role="status">
      {TEXTS.waiting}
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
    </p>
  );
}

/** After a tap, so that the keyboard goes on from there; the tapped button may be gone. */
function focusLastTurn(): void {
  requestAnimationFrame(() => {
    const turns = document.querySelectorAll<HTMLElement>(".turn");
    turns[turns.length - 1]?.focus({ preventScroll: true });
  });
}
