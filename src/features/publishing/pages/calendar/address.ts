import { ownAddress, type PageContext } from '../../../../console/page.ts'
import type { Context, Group } from './kit.ts'

export const PATH = '/console/calendar'

/** Says that the groups of the address are those that are chosen, also when there are none. */
export const CHOSEN = 'chosen'
/** On a phone: also the days before today. */
export const EARLIER = 'earlier'
/** Offers to undo a move: the post and both times. */
export const UNDO = 'undo'

type Change = Readonly<Record<string, string | null>>

/** This page, with other parameters; null removes one. */
export function addressWith(page: PageContext, change: Change): string {
  return changed(ownAddress(page), change)
}

/** An address of the calendar with other parameters. */
export function changed(address: string, change: Change): string {
  const [path = '', search = ''] = address.split('?')
  const params = new URLSearchParams(search)
  for (const [name, value] of Object.entries(change))
    if (value === null) params.delete(name)
    else params.set(name, value)
  return params.size === 0 ? path : `${path}?${params.toString()}`
}

/** The parameters of this page, which its links and forms carry on: without what was undone. */
export function searchOf(page: PageContext): string {
  const [, search] = addressWith(page, { [UNDO]: null }).split('?')
  return search === undefined ? '' : `?${search}`
}

/** A group that no post has: nothing is chosen. */
const NONE = '00000000-0000-4000-8000-000000000000'

/** Returns the groups that filter the page by id; undefined: all posts, also those of no group. */
export function chosenGroups({ c }: Context, groups: readonly Group[]): string[] | undefined {
  if (c.req.query(CHOSEN) === undefined) return undefined
  const wanted = new Set(c.req.queries('group') ?? [])
  const chosen = groups.filter(({ id }) => wanted.has(id)).map(({ id }) => id)
  if (chosen.length === groups.length) return undefined
  return chosen.length === 0 ? [NONE] : chosen
}
