import type { UserAlert } from '../../../alerts/kinds.ts'
import type { Tx } from '../../../db/handles.ts'
import { makeLinks, type LinkSubject } from './store/links.ts'
import { notifyOwner, type StoreToNotify } from './notify-owner.ts'

/** Things of a message that can be decided from it; the review has all of them. */
export const MAX_LINKS = 3

/**
 * The facts of a message about a thing, named as in `product`; the message names the first
 * `product_1`.
 */
type Facts = Readonly<Record<string, string | number | null>>

type Message = {
  /** The name of the link that decides about a thing, as in `approve_1`. */
  link: string
  /** The name of the number of things. */
  count: string
  /** The page of the console that a link leads to. */
  page: string
  /** The page that has all of them. */
  review: (storeId: string) => string
  stores: readonly (StoreToNotify & {
    count: number
    /** The lines of the message, at most `MAX_LINKS`. */
    lines: readonly { subject: LinkSubject; facts: Facts }[]
  })[]
}

/**
 * Sends the owner of each store one message: how many things wait, the first of them, and a link
 * that decides each.
 */
export async function notifyWithLinks(
  tx: Tx,
  kind: UserAlert,
  { publicUrl = '' }: { publicUrl?: string | undefined },
  { link, count: counted, page, review, stores }: Message,
): Promise<void> {
  const codes = await makeLinks(
    tx,
    stores.flatMap(({ lines }) => lines.map(({ subject }) => subject)),
  )
  let used = 0
  for (const { count, lines, ...store } of stores) {
    const facts = lines.flatMap(({ facts: said }, at) => {
      const code = codes[used] ?? ''
      used += 1
      const all = { ...said, [link]: `${publicUrl}${page}?once=${code}` }
      return Object.entries(all).map(([name, value]) => [`${name}_${at + 1}`, value] as const)
    })
    await notifyOwner(tx, kind, store, {
      [counted]: count,
      review: `${publicUrl}${review(store.store_id)}`,
      ...Object.fromEntries(facts),
    })
  }
}
