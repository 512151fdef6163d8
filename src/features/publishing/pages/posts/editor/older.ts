/** The sentences by which two versions of a caption differ. */
export type TextChange = { added: string[]; removed: string[] }

/** A caption has at most 2,200 characters; of longer texts, people read no list of sentences. */
const MAX_CHARACTERS = 10_000

/** The end of a sentence or line, and what precedes a hashtag or mention. */
const BREAKS = /(?<=[.!?…。！？])\s|\n|\s(?=[#@])/u

const sentencesOf = (text: string): string[] =>
  text
    .slice(0, MAX_CHARACTERS)
    .split(BREAKS)
    .map((sentence) => sentence.replace(/^[^\p{L}\p{N}#@"«“(]+/u, '').trim())
    .filter((sentence) => sentence !== '')

/** Returns the sentences that the later text has and the earlier one has not, and the reverse. */
export function changeBetween(earlier: string, later: string): TextChange {
  const [before, after] = [sentencesOf(earlier), sentencesOf(later)]
  const [known, present] = [new Set(before), new Set(after)]
  return {
    added: after.filter((sentence) => !known.has(sentence)),
    removed: before.filter((sentence) => !present.has(sentence)),
  }
}
