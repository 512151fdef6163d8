import type { RecordChange, HttpContext } from '../context.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import { classify } from '../../base/classify.ts'
import { jsonb } from '../../db/database.ts'
import type { Db } from '../../db/handles.ts'
import { PreconditionFailedError } from '../errors.ts'
import { problemOf } from '../problem.ts'
import { findLastChange } from './last-change.ts'
import { ANONYMOUS } from './principal.ts'

type Fields = Record<string, unknown>
const Fields = z.record(z.string(), z.unknown())

/** Fields that look like secrets are never recorded; long texts and lists are skipped. */
const SECRET = /token|secret|codes?$|_link$|cookie|password_|session_file/i
const LONGEST_VALUE = 500

/**
 * Writes an audit row before the change and adds the changed fields afterwards; a refused change
 * leaves no row. `look` returns what GET answers to the service for a path.
 */
export function createRecordChange(db: Db, get: (path: string) => Promise<Response>): RecordChange {
  return async (c, next, { operationId, path, isErasure }) => {
    const object = objectOf(c.req.path, path)
    const show = async (): Promise<Fields | null> =>
      object === null || isErasure ? null : await fieldsAt(c, get, object)
    const before = await show()
    const id = await begin(db, c, { operationId, object: object ?? path })
    try {
      await next()
    } catch (error) {
      await remove(db, id)
      throw error
    }
    if (c.error instanceof PreconditionFailedError)
      await nameChange(db, c, c.error, { operationId, object: object ?? path })
    if (c.res.status >= 400 || c.error !== undefined) return await remove(db, id)
    try {
      const made = object === null && !isErasure ? await answerOf(c) : null
      await complete(db, id, {
        status: c.res.status,
        object: made && madeObject(path, made),
        ...changedFields(before, made ?? (await show())),
      })
    } catch (thrown) {
      // The change has been made: the client gets its answer, and the row shows no status.
      const error = classify(thrown)
      c.get('log').error({ err: error, code: error.code }, 'audit row not completed')
    }
  }
}

/** Adds to the refusal of a change who was faster, and when. */
async function nameChange(
  db: Db,
  c: HttpContext,
  error: PreconditionFailedError,
  change: { operationId: string; object: string },
): Promise<void> {
  const last = await findLastChange(db, error, { ...change, requestId: c.get('requestId') })
  c.res = problemOf(c, error, last)
}

/**
 * The path up to its last parameter, which identifies the changed object; null for a collection.
 */
function objectOf(path: string, declared: string): string | null {
  const segments = declared.split('/')
  const last = segments.findLastIndex((segment) => segment.startsWith('{'))
  return last < 0
    ? null
    : path
        .split('/')
        .slice(0, last + 1)
        .join('/')
}

function madeObject(path: string, { id, login }: Fields): string | null {
  const name = id ?? login
  return typeof name === 'string' || typeof name === 'number' ? `${path}/${name}` : null
}

async function fieldsAt(
  c: HttpContext,
  get: (path: string) => Promise<Response>,
  path: string,
): Promise<Fields | null> {
  try {
    const response = await get(path)
    return response.ok ? await fieldsIn(response) : null
  } catch (thrown) {
    const error = classify(thrown)
    c.get('log').warn({ err: error, code: error.code, path }, 'audit could not read a record')
    return null
  }
}

/**
 * An answer that must not be stored may hold secrets or erased names: only its name is recorded.
 */
async function answerOf(c: HttpContext): Promise<Fields | null> {
  const fields = await fieldsIn(c.res.clone())
  if (fields === null || c.get('isAnswerStorable')) return fields
  const names = Object.entries(fields).filter(([name]) => ['id', 'login', 'name'].includes(name))
  return Object.fromEntries(names)
}

async function fieldsIn(response: Response): Promise<Fields | null> {
  if (!response.headers.get('content-type')?.startsWith('application/json')) return null
  const parsed = Fields.safeParse(await response.json())
  if (!parsed.success) return null
  const recorded = Object.entries(parsed.data).filter(
    ([name, value]) => !SECRET.test(name) && JSON.stringify(value).length <= LONGEST_VALUE,
  )
  return Object.fromEntries(recorded)
}

/** Returns the fields that differ; for an object that was created or deleted, all of its fields. */
function changedFields(
  before: Fields | null,
  after: Fields | null,
): { before: Fields | null; after: Fields | null } {
  if (before === null || after === null) return { before, after }
  const differ = (name: string): boolean =>
    JSON.stringify(before[name]) !== JSON.stringify(after[name])
  const pick = (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => differ(name)))
  return { before: pick(before), after: pick(after) }
}

async function begin(
  db: Db,
  c: HttpContext,
  { operationId, object }: { operationId: string; object: string },
): Promise<string> {
  const { id: principal, name } = c.get('principal')
  const row = await db
    .insertInto('audit_log')
    .values({
      principal,
      name,
      action: operationId,
      object,
      request_id: c.get('requestId'),
      address: c.env?.address ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return String(row.id)
}

const remove = async (db: Db, id: string): Promise<void> =>
  void (await sql`delete from audit_log where id = ${id}`.execute(db))

/** A row that an erasure has blanked in the meantime stays blank. */
async function complete(
  db: Db,
  id: string,
  row: { status: number; object: string | null; before: Fields | null; after: Fields | null },
): Promise<void> {
  const details = (fields: Fields | null) => (fields === null ? null : jsonb(fields))
  await sql`
    update audit_log set status = ${row.status},
      object = case when object is not null then coalesce(${row.object}, object) end,
      before = case when object is not null then ${details(row.before)}::jsonb end,
      after = case when object is not null then ${details(row.after)}::jsonb end
    where id = ${id}`.execute(db)
}

/**
 * Records a sign-in or a failed attempt. An unknown login is not recorded, since it may be a
 * password.
 */
export async function recordSignInAttempt(
  db: Db,
  c: HttpContext,
  attempt: { user: { id: string; login: string } | null; status: number; waitSeconds?: number },
): Promise<void> {
  const { user, status, waitSeconds } = attempt
  await db
    .insertInto('audit_log')
    .values({
      principal: user ? `user:${user.id}` : ANONYMOUS.id,
      name: user?.login ?? ANONYMOUS.name,
      action: 'signIn',
      object: user && `/api/users/${user.id}`,
      after: waitSeconds ? jsonb({ wait_seconds: waitSeconds }) : null,
      status,
      request_id: c.get('requestId'),
      address: c.env?.address ?? null,
    })
    .execute()
}

type AuditFilter = Partial<
  Record<'principal' | 'action' | 'object' | 'since' | 'until', string | undefined>
>

/** Lists audit rows newest first, after the row with this id. */
export async function listAudit(
  db: Db,
  {
    limit,
    after,
    since,
    until,
    ...equal
  }: AuditFilter & {
    limit: number
    after?: string | undefined
  },
) {
  let query = db
    .selectFrom('audit_log')
    .select(['at', 'principal', 'name', 'action', 'object', 'status', 'request_id', 'address'])
    .select([
      sql<string>`id::text`.as('id'),
      sql<Fields | null>`before`.as('before'),
      sql<Fields | null>`after`.as('after'),
    ])
    .orderBy('audit_log.id', 'desc')
    .limit(limit)
  for (const column of ['principal', 'action', 'object'] as const)
    if (equal[column] !== undefined) query = query.where(column, '=', equal[column])
  if (after !== undefined) query = query.where('id', '<', Number(after))
  if (since !== undefined) query = query.where('at', '>=', new Date(since))
  if (until !== undefined) query = query.where('at', '<', new Date(until))
  return await query.execute()
}
