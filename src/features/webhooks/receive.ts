import { createHash } from 'node:crypto'
import { parseAnswer } from '../../platforms/graph-answers.ts'
import {
  CHANGE_FIELDS,
  parseChange,
  readNotification,
  type RawChange,
} from '../../platforms/instagram-changes.ts'
import type { Tx } from '../../db/handles.ts'
import type { NamedPerson } from '../erasures.ts'
import type { Services } from '../services.ts'
import { storeEvents, type NewEvent } from './store/events.ts'
import { processWebhooks } from './tasks/process-webhooks.ts'

export type Received = { changes: number; pending: number; ignored: number }

/** A comment has 2,200 characters at most. */
const LARGEST_VALUE = 32 * 1024

/**
 * Stores the changes of a notification with one statement, with the task that processes them: what
 * was answered is not lost. A body that is no notification has no changes: it is signed, so sending
 * it again would not help.
 */
export async function receive(
  { db, queue, erasures }: Pick<Services, 'db' | 'queue' | 'erasures'>,
  body: Uint8Array,
): Promise<Received> {
  const changes = readNotification(parseAnswer(Buffer.from(body).toString('utf8')))
  if (changes.length === 0) return { changes: 0, pending: 0, ignored: 0 }
  const events = changes.map(eventOf)
  const stored = await db.transaction().execute(async (tx) => {
    const remaining = await withoutErased(tx, erasures, events)
    const counts = await storeEvents(tx, remaining)
    if (counts.pending > 0) await queue.enqueue(tx, processWebhooks, {})
    return counts
  })
  if (stored.pending > 0) queue.wake()
  return { changes: changes.length, ...stored }
}

function eventOf({ accountId, field, mediaId, sentAt, value }: RawChange): NewEvent {
  const text = JSON.stringify(value)
  const isKnown = CHANGE_FIELDS.some((each) => each === field)
  const reason = isKnown ? (text.length > LARGEST_VALUE ? 'too_large' : null) : 'field_unknown'
  return {
    // Without the time: it is that of the sending, and Meta sends again what was not taken.
    dedup_key: createHash('sha256').update(`${accountId}\n${field}\n${text}`).digest('hex'),
    sent_at: sentAt,
    field,
    account_id: accountId,
    media_id: mediaId,
    payload: reason === null ? value : null,
    reason,
  }
}

/** Texts that may name people who were erased. */
const TEXTS = { text: 'text' } as const

/** Removes the content of comments by erased people, and their names from all texts. */
async function withoutErased(
  tx: Tx,
  erasures: Services['erasures'],
  events: readonly NewEvent[],
): Promise<NewEvent[]> {
  const authors = new Map<NewEvent, NamedPerson>()
  for (const event of events) {
    const change = parseChange({
      field: event.field,
      mediaId: event.media_id,
      value: event.payload,
    })
    if (change && 'from' in change.value) authors.set(event, change.value.from)
  }
  const erased = await erasures.erasedOf(tx, [...authors.values()])
  const left = events.map((event): NewEvent => {
    const author = authors.get(event)
    const isErased = author !== undefined && erased.has(author)
    return isErased ? { ...event, payload: null, reason: 'author_erased' } : event
  })
  return await erasures.withoutErased(tx, left, TEXTS)
}
