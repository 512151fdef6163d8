/** Below /console: the page of a creator; one who has lost its name to somebody else is found by its id. */
export const creatorPath = (username: string, id: string): string =>
  `/creators/${/^[a-z0-9._]+$/.test(username) ? username : id}`

/** The profile on Instagram; null for one who has lost its name. */
export const profileUrl = (username: string): string | null =>
  /^[a-z0-9._]+$/.test(username) ? `https://www.instagram.com/${username}/` : null
