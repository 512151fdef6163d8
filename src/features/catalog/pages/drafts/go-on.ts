import { addressOf, goTo, ownPath } from '../../../../console/page.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import type { Context } from './kit.ts'

export const SELLER_HOME = '/home/seller'

/** Returns the address of the list that a person came from; undefined for none. */
export const backIn = (address: string | null | undefined): string | undefined =>
  address ? addressOf(ownPath(address)) : undefined

type Decided = { id: string; back: string | undefined; next?: string | undefined; flash: string }

/**
 * Goes on to the next draft with the offer to undo, which the seller's home makes, too; other pages
 * only say what was done.
 */
export function goOn(page: Context, { id, back, next, flash }: Decided): Response {
  const list = back === undefined ? '/drafts' : ownPath(back)
  const [path = ''] = list.split('?')
  if (path === SELLER_HOME) return goTo(page, withQuery(path, { undo: id }))
  return path === '/drafts'
    ? goTo(page, withDraft(list, { draft: next, undo: id }))
    : goTo(page, list, flash)
}

/** Returns a page of the list with other drafts in its address; other pages as they are. */
export function withDraft(
  list: string,
  chosen: { draft?: string | undefined; undo?: string | undefined },
): string {
  const [path = '', query = ''] = list.split('?')
  if (path !== '/drafts') return list
  return withQuery(path, { ...Object.fromEntries(new URLSearchParams(query)), ...chosen })
}
