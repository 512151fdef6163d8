import { CORE_ALERTS } from '../../alerts/kinds.ts'
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { CoreConfig } from '../../settings/core.ts'
import { storableText, worldNow, type Db, type Tx } from '../../db/database.ts'
import type { RefusalCode } from '../openai/errors.ts'
import { redact } from '../../base/redact.ts'
import { alertOnceIn } from './alert-once.ts'

/** Why nothing is sent: OpenAI refuses the key, the quota or the model. */
export type Hold = { code: string; model: string; message: string; since: Date }

type HoldConfig = Pick<CoreConfig, 'openaiModel' | 'openaiApiKey'>

/** What begins the name of an alert about a refusal. */
const REFUSED = 'refused '
/** World time between two tries while the key or the quota is refused. */
const PROBE_SECONDS = 3_600

/** The hold in force, or null. */
export async function readHold(db: Db | Tx): Promise<Hold | null> {
  const row = await db
    .selectFrom('ai_holds')
    .select(['code', 'model', 'message', 'since'])
    .executeTakeFirst()
  return row ?? null
}

/**
 * Stops sending, and has people told unless they were told of the same and it was not over since. A refused key or quota
 * may be tried again every hour; a model that is gone does not come back. Make it the last thing of a transaction. True when
 * it is news.
 */
export async function placeHold(
  tx: Tx,
  config: HoldConfig,
  refusal: { code: RefusalCode; model: string; message: string },
): Promise<boolean> {
  const nonce = randomBytes(16)
  const { code, model } = refusal
  // OpenAI repeats a part of a key that it refuses.
  const message = storableText(redact(refusal.message, secretsOf(config)))
  const probeSeconds = code === 'openai_model_unavailable' ? null : PROBE_SECONDS
  const { rows } = await sql<{ code: string }>`
    insert into ai_holds as h (code, model, message, nonce, key_hash, probe_at)
    values (${code}, ${model}, ${message}, ${nonce}, ${hashOfKey(config, nonce)},
      world_now() + make_interval(secs => ${probeSeconds}))
    on conflict (is_only) do update set code = excluded.code, model = excluded.model, message = excluded.message,
      since = excluded.since, nonce = excluded.nonce, key_hash = excluded.key_hash, probe_at = excluded.probe_at
    where (h.code, h.model) is distinct from (excluded.code, excluded.model)
    returning code`.execute(tx)
  if (rows.length === 0) return false
  const alert = {
    ...CORE_ALERTS.openai_refused,
    cause: code,
    item: { code, model, message },
  } as const
  return await alertOnceIn(tx, `${REFUSED}${code} ${model}`, alert)
}

/**
 * Lets sending go on, on a person's word: of another refusal people are told again. Gives the hold that was in force.
 */
export async function liftHold(tx: Tx): Promise<Hold | null> {
  const hold = await deleteHold(tx)
  await forgetRefusals(tx)
  return hold
}

/**
 * Lets sending go on because OpenAI took a batch. That proves the key; a quota may still be refused when the rows run, and
 * of that people were told.
 */
export async function liftTriedHold(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const hold = await deleteHold(tx)
    if (hold?.code === 'openai_unauthorized') await forgetRefusals(tx)
  })
}

async function deleteHold(tx: Tx): Promise<Hold | null> {
  const row = await tx
    .deleteFrom('ai_holds')
    .returning(['code', 'model', 'message', 'since'])
    .executeTakeFirst()
  return row ?? null
}

async function forgetRefusals(tx: Tx): Promise<void> {
  await tx.deleteFrom('ai_alerts_sent').where('name', 'like', `${REFUSED}%`).execute()
}

/** A batch was answered: what was refused before it was sent is over. */
export async function endRefusalsBefore(tx: Tx, batchId: string): Promise<void> {
  await sql`
    delete from ai_alerts_sent a using ai_batches b
    where a.name like ${`${REFUSED}%`} and b.id = ${batchId} and a.sent_at <= b.sent_at`.execute(tx)
}

/** Lifts a hold that is about another model or key than the configured ones. True when it did. */
export async function liftChangedHold(db: Db, config: HoldConfig): Promise<boolean> {
  const row = await db
    .selectFrom('ai_holds')
    .select(['model', 'nonce', 'key_hash'])
    .executeTakeFirst()
  if (!row) return false
  const isSame =
    row.model === config.openaiModel && timingSafeEqual(row.key_hash, hashOfKey(config, row.nonce))
  if (isSame) return false
  return await db.transaction().execute(async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom('ai_holds')
      .where('nonce', '=', row.nonce)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return false
    await forgetRefusals(tx)
    return true
  })
}

/** Whether a batch may be sent: nothing is held, or it is time for another try. */
export async function mayTry(db: Db): Promise<boolean> {
  const closed = await db
    .selectFrom('ai_holds')
    .select('code')
    .where((where) =>
      where.or([
        where('probe_at', 'is', null),
        where('probe_at', '>', sql<Date>`(select world_now())`),
      ]),
    )
    .executeTakeFirst()
  return closed === undefined
}

/** Takes the next try, of which there is one an hour whoever asks. False when it is not due. */
export async function claimTry(db: Db): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('ai_holds')
    .set({ probe_at: sql<Date>`world_now() + make_interval(secs => ${PROBE_SECONDS})` })
    .where('probe_at', '<=', worldNow)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

const secretsOf = ({ openaiApiKey: key }: HoldConfig): string[] => (key === undefined ? [] : [key])

/** Tells whether a key is the same one; without it, nobody can tell the key. */
const hashOfKey = ({ openaiApiKey: key = '' }: HoldConfig, nonce: Buffer): Buffer =>
  createHmac('sha256', key).update(nonce).digest()
