import { useLayoutEffect, useRef, useState } from "preact/hooks";

import type { DeskDoor, Who } from "./api";
import { sentenceOf } from "./pane";
import { DESK } from "./texts";

interface Props {
  door: DeskDoor;
  /** Why somebody is asked again; empty at first. */
  reason: string;
  onEnter(who: Who): void;
}

/** The password is read from the field when it is sent, and kept nowhere. */
export function Login({ door, reason, onEnter }: Props) {
  const [problem, setProblem] = useState(reason);
  const [busy, setBusy] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => name.current?.focus(), []);

  const enter = async (event: Event) => {
    event.preventDefault();
    if (busy || !name.current || !password.current) return;
    setBusy(true);
    setProblem("");
    try {
      onEnter(await door.login(name.current.value, password.current.value));
    } catch (error) {
      setProblem(sentenceOf(error, DESK.failed));
      setBusy(false);
      password.current.value = "";
      (name.current.value.trim() ? password : name).current?.focus();
    }
  };
  return (
    <main class="login" id="content">
      <form onSubmit={enter}>
        <h1>{DESK.login}</h1>
        <p class="muted">{DESK.loginLead}</p>
        <label for="desk-name">{DESK.user}</label>
        <input id="desk-name" ref={name} type="text" autocomplete="username" maxLength={32} required />
        <label for="desk-password">{DESK.password}</label>
        <input id="desk-password" ref={password} type="password" autocomplete="current-password" maxLength={200} required />
        <p class="problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="primary" aria-disabled={busy}>
          {busy ? DESK.entering : DESK.enter}
        </button>
      </form>
    </main>
  );
}
