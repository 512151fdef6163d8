import { hash32 } from '../random.ts'
import type { ListPlace } from './list-page.ts'

/** The account (by index) and the session that received a cursor. */
export type CursorOwner = { account: number; session: string }

export type FollowersCursor = ListPlace & {
  isOf(owner: CursorOwner, by: keyof CursorOwner): boolean
}

/** Prefix of a followers cursor before encoding. */
const MARK = 'AQD'

/**
 * `next_max_id` of a followers list: opaque, and valid for this list only. It counts from a slot,
 * so that joining and leaving members move no others, and contains who received it.
 */
export function encodeCursor({ before, after }: ListPlace, pk: string, owner: CursorOwner): string {
  const text = [before, after, owner.account, markOf(owner.session)].join('.')
  return Buffer.from(`${MARK}${text}.${markOf(`${pk}/${text}`)}`).toString('base64url')
}

/** Null for a cursor that was not issued for this list. */
export function decodeCursor(cursor: string, pk: string): FollowersCursor | null {
  const [mark, ...parts] = splitAt(Buffer.from(cursor, 'base64url').toString(), MARK.length)
  const [before, after, account, session, check] = parts.join('').split('.')
  const text = [before, after, account, session].join('.')
  if (mark !== MARK || check !== markOf(`${pk}/${text}`)) return null
  return {
    before: Number(before),
    after: Number(after),
    isOf: (owner, by) =>
      by === 'account' ? String(owner.account) === account : markOf(owner.session) === session,
  }
}

const splitAt = (text: string, at: number): [string, string] => [text.slice(0, at), text.slice(at)]
const markOf = (text: string): string => hash32(text).toString(36)
