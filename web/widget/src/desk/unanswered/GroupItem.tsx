import type { DeskDoor } from "../api";
import { DraftForm } from "./DraftForm";
import type { Group, Options } from "./model";
import { UNANSWERED } from "./texts";

interface Props {
  group: Group;
  open: boolean;
  onToggle(): void;
  /** What drafts are made of; null for who may not draft. */
  options: Options | null;
  door: DeskDoor;
  failed(error: unknown): string;
  onSaved(text: string): void;
}

export function GroupItem({ group, open, onToggle, options, door, failed, onSaved }: Props) {
  const id = `group-${group.id}`;
  const hidden = group.wordings - group.members.length;
  return (
    <li class="group">
      <button type="button" class="head" aria-expanded={open} aria-controls={id} onClick={onToggle}>
        <span class="question">{group.question}</span>
        <span class="times">{UNANSWERED.times(group.count)}</span>
        <span class="muted">{UNANSWERED.span(group.first, group.last)}</span>
        <span class="muted">{group.whys.map((why) => `${why.name} ${why.count}`).join(" · ")}</span>
      </button>
      <div id={id} class="body" hidden={!open}>
        {open && (
          <>
            {group.measures.length > 0 && <p>{UNANSWERED.cited(group.measures)}</p>}
            {group.expected.length > 0 && <p>{UNANSWERED.expected(group.expected)}</p>}
            {options && <DraftForm group={group} options={options} door={door} failed={failed} onSaved={onSaved} />}
            <p class="muted">{UNANSWERED.wordings(group.wordings)}</p>
            <ul class="wordings">
              {group.members.map((member) => (
                <li key={member.text}>
                  {member.text} <span class="count">{UNANSWERED.times(member.count)}</span>
                </li>
              ))}
            </ul>
            {hidden > 0 && <p class="muted">{UNANSWERED.more(hidden)}</p>}
          </>
        )}
      </div>
    </li>
  );
}
