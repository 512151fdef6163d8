/**
 * Names that stand for something else in an address: of the console's pages below /creators, and of
 * the API's routes below /api/blogs, which the page of a creator asks by the name in its address.
 */
const TAKEN: ReadonlySet<string> = new Set(
  'add bulk compare export views count followers import suggestions'.split(' '),
)

/** Below /console: the page of the creator who has this name. */
export const pathByName = (username: string): string =>
  `/creators/${TAKEN.has(username) ? '@' : ''}${username}`

/** Below /console: the page of a creator; one who has lost its name to somebody else is found by its id. */
export const creatorPath = (username: string, id: string): string =>
  /^[a-z0-9._]+$/.test(username) ? pathByName(username) : `/creators/${id}`

/** The profile on Instagram; null for one who has lost its name. */
export const profileUrl = (username: string): string | null =>
  /^[a-z0-9._]+$/.test(username) ? `https://www.instagram.com/${username}/` : null
