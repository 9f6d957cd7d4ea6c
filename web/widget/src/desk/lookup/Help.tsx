import { LOOKUP } from "./texts";

interface Props {
  singleKeys: boolean;
  onSingleKeys(on: boolean): void;
}

/** All keys, and the switch for single ones, which speech input sets off by accident. */
export function Help({ singleKeys, onSingleKeys }: Props) {
  return (
    <details class="help">
      <summary>{LOOKUP.help}</summary>
      <dl>
        {LOOKUP.keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={singleKeys} onChange={(event) => onSingleKeys(event.currentTarget.checked)} />
        {LOOKUP.singleKeys}
      </label>
    </details>
  );
}
