import { sql } from 'kysely'
import { ConflictError } from '../../../../base/errors.ts'
import { jsonb, worldNow } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import type { Glossary, GlossaryEntry } from '../glossary.ts'

export type Pair = { from: string; to: string }
export type PairGlossary = Pair & Glossary & { updated_at: Date | null }

/** The glossary of a pair of languages; without entries before anybody has written it. */
export async function readGlossary(db: Db, { from, to }: Pair): Promise<PairGlossary> {
  const [found] = await listGlossaries(db, { from, to })
  return found ?? { from, to, version: 0, entries: [], updated_at: null }
}

/** All pairs, or those with these languages. */
export async function listGlossaries(
  db: Db,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<PairGlossary[]> {
  const { rows } = await sql<PairGlossary>`
    select from_language as "from", to_language as "to", version, entries, updated_at from glossaries
    where (${from ?? null}::text is null or from_language = ${from ?? null})
      and (${to ?? null}::text is null or to_language = ${to ?? null})
    order by from_language, to_language`.execute(db)
  return rows
}

/**
 * Replaces the entries of a pair; the same entries keep the version. Throws ConflictError when the
 * version is not `expected` any more.
 */
export async function writeGlossary(
  tx: Tx,
  { from, to }: Pair,
  entries: readonly GlossaryEntry[],
  expected?: number,
): Promise<PairGlossary> {
  await tx
    .insertInto('glossaries')
    .values({ from_language: from, to_language: to, entries: jsonb([]) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { version, isSame } = await tx
    .selectFrom('glossaries')
    .select(['version', sql<boolean>`entries = ${jsonb(entries)}`.as('isSame')])
    .where('from_language', '=', from)
    .where('to_language', '=', to)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (expected !== undefined && expected !== version) {
    const reason = `it has version ${version} by now: read it again`
    throw new ConflictError(`the glossary: ${reason}`, [
      { field: 'version', reason, code: 'precondition_failed' },
    ])
  }
  if (!isSame)
    await tx
      .updateTable('glossaries')
      .set({ entries: jsonb(entries), version: version + 1, updated_at: worldNow })
      .where('from_language', '=', from)
      .where('to_language', '=', to)
      .execute()
  return await readGlossary(tx, { from, to })
}
