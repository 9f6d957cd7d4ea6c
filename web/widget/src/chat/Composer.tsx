import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

import { TEXTS } from "../texts";
import { Icon } from "./icons";

const MOST_CHARACTERS = 500;
const TELLS_LEFT_BELOW = 60;
const KEY_OF_INPUT_METHOD = 229;

interface Props {
  text: string;
  waiting: boolean;
  input: RefObject<HTMLTextAreaElement | null>;
  onText(text: string): void;
  onSend(): void;
}

export function Composer({ text, waiting, input, onText, onSend }: Props) {
  const left = MOST_CHARACTERS - Array.from(text.trim()).length;
  const blocked = waiting || left < 0;
  useLayoutEffect(() => fitHeight(input.current), [text]);

  const send = () => {
    if (!blocked && text.trim()) onSend();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends the composing of characters does not send.
    const composing = event.isComposing || event.keyCode === KEY_OF_INPUT_METHOD;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    send();
  };
  const onSubmit = (event: Event) => {
    event.preventDefault();
    send();
    input.current?.focus();
  };

  return (
    <form class="composer" aria-label={TEXTS.inputLabel} onSubmit={onSubmit}>
      <label class="offscreen" for="question">
        {TEXTS.inputLabel}
      </label>
      <textarea
        id="question"
        ref={input}
        rows={1}
        value={text}
        placeholder={TEXTS.inputPlaceholder}
        aria-describedby="question-hint question-left"
        aria-invalid={left < 0}
        autocomplete="off"
        enterkeyhint="send"
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="primary send" aria-disabled={blocked || !text.trim()}>
        <Icon name="send" />
        <span>{TEXTS.send}</span>
      </button>
      <p id="question-hint" class="offscreen">
        {TEXTS.inputHint}
      </p>
      <p id="question-left" class={left < 0 ? "left over" : "left"} role={left < 0 ? "alert" : undefined}>
        {left < 0 ? TEXTS.tooLong(-left) : left < TELLS_LEFT_BELOW ? TEXTS.leftOver(left) : ""}
      </p>
    </form>
  );
}

/** As many lines as the text has, up to the style sheet's limit. */
function fitHeight(area: HTMLTextAreaElement | null): void {
  if (!area) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}
