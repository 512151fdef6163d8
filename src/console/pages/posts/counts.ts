/** What Instagram takes of a caption. */
export const MOST_CHARACTERS = 2_200
export const MOST_HASHTAGS = 30

/** As the API counts: the longer of both ways to count is meant, since Meta does not say which. */
export const countsOf = (text: string): { characters: number; hashtags: number } => ({
  characters: Math.max(text.length, Array.from(text).length),
  hashtags: text.match(/#[\p{L}\p{M}\p{N}_]+/gu)?.length ?? 0,
})
