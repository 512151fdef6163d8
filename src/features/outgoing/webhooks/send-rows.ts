import { createHash } from 'node:crypto'
import {
  AppError,
  TransientError,
  UpstreamDownError,
  type Disposition,
} from '../../../base/errors.ts'
import type { Services } from '../../services.ts'
import { hashesOf, storeSent, type SentRow } from '../store/rows.ts'
import { findTarget, getWebhook, recordAnswer, type WebhookRow } from '../store/webhooks.ts'
import { bodyOf, postRows, type PostParts } from './post-rows.ts'
import { PLACEHOLDERS, readRows, type Row } from './rows.ts'
import { fill, readTemplate, type Json } from './template.ts'

/** A receiver refused rows in a way that no further attempt changes. */
class RowsRefusedError extends AppError {
  readonly code = 'rows_refused'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 502
}

export type SendParts = PostParts & Pick<Services, 'clock'>

type Changed = SentRow & { filled: Json }

/**
 * Sends the rows of a webhook that its receiver has not, or has with another content, in batches.
 * Each batch is stored once it was taken; one whose answer was lost comes again with the same id.
 * Throws when the receiver did not take a batch, having stored why.
 */
export async function sendRows(
  parts: SendParts,
  id: string,
  signal: AbortSignal,
): Promise<{ rows: number; batches: number }> {
  const { db, clock } = parts
  const webhook = await getWebhook(db, id)
  const template = templateOf(webhook)
  const result = { rows: 0, batches: 0 }
  const waiting: Changed[] = []
  const sendFrom = async (least: number): Promise<void> => {
    while (waiting.length >= least) {
      const batch = waiting.splice(0, webhook.batch_size)
      await sendBatch(parts, webhook, batch, signal)
      result.rows += batch.length
      result.batches += 1
    }
  }
  const source = { listId: webhook.list_id, rows: webhook.rows, now: clock.now() }
  for await (const page of readRows(db, source)) {
    waiting.push(...(await changedOf(parts, webhook, template, page)))
    await sendFrom(webhook.batch_size)
  }
  await sendFrom(1)
  return result
}

/** The stored template, which was checked when it was stored. */
export function templateOf({ template, rows }: Pick<WebhookRow, 'template' | 'rows'>): Json {
  const read = readTemplate(template, PLACEHOLDERS[rows])
  if ('fault' in read) throw new RowsRefusedError(`template: ${read.fault}`)
  return read.template
}

/** The rows whose content differs from what the receiver has. */
async function changedOf(
  { db }: SendParts,
  webhook: WebhookRow,
  template: Json,
  page: readonly Row[],
): Promise<Changed[]> {
  const known = await hashesOf(
    db,
    webhook.id,
    page.map(({ id }) => id),
  )
  return page.flatMap(({ id, blogId, values }) => {
    const filled = fill(template, values)
    const hash = createHash('sha256').update(JSON.stringify(filled)).digest()
    return known.get(id) === hash.toString('hex') ? [] : [{ id, blogId, hash, filled }]
  })
}

async function sendBatch(
  parts: SendParts,
  webhook: WebhookRow,
  batch: readonly Changed[],
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const { db, config } = parts
  const target = await findTarget(db, config.encryptionKeys, webhook.id)
  if (!target) return
  const body = bodyOf(
    webhook,
    batch.map(({ filled }) => filled),
  )
  const answer = await postRows(parts, target, { id: idOf(webhook, batch), body, signal })
  if (answer.delivered) {
    await db.transaction().execute(async (tx) => {
      await storeSent(tx, webhook.id, batch)
      await recordAnswer(tx, webhook.id, { status: answer.status, error: null })
    })
    return
  }
  const { status, error, final, retryAfterMs } = answer
  await recordAnswer(db, webhook.id, { status, error })
  const message = `${webhook.host} ${error}`
  if (final) throw new RowsRefusedError(message)
  if (retryAfterMs !== undefined) throw new UpstreamDownError(message, retryAfterMs)
  throw new TransientError(message)
}

/** The same for the same content, so that a receiver knows a batch that comes again. */
function idOf({ id }: WebhookRow, batch: readonly Changed[]): string {
  const hash = createHash('sha256').update(id)
  for (const row of batch) hash.update(row.id).update(row.hash)
  return `rows_${hash.digest('hex').slice(0, 32)}`
}
