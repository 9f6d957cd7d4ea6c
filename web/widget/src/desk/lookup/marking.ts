/** A text → pieces, those that hold one of the words marked. Pure. */

export interface Piece {
  text: string;
  marked: boolean;
}

/** Where words overlap or touch they make one mark; words of one character mark nothing. */
export function marked(text: string, words: string[]): Piece[] {
  const hit = new Uint8Array(text.length);
  const lowered = text.toLowerCase();
  for (const word of words) {
    const wanted = word.toLowerCase();
    if (wanted.length < 2) continue;
    for (let at = lowered.indexOf(wanted); at >= 0; at = lowered.indexOf(wanted, at + 1)) {
      hit.fill(1, at, at + wanted.length);
    }
  }
  const pieces: Piece[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start + 1;
    while (end < text.length && hit[end] === hit[start]) end += 1;
    pieces.push({ text: text.slice(start, end), marked: hit[start] === 1 });
    start = end;
  }
  return pieces;
}
