import { marked } from "./marking";

/** The text with the words marked. */
export function Marked({ text, words }: { text: string; words: string[] }) {
  return <>{marked(text, words).map((piece, at) => (piece.marked ? <mark key={at}>{piece.text}</mark> : piece.text))}</>;
}
