/** What the assistant in its frame and the page around it tell each other. Nothing of the conversation is among it. */

export const READY = "yuce:ready";
export const CLOSE = "yuce:close";
export const OPENED = "yuce:opened";
/** Event on the town page's window: open the assistant, with a question in `detail` or without. */
export const OPEN_EVENT = "yuce:open";

export interface Opened {
  type: typeof OPENED;
  ask?: string;
}

export interface Surroundings {
  /** Whether there is a page around that can close the frame. */
  framed: boolean;
  close(): void;
  /** Calls back when the page around has opened the frame; `trusted` where that page is one of ours. */
  onOpened(opened: (ask: string | null, trusted: boolean) => void): () => void;
}

export function surroundings(own: Window = window): Surroundings {
  const framed = own.parent !== own;
  // Any page that may frame us may learn that somebody closed the chat.
  const tell = (type: string) => own.parent.postMessage({ type }, "*");
  return {
    framed,
    close: () => framed && tell(CLOSE),
    onOpened(opened) {
      const listen = (event: MessageEvent) => {
        const data = event.data as Partial<Opened> | null;
        if (!framed || event.source !== own.parent || data?.type !== OPENED) return;
        opened(typeof data.ask === "string" ? data.ask.slice(0, 500) : null, event.origin === own.location.origin);
      };
      own.addEventListener("message", listen);
      if (framed) tell(READY);
      return () => own.removeEventListener("message", listen);
    },
  };
}
