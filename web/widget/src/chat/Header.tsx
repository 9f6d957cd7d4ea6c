import { useLayoutEffect, useRef, useState } from "preact/hooks";

import type { Display } from "../storage";
import { TEXTS } from "../texts";
import { Icon, Mark } from "./icons";

export interface MenuItem {
  title: string;
  act(): void;
  /** For switches: whether it is on. */
  pressed?: boolean;
}

interface Props {
  display: Display;
  onDisplay(change: Partial<Display>): void;
  items: MenuItem[];
  onClose: (() => void) | null;
}

export function Header({ display, onDisplay, items, onClose }: Props) {
  return (
    <header class="bar">
      <Mark />
      <h1 class="name">
        {TEXTS.name}
        <span class="role">{TEXTS.role}</span>
      </h1>
      <button type="button" class="tool" aria-pressed={display.large} onClick={() => onDisplay({ large: !display.large })}>
        {TEXTS.largeFont}
      </button>
      <Menu items={items} />
      {onClose && (
        <button type="button" class="tool" onClick={onClose}>
          <Icon name="close" />
          <span>{TEXTS.close}</span>
        </button>
      )}
    </header>
  );
}

/** A button that shows and hides a list of buttons; Esc and a click elsewhere hide it. */
function Menu({ items }: { items: MenuItem[] }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  useLayoutEffect(() => {
    if (!open) return;
    const elsewhere = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("focusin", elsewhere);
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("focusin", elsewhere);
    };
  }, [open]);

  const hide = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation(); // the frame stays open
    event.preventDefault();
    hide();
  };
  const choose = (item: MenuItem) => {
    if (item.pressed === undefined) hide();
    item.act();
  };

  return (
    <div class="menu" ref={box} onKeyDown={onKeyDown}>
      <button type="button" class="tool" ref={opener} aria-expanded={open} aria-controls="menu" onClick={() => setOpen(!open)}>
        <Icon name="menu" />
        <span>{TEXTS.menu}</span>
      </button>
      <ul id="menu" class="menu-list" hidden={!open}>
        {items.map((item) => (
          <li key={item.title}>
            <button type="button" aria-pressed={item.pressed} onClick={() => choose(item)}>
              {item.title}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
