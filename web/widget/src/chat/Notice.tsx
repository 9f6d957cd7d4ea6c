import type { Site } from "../contract";
import { TEXTS } from "../texts";

interface Props {
  site: Site;
  onUnderstood(): void;
  onDelete(): void;
}

/** Said at the first opening, and whenever it is asked for in the menu. */
export function Notice({ site, onUnderstood, onDelete }: Props) {
  return (
    <section class="notice" aria-labelledby="notice-title">
      <h2 id="notice-title">{TEXTS.noticeTitle}</h2>
      <ul>
        <li>{TEXTS.noticeProgram}</li>
        <li>{TEXTS.noticeStored(site.retentionDays)}</li>
        <li>{TEXTS.noticePersonal}</li>
      </ul>
      <div class="notice-acts">
        <button type="button" class="primary" onClick={onUnderstood}>
          {TEXTS.understood}
        </button>
        <button type="button" class="plain" onClick={onDelete}>
          {TEXTS.noticeDeleteButton}
        </button>
      </div>
    </section>
  );
}
