import { createHmac } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { sql } from 'kysely'
import { z } from 'zod'
import { classify } from '../base/classify.ts'
import { InvalidInputError } from '../base/errors.ts'
import { jsonb } from '../db/database.ts'
import type { Db } from '../db/handles.ts'
import { deleteInSteps } from '../db/delete-in-steps.ts'
import { digestUpload } from './body/multipart.ts'
import type { HttpContext, HttpEnv } from './context.ts'
import { IdempotencyError } from './errors.ts'

const KEY = /^[\x21-\x7e]{1,200}$/
/** A first request that is not answered within this time died with its process. */
const ABANDONED_AFTER = '5 minutes'
const VOID_AFTER = '24 hours'
/** How long answers are stored (real time), for the retention rule. */
export const ANSWER_LIFETIME_MS = 24 * 3_600_000

type Claim = { principal: string; route: string; key: string; bodyHash: Buffer }

const StoredAnswer = z.object({
  contentType: z.string(),
  location: z.string().nullable(),
  etag: z.string().nullable().default(null),
  body: z.string(),
})
type StoredAnswer = z.output<typeof StoredAnswer>

/**
 * Answers a repeated POST with its first answer, for 24 hours of real time. A key belongs to the
 * principal and the path. The same key with another body is refused (422), and so is a repeat while
 * the first request is in progress (409). Answers with status 5xx and 403, and those that a handler
 * marks as not storable, are not stored.
 */
export function keepAnswers(db: Db, hashKey: string): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    const principal = c.get('principal')
    if (key === undefined || principal.kind === 'anonymous') return await next()
    if (!KEY.test(key)) {
      const reason = 'expected 1 to 200 visible ASCII characters'
      throw new InvalidInputError(`Idempotency-Key: ${reason}`, [
        { field: 'idempotency-key', reason, code: 'not_accepted' },
      ])
    }
    const claim = {
      principal: principal.id,
      route: `POST ${c.req.path}`,
      key,
      bodyHash: await bodyHash(c, hashKey),
    }
    const claimedAt = await claimKey(db, claim)
    if (claimedAt === null) return await replay(db, claim)
    await next()
    try {
      await keep(db, claim, claimedAt, c)
    } catch (thrown) {
      // The client gets its answer; the key expires like that of a dead process.
      const error = classify(thrown)
      c.get('log').warn(
        { err: error, code: error.code },
        'answer not stored for its idempotency key',
      )
    }
  }
}

/** Keyed with a secret outside the database: a stored hash does not help to guess a password. */
async function bodyHash(c: HttpContext, hashKey: string): Promise<Buffer> {
  const upload = c.get('upload')
  // Hashed as bytes: some routes must see that a body is not text.
  const body = upload
    ? digestUpload(upload)
    : c.req.raw.body === null
      ? ''
      : Buffer.from(await c.req.arrayBuffer())
  return createHmac('sha256', hashKey).update(new URL(c.req.url).search).update(body).digest()
}

/** Claims the key and returns the time of the claim, which is its fence; null when it is taken. */
async function claimKey(db: Db, claim: Claim): Promise<string | null> {
  const { rows } = await sql<{ claimed_at: string }>`
    insert into idempotency_keys as k (principal, route, key, body_hash)
    values (${claim.principal}, ${claim.route}, ${claim.key}, ${claim.bodyHash})
    on conflict (principal, route, key) do update
      set body_hash = excluded.body_hash, status = null, response = null, created_at = now()
      where k.created_at < now() - ${VOID_AFTER}::interval
         or (k.status is null and k.created_at < now() - ${ABANDONED_AFTER}::interval)
    returning created_at::text as claimed_at`.execute(db)
  return rows[0]?.claimed_at ?? null
}

async function replay(db: Db, claim: Claim): Promise<Response> {
  const row = await db
    .selectFrom('idempotency_keys')
    .select(['body_hash', 'status', 'response'])
    .where('principal', '=', claim.principal)
    .where('route', '=', claim.route)
    .where('key', '=', claim.key)
    .executeTakeFirst()
  if (row && !row.body_hash.equals(claim.bodyHash)) {
    throw new IdempotencyError('idempotency_key_reused', 'was used for another request')
  }
  if (!row || row.status === null) {
    throw new IdempotencyError('idempotency_key_in_use', 'belongs to a request in progress')
  }
  const stored = StoredAnswer.parse(row.response)
  return new Response(stored.body === '' ? null : stored.body, {
    status: row.status,
    headers: {
      'content-type': stored.contentType,
      'idempotency-replayed': 'true',
      ...(stored.location === null ? {} : { location: stored.location }),
      ...(stored.etag === null ? {} : { etag: stored.etag }),
    },
  })
}

async function keep(db: Db, claim: Claim, claimedAt: string, c: HttpContext): Promise<void> {
  const { status, headers } = c.res
  const mine = sql`principal = ${claim.principal} and route = ${claim.route} and key = ${claim.key}
    and created_at = ${claimedAt}::timestamptz`
  if (status >= 500 || status === 403 || !c.get('isAnswerStorable')) {
    await sql`delete from idempotency_keys where ${mine}`.execute(db)
    return
  }
  const stored: StoredAnswer = {
    contentType: headers.get('content-type') ?? 'application/json',
    location: headers.get('location'),
    etag: headers.get('etag'),
    body: await c.res.clone().text(),
  }
  await sql`update idempotency_keys set status = ${status}, response = ${jsonb(stored)} where ${mine}`.execute(
    db,
  )
}

const RETENTION_BATCH = 1_000

/** Removes answers older than a day of real time; returns how many. */
export async function removeVoidKeys(db: Db, signal: AbortSignal): Promise<number> {
  const statement = sql`
    delete from idempotency_keys where ctid = any (array(
      select ctid from idempotency_keys
      where created_at < now() - ${VOID_AFTER}::interval
      limit ${RETENTION_BATCH}
      for update skip locked
    ))`
  return await deleteInSteps(db, statement, RETENTION_BATCH, signal)
}
