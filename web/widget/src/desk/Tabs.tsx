import { useRef } from "preact/hooks";

import { DESK } from "./texts";

export type TabName = keyof typeof DESK.tabs;

export const tabId = (name: TabName) => `tab-${name}`;
export const panelId = (name: TabName) => `pane-${name}`;

interface Props {
  shown: TabName;
  onShow(name: TabName): void;
}

const STEPS: Record<string, number | undefined> = { ArrowRight: 1, ArrowLeft: -1 };

/** One stop of the Tab key; the arrow keys move between the tabs. */
export function Tabs({ shown, onShow }: Props) {
  const names = Object.keys(DESK.tabs) as TabName[];
  const buttons = useRef<Partial<Record<TabName, HTMLButtonElement | null>>>({});
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = names[(names.indexOf(shown) + step + names.length) % names.length] as TabName;
    onShow(next);
    buttons.current[next]?.focus();
  };
  return (
    <nav class="tabs" aria-label={DESK.tabList}>
      <div role="tablist" aria-label={DESK.tabList} onKeyDown={move}>
        {names.map((name) => (
          <button
            key={name}
            ref={(button) => {
              buttons.current[name] = button;
            }}
            type="button"
            role="tab"
            id={tabId(name)}
            aria-selected={name === shown}
            aria-controls={panelId(name)}
            tabIndex={name === shown ? 0 : -1}
            onClick={() => onShow(name)}
          >
            {DESK.tabs[name]}
          </button>
        ))}
      </div>
    </nav>
  );
}
