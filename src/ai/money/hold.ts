import { forgetRefusals, REFUSED, alertOnceIn } from './alert-once.ts'
import { CORE_ALERTS } from '../../alerts/kinds.ts'
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { CoreConfig } from '../../settings/core.ts'
import { storableText, worldNow } from '../../db/database.ts'
import type { Db, Tx } from '../../db/handles.ts'
import type { Logger } from '../../base/log/log.ts'
import { OpenAiRefusedError, type RefusalCode } from '../openai/errors.ts'
import type { AiServices } from '../services.ts'
import { redact } from '../../base/log/redact.ts'

/** Why nothing is sent: OpenAI refuses the key, the quota or the model. */
export type Hold = { code: string; model: string; message: string; since: Date }

type HoldConfig = Pick<CoreConfig, 'openaiModel' | 'openaiApiKey'>

/** World time between two probes while the key or the quota is refused. */
const PROBE_SECONDS = 3_600

export async function readHold(db: Db | Tx): Promise<Hold | null> {
  const row = await db
    .selectFrom('ai_holds')
    .select(['code', 'model', 'message', 'since'])
    .executeTakeFirst()
  return row ?? null
}

/**
 * Puts sending on hold, and alerts unless an alert about the same refusal is still valid. A refused
 * key or quota is probed every hour; a model that is gone does not return. Call it last in a
 * transaction. Returns whether it alerted.
 */
export async function holdSending(
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

/** Resumes sending for an operator; the next refusal alerts again. Returns the lifted hold. */
export async function liftHold(tx: Tx): Promise<Hold | null> {
  const hold = await deleteHold(tx)
  await forgetRefusals(tx)
  return hold
}

/**
 * Resumes sending because OpenAI accepted a batch. That proves the key; a quota may still be
 * refused when the rows run, and that has been alerted.
 */
export async function liftHoldAfterProbe(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const hold = await deleteHold(tx)
    if (hold?.code === 'openai_unauthorized' || hold?.code === 'openai_forbidden')
      await forgetRefusals(tx)
  })
}

async function deleteHold(tx: Tx): Promise<Hold | null> {
  const row = await tx
    .deleteFrom('ai_holds')
    .returning(['code', 'model', 'message', 'since'])
    .executeTakeFirst()
  return row ?? null
}

/** Lifts a hold of another model or key than the configured ones. Returns whether it did. */
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

/** Whether a batch may be sent: there is no hold, or the next probe is due. */
export async function canProbe(db: Db): Promise<boolean> {
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

/** Takes the next probe: one an hour in all processes. False when it is not due. */
export async function takeProbe(db: Db): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('ai_holds')
    .set({ probe_at: sql<Date>`world_now() + make_interval(secs => ${PROBE_SECONDS})` })
    .where('probe_at', '<=', worldNow)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

const secretsOf = ({ openaiApiKey: key }: HoldConfig): string[] => (key === undefined ? [] : [key])

/** Identifies the key without revealing it. */
const hashOfKey = ({ openaiApiKey: key = '' }: HoldConfig, nonce: Buffer): Buffer =>
  createHmac('sha256', key).update(nonce).digest()

/** Puts sending on hold if OpenAI refused key, quota or model; returns whether it did refuse. */
export async function holdIfRefused(
  { services, log }: { services: Pick<AiServices, 'db' | 'config'>; log: Logger },
  thrown: unknown,
): Promise<boolean> {
  if (!(thrown instanceof OpenAiRefusedError)) return false
  const { db, config } = services
  const { code, message } = thrown
  const refusal = { code, message, model: config.openaiModel }
  const isNew = await db.transaction().execute(async (tx) => await holdSending(tx, config, refusal))
  if (isNew) log.error({ code, err: thrown }, 'sending to OpenAI is refused')
  return true
}
