import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { hashOf, randomSecret } from '../../../base/secrets.ts'
import { jsonb, type Db, type Tx } from '../../../db/database.ts'

/** Makes a link for each draft that approves it, once, within seven days; gives its code, which is stored nowhere. */
export async function makeDraftLinks(
  tx: Tx,
  draftIds: readonly string[],
): Promise<Map<string, string>> {
  const links = draftIds.map((id) => ({ id, code: randomSecret() }))
  const rows = links.map(({ id, code }) => ({ id, hash: hashOf(code).toString('hex') }))
  await sql`
    insert into draft_links (code_hash, draft_id, expires_at)
    select decode(r.hash, 'hex'), r.id, world_now() + interval '7 days'
    from jsonb_to_recordset(${jsonb(rows)}) as r (id uuid, hash text)`.execute(tx)
  return new Map(links.map(({ id, code }) => [id, code]))
}

/**
 * Who may use a link: `userId` is whose stores it may be of, null for nobody's; `seesService` are those who also decide
 * what the service owns.
 */
export type LinkUser = { userId: string | null; seesService: boolean }

const isOpen = (code: string, { userId, seesService }: LinkUser) => sql`
  l.code_hash = ${hashOf(code)} and l.used_at is null and l.expires_at > world_now()
  and exists (
    select from product_drafts d join stores s on s.id = d.store_id
    where d.id = l.draft_id and (s.owner_id = ${userId}::uuid or s.owner_id is null and ${seesService}))`

/** The draft of an open link. Throws NoSuchRecordError, also for what is somebody else's. */
export async function draftOfLink(db: Db, code: string, user: LinkUser): Promise<string> {
  const { rows } = await sql<{ draft_id: string }>`
    select l.draft_id from draft_links l where ${isOpen(code, user)}`.execute(db)
  return draftIn(rows)
}

/** As `draftOfLink`, and the link is used by then. */
export async function useLink(tx: Tx, code: string, user: LinkUser): Promise<string> {
  const { rows } = await sql<{ draft_id: string }>`
    update draft_links l set used_at = world_now() where ${isOpen(code, user)} returning l.draft_id`.execute(
    tx,
  )
  return draftIn(rows)
}

function draftIn([row]: readonly { draft_id: string }[]): string {
  if (!row)
    throw new NoSuchRecordError(
      'the link is unknown, was used already or is older than seven days: open the drafts of the store',
    )
  return row.draft_id
}
