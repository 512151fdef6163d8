import { hash32 } from '../random.ts'
import type { ListPlace } from './list-page.ts'

/** To whom a cursor is given: an account by index, and its session. */
export type CursorHolder = { account: number; session: string }

export type FollowersCursor = ListPlace & {
  isOf(holder: CursorHolder, by: keyof CursorHolder): boolean
}

/** What the cursors of followers begin with, before they are encoded. */
const MARK = 'AQD'

/**
 * `next_max_id` of a list of followers: opaque, and good for this list only. It counts from a slot, so that nobody who
 * joins or leaves moves the others, and knows to whom it was given.
 */
export function encodeCursor(
  { before, after }: ListPlace,
  pk: string,
  holder: CursorHolder,
): string {
  const text = [before, after, holder.account, markOf(holder.session)].join('.')
  return Buffer.from(`${MARK}${text}.${markOf(`${pk}/${text}`)}`).toString('base64url')
}

/** Null for a cursor that was never given for this list. */
export function decodeCursor(cursor: string, pk: string): FollowersCursor | null {
  const [mark, ...parts] = splitAt(Buffer.from(cursor, 'base64url').toString(), MARK.length)
  const [before, after, account, session, check] = parts.join('').split('.')
  const text = [before, after, account, session].join('.')
  if (mark !== MARK || check !== markOf(`${pk}/${text}`)) return null
  return {
    before: Number(before),
    after: Number(after),
    isOf: (holder, by) =>
      by === 'account' ? String(holder.account) === account : markOf(holder.session) === session,
  }
}

const splitAt = (text: string, at: number): [string, string] => [text.slice(0, at), text.slice(at)]
const markOf = (text: string): string => hash32(text).toString(36)
