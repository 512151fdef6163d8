/**
 * Names that mean something else in a URL: console pages below /creators, and API routes below
 * /api/blogs, which a creator's page calls with the name in its URL.
 */
const TAKEN: ReadonlySet<string> = new Set(
  'add bulk compare export views count followers import previews suggestions'.split(' '),
)

/** Returns the path below /console of the creator with this name. */
export const pathByName = (username: string): string =>
  `/creators/${TAKEN.has(username) ? '@' : ''}${username}`

/**
 * Returns the path below /console of a creator; one whose name now belongs to another is addressed
 * by id.
 */
export const creatorPath = (username: string, id: string): string =>
  /^[a-z0-9._]+$/.test(username) ? pathByName(username) : `/creators/${id}`

/** Returns the profile on Instagram; null for a creator without a current name. */
export const profileUrl = (username: string): string | null =>
  /^[a-z0-9._]+$/.test(username) ? `https://www.instagram.com/${username}/` : null
