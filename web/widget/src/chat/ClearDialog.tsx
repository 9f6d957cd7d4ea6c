import { useLayoutEffect, useRef } from "preact/hooks";

import { TEXTS } from "../texts";

interface Props {
  /** Whether the server can delete its part as well. */
  everywhere: boolean;
  onClear(): void;
  onCancel(): void;
}

export function ClearDialog({ everywhere, onClear, onCancel }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = box.current;
    if (dialog?.showModal) dialog.showModal();
    else dialog?.setAttribute("open", ""); // older Safari
    return () => dialog?.close?.(); // gives the focus back
  }, []);
  return (
    <dialog ref={box} class="dialog" aria-labelledby="clear-title" aria-describedby="clear-text" onCancel={onCancel}>
      <h2 id="clear-title">{TEXTS.clearTitle}</h2>
      <p id="clear-text">{everywhere ? TEXTS.clearBoth : TEXTS.clearLocal}</p>
      <div class="dialog-acts">
        <button type="button" class="plain" onClick={onCancel}>
          {TEXTS.cancel}
        </button>
        <button type="button" class="primary" onClick={onClear}>
          {TEXTS.clearYes}
        </button>
      </div>
    </dialog>
  );
}
