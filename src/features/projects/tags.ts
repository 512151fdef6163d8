// A tag in a caption names the version that a post was made from. Followers read it, so it is a
// short hashtag, such as `#gramdk7p2qx`: the beginning that the settings say, and the code of the
// version. Captions with the older form, `#gramd:proj:<project>:v:<number>`, are read as well.

/** The version that a tag names, by its code, or by its project and number. */
export type VersionTag = { code: string } | { projectId: string; number: number }

const CODE = '[a-hjkmnp-z2-9]{6}'
const ID = String.raw`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`
/** A version of a higher number is none. */
const NUMBER = String.raw`[1-9]\d{0,8}`
const BEFORE = String.raw`(?<![\p{L}\p{N}_])`
const AFTER = String.raw`(?![\p{L}\p{N}_])`

/** The tag of a version, as people put it into a caption: at most 12 characters. */
export const tagOf = (prefix: string, code: string): string => `${prefix}${code}`

/** Returns the versions that the tags in a caption name, each once. Tags may be in any case. */
export function tagsIn(caption: string, prefix: string): VersionTag[] {
  const short = `${BEFORE}${prefix}(?<code>${CODE})${AFTER}`
  // Read as text, since the platform ends a hashtag at the first colon.
  const long = `${prefix}:proj:(?<project>${ID}):v:(?<number>${NUMBER})${AFTER}`
  const form = new RegExp(`${short}|${long}`, 'giu')
  const found = [...caption.normalize('NFKC').matchAll(form)].map(({ groups = {} }): VersionTag => {
    const { code, project = '', number } = groups
    return code === undefined
      ? { projectId: project.toLowerCase(), number: Number(number) }
      : { code: code.toLowerCase() }
  })
  return [...new Map(found.map((tag) => [JSON.stringify(tag), tag])).values()]
}
