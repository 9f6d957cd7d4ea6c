import type { RefObject } from "preact";

import type { NoticeText } from "./model";
import { type Filters, NO_FILTERS } from "./search";
import { LOOKUP } from "./texts";

interface Props {
  field: RefObject<HTMLInputElement | null>;
  query: string;
  onQuery(query: string): void;
  filters: Filters;
  onFilters(filters: Filters): void;
  notices: NoticeText[];
  expanded: boolean;
  /** The id of the hit that Enter opens, or none. */
  active: string | undefined;
  onAsk(): void;
  onClear(): void;
}

export function SearchBar({ field, query, onQuery, filters, onFilters, notices, expanded, active, onAsk, onClear }: Props) {
  const chapters = notices.flatMap((notice) => notice.chapters);
  const units = [...new Set(notices.flatMap((notice) => notice.units.map((row) => row.unit)))];
  // What an input method is still composing is not yet what is asked for.
  const typed = (event: InputEvent) => {
    if (!event.isComposing) onQuery((event.currentTarget as HTMLInputElement).value);
  };
  return (
    <form class="searchbar" role="search" onSubmit={(event) => event.preventDefault()}>
      <div class="searchline">
        <label class="offscreen" for="desk-search">
          {LOOKUP.search}
        </label>
        <input
          id="desk-search"
          ref={field}
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          maxLength={500}
          placeholder={LOOKUP.placeholder}
          aria-autocomplete="list"
          aria-controls="desk-hits"
          aria-expanded={expanded}
          aria-activedescendant={active}
          aria-keyshortcuts="/"
          value={query}
          onInput={typed}
          onCompositionEnd={(event) => onQuery(event.currentTarget.value)}
        />
        <button type="button" onClick={onAsk} aria-disabled={!query.trim()} aria-keyshortcuts="Shift+Enter">
          {LOOKUP.ask}
        </button>
        <button type="button" onClick={onClear} aria-keyshortcuts="Escape">
          {LOOKUP.clear}
        </button>
      </div>
      <div class="filters" role="group" aria-label={LOOKUP.filters}>
        <Choice
          id="desk-chapter"
          label={LOOKUP.chapter}
          value={filters.chapter}
          options={chapters}
          onChange={(chapter) => onFilters({ ...filters, chapter })}
        />
        <Choice
          id="desk-unit"
          label={LOOKUP.unit}
          value={filters.unit}
          options={units}
          onChange={(unit) => onFilters({ ...filters, unit })}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={filters.money}
            onChange={(event) => onFilters({ ...NO_FILTERS, ...filters, money: event.currentTarget.checked })}
          />
          {LOOKUP.money}
        </label>
      </div>
    </form>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  value: string;
  options: string[];
  onChange(value: string): void;
}

function Choice({ id, label, value, options, onChange }: ChoiceProps) {
  return (
    <p class="choice">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{LOOKUP.all}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </p>
  );
}
