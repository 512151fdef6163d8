/**
 * Returns the text that PostgreSQL can store: no NUL, no half of a surrogate pair. Text without a
 * visible character is null.
 */
export function storableText(text: string | null): string | null {
  const characters = Array.from(text ?? '').filter(
    (character) => character !== '\0' && !isHalfOfAPair(character),
  )
  return characters.some((character) => character.trim() !== '') ? characters.join('') : null
}

const isHalfOfAPair = (character: string): boolean =>
  character.length === 1 && character >= '\ud800' && character <= '\udfff'

/** A count that the column has no room for is unknown. */
const fits = (count: number | null, bits: number): number | null =>
  count === null || count > 2 ** bits - 1 ? null : count

/** An integer column. */
export const storableCount = (count: number | null): number | null => fits(count, 31)
/** Plays and views: a bigint column, read as a number. */
export const storableBigCount = (count: number | null): number | null => fits(count, 53)
