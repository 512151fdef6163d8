import { z } from 'zod'
import { InvalidInputError } from '../../base/errors.ts'

/**
 * A position in the order of task events: the transaction that wrote it (an open transaction may
 * hold lower ids than those already read), then the id of its row, with the event's place in that
 * row in the lowest 16 bits.
 */
export type EventCursor = { xid: bigint; id: bigint }

const MAX_XID = 2n ** 64n - 1n
const MAX_ID = 2n ** 63n - 1n

const Text = z.string().regex(/^\d{1,20}-\d{1,19}$/)

/** The bits of the place: a row has fewer task events than they can count. */
export const PLACE_BITS = 16
export const rowOf = (id: bigint): bigint => id >> BigInt(PLACE_BITS)
export const placeOf = (id: bigint): bigint => id & ((1n << BigInt(PLACE_BITS)) - 1n)

/** Formats the `id` of a server-sent event. */
export const formatCursor = (cursor: EventCursor): string => `${cursor.xid}-${cursor.id}`

/** Negative when `one` comes before `other`. */
export function compareCursors(one: EventCursor, other: EventCursor): number {
  if (one.xid !== other.xid) return one.xid < other.xid ? -1 : 1
  if (one.id !== other.id) return one.id < other.id ? -1 : 1
  return 0
}

/** Parses a Last-Event-ID; undefined without one. Throws an InvalidInputError. */
export function readLastEventId(header: string | undefined): EventCursor | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const parsed = Text.safeParse(header.trim())
  const [xid = 0n, id = 0n] = parsed.success ? parsed.data.split('-').map(BigInt) : []
  if (!parsed.success || xid > MAX_XID || id > MAX_ID) {
    const reason = 'is not the id of an event of this stream'
    throw new InvalidInputError(`Last-Event-ID ${reason}`, [
      { field: 'last-event-id', reason, code: 'not_accepted' },
    ])
  }
  return { xid, id }
}
