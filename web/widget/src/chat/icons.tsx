/** Drawn signs. Each stands beside a word that says the same, and is hidden from screen readers. */

import type { Verdict } from "../contract";

const PATHS = {
  met: "M7.5 12.4l3 3 6-6.6",
  unknown: "M9.4 9.6a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 1.9M12 16.9v.1",
  not_met: "M8.5 8.5l7 7M15.5 8.5l-7 7",
  send: "M5 12h13M12.5 6.5L18 12l-5.5 5.5",
  close: "M6 6l12 12M18 6L6 18",
  menu: "M5 7h14M5 12h14M5 17h14",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function VerdictIcon({ verdict }: { verdict: Verdict }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {verdict === "not_met" ? <rect x="3" y="3" width="18" height="18" rx="2" /> : <circle cx="12" cy="12" r="9" />}
      <path d={PATHS[verdict]} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="mark-ground" width="32" height="32" rx="4" />
      <path class="mark-line" d="M8 7.5h16v13.2h-8.6L10.6 25v-4.3H8zM12 12h8M12 16h5.2" />
    </svg>
  );
}
