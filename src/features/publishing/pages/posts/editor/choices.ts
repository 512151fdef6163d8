import type { RowOf } from '../../../../../console/api.ts'
import type { Context, Post } from '../kit.ts'

export type Group = RowOf<'listGroups'>
/** An account that posts can be for, with the ids of its groups. */
export type Account = {
  id: string
  username: string
  language: string | null
  groups: string[]
  picture_hash: string | null
}

/** Whom a post can be for, as far as its form lists them. */
export type Choices = {
  groups: Group[]
  accounts: Account[]
  /** There are more accounts than the form lists. */
  hasMore: boolean
}

/** The most groups or accounts that a form lists; people do not read more. */
const MAX_LISTED = 200

/**
 * Returns the first groups and accounts, followed by all others that are chosen, so that saving the
 * form retains them.
 */
export async function readChoices(
  page: Context,
  { groups, accounts }: Pick<Post, 'groups' | 'accounts'>,
): Promise<Choices> {
  const [foundGroups, foundAccounts] = await Promise.all([
    readChosen(groups, async (cursor) => {
      const query = { limit: MAX_LISTED, cursor }
      const { data, next_cursor: next } = await page.api.call('listGroups', { query })
      return { items: data, next }
    }),
    readChosen(accounts, async (cursor) => {
      const query = { limit: MAX_LISTED, purpose: 'publish' as const, cursor }
      const { data, next_cursor: next } = await page.api.call('listAccounts', { query })
      const items = data.flatMap(({ username, publishing }) =>
        publishing === null ? [] : [accountOf(username, publishing)],
      )
      return { items, next }
    }),
  ])
  return {
    groups: foundGroups.items,
    accounts: foundAccounts.items,
    hasMore: foundAccounts.hasMore,
  }
}

const accountOf = (
  username: string,
  { id, language, groups, picture_hash }: NonNullable<RowOf<'listAccounts'>['publishing']>,
): Account => ({ id, username, language, groups: groups.map((each) => each.id), picture_hash })

type Read<Item> = (cursor: string | undefined) => Promise<{ items: Item[]; next: string | null }>

/**
 * The first page, and what is chosen of further ones; those are read only while something chosen is
 * missing.
 */
async function readChosen<Item extends { id: string }>(
  chosen: readonly string[],
  read: Read<Item>,
): Promise<{ items: Item[]; hasMore: boolean }> {
  const { items, next: second } = await read(undefined)
  const missing = new Set(chosen)
  for (const { id } of items) missing.delete(id)
  let next = second
  while (next !== null && missing.size > 0) {
    const further = await read(next)
    for (const item of further.items) if (missing.delete(item.id)) items.push(item)
    next = further.next
  }
  return { items, hasMore: second !== null }
}
