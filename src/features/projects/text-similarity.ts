// How alike a caption and a script are: the share of the shorter one's words that the other has,
// too.

/**
 * Words are compared by their beginning, which endings of Russian, Kazakh and English leave alone.
 */
const STEM_LETTERS = 5
/** Shorter words are mostly articles and prepositions. */
const SHORTEST_WORD = 4
const MAX_STEMS = 2_000

const ADDRESSES = /https?:\/\/\S+|[@#][\p{L}\p{N}_.]+/gu

/** Hashes of the distinct stems of a text, sorted. Names, hashtags and links are left out. */
export function stemHashes(text: string): number[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll('ё', 'е')
      .replaceAll(ADDRESSES, ' ')
      .match(/\p{L}+/gu) ?? []
  const stems = words
    .filter((word) => word.length >= SHORTEST_WORD)
    .map((word) => word.slice(0, STEM_LETTERS))
  const distinct = [...new Set(stems)].slice(0, MAX_STEMS)
  return [...new Set(distinct.map(hash))].toSorted((a, b) => a - b)
}

/** FNV-1a, as PostgreSQL's integer. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const letter of text) {
    value ^= letter.codePointAt(0) ?? 0
    value = Math.imul(value, 0x01000193)
  }
  return value | 0
}
