import { sql } from 'kysely'
import type { Db } from '../../../../src/db/handles.ts'
import type { Services } from '../../../../src/features/services.ts'
import type { TaskType } from '../../../../src/queue/task-type.ts'

type Make = (db: Db, id: string, owner: string | null) => Promise<unknown>

const aStore: Make = async (db, id, owner) =>
  await sql`
    insert into stores (id, owner_id, name, slug, currency, categories)
    values (${id}, ${owner}, 'Pots', ${`pots-${id}`}, 'KZT', '{}')`.execute(db)

const aConnection: Make = async (db, id, owner) => {
  await sql`
    insert into connections (id, owner_id, platform_id, username, login)
    values (${id}, ${owner}, ${id}, ${`user.${id}`}, 'instagram')`.execute(db)
  await sql`
    insert into own_media_sync (connection_id, owner_id, username)
    values (${id}, ${owner}, ${`user.${id}`})`.execute(db)
}

/** What tasks are about, by the prefix of their subjects: it is made with this id for this owner. */
const MAKE: Readonly<Record<string, Make>> = {
  store: aStore,
  connection: aConnection,
  async catalog_post(db, id, owner) {
    await aStore(db, id, owner)
    await sql`
      insert into catalog_posts (id, store_id, account_id, platform_id, type, published_at)
      values (${id}, ${id}, '1', '2', 'IMAGE', world_now())`.execute(db)
  },
  async product(db, id, owner) {
    await aStore(db, id, owner)
    await sql`
      insert into products (id, store_id, slug, name, currency, source) values (${id}, ${id}, 'a-pot', 'A pot', 'KZT', 'manual')`.execute(
      db,
    )
  },
  async project(db, id, owner) {
    await db.insertInto('projects').values({ id, owner_id: owner, name: 'A reel' }).execute()
  },
  async own_media(db, id, owner) {
    await aConnection(db, id, owner)
    await sql`
      insert into own_media (id, connection_id, owner_id, platform_id, type, published_at)
      values (${id}, ${id}, ${owner}, '3', 'IMAGE', world_now())`.execute(db)
  },
}

/** A payload in which every field is this id. */
const payloadOf = (id: string): never => new Proxy({}, { get: () => id }) as never

/**
 * Makes what a task of the type is about, and returns the subject of such a task. Throws for a type with owners of things
 * that this file cannot make: add them to MAKE.
 */
export async function aThing(
  db: Db,
  type: TaskType<Services>,
  owner: string | null,
): Promise<string | null> {
  const declared = type.access.owner
  if (declared === undefined) return null
  const make = MAKE[declared.prefix]
  if (!make) throw new Error(`${type.name} is about a ${declared.prefix}: say here how one is made`)
  const { rows } = await sql<{ id: string }>`select uuidv7() as id`.execute(db)
  const id = rows[0]?.id ?? ''
  await make(db, id, owner)
  const subject = type.subject?.(payloadOf(id)) ?? null
  if (subject !== `${declared.prefix}:${id}`)
    throw new Error(
      `${type.name} finds owners by ${declared.prefix}:…, but its subject is ${subject}`,
    )
  return subject
}

type Made = { type: string; subject?: string | null; status?: string; error?: string }

/** A task as its row; its payload, result and error carry a secret of its own. */
export async function aTask(
  db: Db,
  { type, subject = null, status = 'pending', error = 'transient' }: Made,
): Promise<number> {
  const hasEnded = status !== 'pending'
  const { rows } = await sql<{ id: number }>`
    insert into scrape_tasks (task_type, subject, status, priority, payload, result, error_code, error_message, completed_at)
    values (${type}, ${subject}, ${status}, 5, '{"secret": "payload"}',
      ${status === 'done' ? '{"secret": "result"}' : null}::jsonb, ${status === 'failed' ? error : null},
      ${status === 'failed' ? `the secret of ${type} ${subject}` : null},
      ${hasEnded ? sql`world_now()` : null})
    returning id`.execute(db)
  return rows[0]?.id ?? 0
}
