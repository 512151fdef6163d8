// A tag in a caption names the version that a post was made from: `#gramd:proj:<project>:v:<number>`.

export type VersionTag = { projectId: string; number: number }

const ID = String.raw`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`
/** A version of a higher number is none. */
const NUMBER = String.raw`[1-9]\d{0,8}`

/** The tag of a version, as people put it into a caption. */
export const tagOf = (prefix: string, { projectId, number }: VersionTag): string =>
  `${prefix}:proj:${projectId}:v:${number}`

/**
 * The tags in a caption, each once. Read as text: the platform ends the hashtag at the first colon, and people write
 * letters in any case.
 */
export function tagsIn(caption: string, prefix: string): VersionTag[] {
  const form = new RegExp(`${prefix}:proj:(${ID}):v:(${NUMBER})(?![\\p{L}\\p{N}])`, 'giu')
  const found = [...caption.normalize('NFKC').matchAll(form)].map(
    ([, projectId = '', number = '']) => ({
      projectId: projectId.toLowerCase(),
      number: Number(number),
    }),
  )
  const distinct = new Map(found.map((tag) => [`${tag.projectId} ${tag.number}`, tag]))
  return [...distinct.values()]
}
