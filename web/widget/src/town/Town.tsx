/** The town's page: what can be asked, the notices, and the assistant one tap away. */

import { useState } from "preact/hooks";

import type { Door } from "../api";
import { useCatalogue } from "../chat/catalogue";
import { Mark } from "../chat/icons";
import { useDisplay } from "../display";
import { OPEN_EVENT } from "../frame";
import type { Display, Store } from "../storage";
import { guesses } from "../suggestions";
import { TEXTS } from "../texts";
import { Chapters, NoticeCard } from "./Notices";

const { town } = TEXTS;

/** Opens the assistant, which asks the question at once. */
function ask(question: string): void {
  window.dispatchEvent(new CustomEvent(OPEN_EVENT, { detail: question }));
}

export function Town({ door, store }: { door: Door; store: Store }) {
  const [display, changeDisplay] = useDisplay(store);
  const { notices, measures, site, failed } = useCatalogue(door);
  return (
    <>
      <a class="skip" href="#content">
        {town.skip}
      </a>
      <TopBar display={display} onDisplay={changeDisplay} />
      <main id="content" tabIndex={-1}>
        <Hero questions={guesses(site.suggestions, notices, measures)} />
        {failed && <p class="unavailable">{town.unavailable}</p>}
        {notices.map((notice) => (
          <div class="notice-block" key={notice.document_number ?? notice.title}>
            <NoticeCard notice={notice} />
            <Chapters notice={notice} notices={notices} measures={measures} onAsk={ask} />
          </div>
        ))}
        <Promises />
      </main>
      <footer class="foot">
        <p>{town.footer}</p>
      </footer>
    </>
  );
}

function TopBar({ display, onDisplay }: { display: Display; onDisplay(change: Partial<Display>): void }) {
  return (
    <header class="top">
      <div class="top-inner">
        <Mark />
        <p class="site">
          {TEXTS.name}
          <span>{town.tagline}</span>
        </p>
        <div class="switches" role="group" aria-label={TEXTS.display}>
          <button type="button" aria-pressed={display.large} onClick={() => onDisplay({ large: !display.large })}>
            {TEXTS.largeFont}
          </button>
          <button type="button" aria-pressed={display.contrast} onClick={() => onDisplay({ contrast: !display.contrast })}>
            {TEXTS.highContrast}
          </button>
        </div>
      </div>
    </header>
  );
}

function Hero({ questions }: { questions: string[] }) {
  const [text, setText] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    const question = text.trim();
    if (!question) return document.getElementById("hero-question")?.focus();
    setText("");
    ask(question);
  };
  return (
    <section class="hero" aria-labelledby="hero-title">
      <div class="hero-inner">
        <h1 id="hero-title">{town.heading}</h1>
        <p class="lead">{town.lead}</p>
        <form class="ask" onSubmit={submit}>
          <label for="hero-question">{town.inputLabel}</label>
          <div class="ask-line">
            <input
              id="hero-question"
              type="text"
              maxLength={500}
              autocomplete="off"
              placeholder={town.inputPlaceholder}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
            <button type="submit">{town.ask}</button>
          </div>
        </form>
        {questions.length > 0 && (
          <div class="common">
            <h2>{town.common}</h2>
            <ul>
              {questions.map((question) => (
                <li key={question}>
                  <button type="button" onClick={() => ask(question)}>
                    {question}
                  </button>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </section>
  );
}

function Promises() {
  return (
    <section class="promises" aria-labelledby="promises-title">
      <h2 id="promises-title">{town.promises}</h2>
      <ul>
        {town.promiseList.map(([title, text]) => (
          <li key={title}>
            <h3>{title}</h3>
            <p>{text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
