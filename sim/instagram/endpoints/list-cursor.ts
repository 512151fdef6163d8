import { hash32 } from '../random.ts'
import type { ListKind } from '../world/relations/layout.ts'

/**
 * Where a list goes on: for followers below a slot, so that nobody who joins or leaves moves the others; for those
 * followed after so many.
 */
export type ListPosition = { position: number }

/** What the cursors of followers begin with, before they are encoded. */
const MARK = 'AQD'

/** `next_max_id`: the cursors of followers are opaque and belong to one list, those of the followed are numbers. */
export function cursorOf(position: number, kind: ListKind, pk: string): string {
  if (kind === 'following') return String(position)
  return Buffer.from(`${MARK}${position}.${checkOf(position, pk)}`).toString('base64url')
}

/** Null for a cursor that was never given for this list. */
export function positionOf(cursor: string, kind: ListKind, pk: string): ListPosition | null {
  if (cursor === '') return { position: kind === 'following' ? 0 : Number.MAX_SAFE_INTEGER }
  const text = kind === 'following' ? cursor : Buffer.from(cursor, 'base64url').toString()
  const [, digits, check] = /^(?:AQD)?(\d{1,12})(?:\.(\w+))?$/.exec(text) ?? []
  if (digits === undefined) return null
  const position = Number(digits)
  if (kind === 'following') return check === undefined ? { position } : null
  return check === checkOf(position, pk) ? { position } : null
}

const checkOf = (position: number, pk: string): string => hash32(`${pk}/${position}`).toString(36)
