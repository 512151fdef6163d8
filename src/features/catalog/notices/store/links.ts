import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../../base/errors.ts'
import { hashOf, randomSecret } from '../../../../base/secrets.ts'
import { jsonb } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'

/** The subject that a link decides about: one of these. */
export type LinkSubject =
  | { draft_id: string }
  | { conflict_id: string }
  /** A product whose post is gone or no longer sells it. */
  | { product_id: string }

/**
 * Makes a link for each of these that decides it, once, within seven days; gives the codes in their
 * order, which are stored nowhere.
 */
export async function makeLinks(tx: Tx, subjects: readonly LinkSubject[]): Promise<string[]> {
  const links = subjects.map((subject) => ({ subject, code: randomSecret() }))
  const rows = links.map(({ subject, code }) => ({
    ...subject,
    hash: hashOf(code).toString('hex'),
  }))
  await sql`
    insert into draft_links (code_hash, draft_id, conflict_id, product_id, expires_at)
    select decode(r.hash, 'hex'), r.draft_id, r.conflict_id, r.product_id, world_now() + interval '7 days'
    from jsonb_to_recordset(${jsonb(rows)}) as r (draft_id uuid, conflict_id uuid, product_id uuid, hash text)`.execute(
    tx,
  )
  return links.map(({ code }) => code)
}

/** A link for each draft that approves it; gives its code. */
export async function makeDraftLinks(
  tx: Tx,
  draftIds: readonly string[],
): Promise<Map<string, string>> {
  const codes = await makeLinks(
    tx,
    draftIds.map((id) => ({ draft_id: id })),
  )
  return new Map(draftIds.map((id, at) => [id, codes[at] ?? '']))
}

/**
 * A user of links. `userId`: the owner whose stores the links may be of; null for no owner.
 * `seesService`: whether the user also decides about what the service owns.
 */
export type LinkUser = { userId: string | null; seesService: boolean }

const isOpen = (code: string, { userId, seesService }: LinkUser) => sql`
  l.code_hash = ${hashOf(code)} and l.used_at is null and l.expires_at > world_now()
  and exists (
    select from stores s
    where s.id = coalesce(
        (select store_id from product_drafts where id = l.draft_id),
        (select store_id from product_conflicts where id = l.conflict_id),
        (select store_id from products where id = l.product_id))
      and (s.owner_id = ${userId}::uuid or s.owner_id is null and ${seesService}))`

type Row = { draft_id: string | null; conflict_id: string | null; product_id: string | null }

/** Returns the subject of an open link. Throws NoSuchRecordError, also for another owner's link. */
export async function subjectOfLink(db: Db, code: string, user: LinkUser): Promise<LinkSubject> {
  const { rows } = await sql<Row>`
    select l.draft_id, l.conflict_id, l.product_id from draft_links l where ${isOpen(code, user)}`.execute(
    db,
  )
  return subjectIn(rows)
}

/** Uses an open link up and returns its subject. Throws like `subjectOfLink`. */
export async function useLink(tx: Tx, code: string, user: LinkUser): Promise<LinkSubject> {
  const { rows } = await sql<Row>`
    update draft_links l set used_at = world_now() where ${isOpen(code, user)}
    returning l.draft_id, l.conflict_id, l.product_id`.execute(tx)
  return subjectIn(rows)
}

/** The draft of a link that is about one. Throws NoSuchRecordError for another. */
export function draftIn(subject: LinkSubject): string {
  if ('draft_id' in subject) return subject.draft_id
  throw unknownLink()
}

function subjectIn([row]: readonly Row[]): LinkSubject {
  if (row?.draft_id) return { draft_id: row.draft_id }
  if (row?.conflict_id) return { conflict_id: row.conflict_id }
  if (row?.product_id) return { product_id: row.product_id }
  throw unknownLink()
}

const unknownLink = (): NoSuchRecordError =>
  new NoSuchRecordError(
    'the link is unknown, was used already or is older than seven days: open the drafts, ' +
      'products and conflicts of the store',
  )
