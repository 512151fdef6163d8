/** What Instagram takes as a username, lower case. */
const USERNAME = /^(?!.*\.\.)(?!\.)[a-z0-9._]{1,30}(?<!\.)$/

export type ParsedUsername = { username: string } | { reason: string }

/** Accepts a name as people write it: any case, with or without a leading '@', with space around it. */
export function parseUsername(text: string): ParsedUsername {
  const username = text.trim().replace(/^@/, '').toLowerCase()
  if (username === '') return { reason: 'is empty' }
  if (username.length > 30) return { reason: 'is longer than 30 characters' }
  if (!USERNAME.test(username)) {
    return { reason: 'may have only letters a–z, digits, underscores and single dots inside' }
  }
  return { username }
}
