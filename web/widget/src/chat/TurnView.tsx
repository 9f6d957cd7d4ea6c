import type { Button, Reply } from "../contract";
import type { Turn } from "../storage";
import { TEXTS } from "../texts";
import { Answer } from "./Answer";
import { Tools } from "./Tools";

interface Props {
  turn: Turn;
  last: boolean;
  waiting: boolean;
  onChoose(button: Button): void;
  onFeedback: ((useful: boolean, reason: string | null) => Promise<boolean>) | null;
  onSay(text: string): void;
}

/** A question and its answer. Can hold the focus, so that after a tap the next Tab goes on from the new answer. */
export function TurnView({ turn, last, waiting, onChoose, onFeedback, onSay }: Props) {
  const { reply } = turn;
  const isForm = reply?.card?.status === "form";
  const choices = reply ? choicesOf(reply, onFeedback !== null) : [];
  return (
    <article class="turn" id={`turn-${turn.id}`} tabIndex={-1}>
      <h2 class="asked">
        <span class="offscreen">{TEXTS.you}：</span>
        {turn.asked}
      </h2>
      {reply && (
        <div class="answer">
          <Answer reply={reply} />
          {choices.length > 0 && (last || !isForm) && (
            <Choices buttons={choices} disabled={waiting} onChoose={onChoose} />
          )}
          {!isForm && <Tools turn={turn} onFeedback={onFeedback} onSay={onSay} />}
        </div>
      )}
      {turn.state === "failed" && !last && <p class="unsent">{TEXTS.unsent}</p>}
    </article>
  );
}

/** The reply's buttons; those that rate it are left out where it is rated by the tools below it. */
export function choicesOf(reply: Reply, hasTools: boolean): Button[] {
  const rating: string[] = hasTools ? [TEXTS.useful, TEXTS.useless] : [];
  return reply.buttons.filter((button) => !rating.includes(button.title));
}

interface ChoicesProps {
  buttons: Button[];
  disabled: boolean;
  onChoose(button: Button): void;
}

function Choices({ buttons, disabled, onChoose }: ChoicesProps) {
  return (
    <ul class="choices" aria-label={TEXTS.choose}>
      {buttons.map((button, at) => (
        <li key={at}>
          <button type="button" aria-disabled={disabled} onClick={() => !disabled && onChoose(button)}>
            {button.title}
          </button>
        </li>
      ))}
    </ul>
  );
}
