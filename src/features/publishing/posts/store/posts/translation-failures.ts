import { sql } from 'kysely'
import { z } from 'zod'
import { jsonb } from '../../../../../db/database.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'

export const TranslationFailure = z.object({
  language: z.string(),
  code: z.string(),
  message: z.string(),
})
export type TranslationFailure = z.output<typeof TranslationFailure>

/**
 * Languages of which the last translation of a post came to nothing, and nobody has written a
 * caption since.
 */
export async function listFailures(db: Db, postId: string): Promise<TranslationFailure[]> {
  const { rows } = await sql<{ failures: unknown }>`
    select translation_failures as failures from posts where id = ${postId}::uuid`.execute(db)
  return z.array(TranslationFailure).parse(rows[0]?.failures ?? [])
}

export async function setFailures(
  tx: Tx,
  postId: string,
  failures: readonly TranslationFailure[],
): Promise<void> {
  await sql`
    update posts set translation_failures = ${jsonb(failures)} where id = ${postId}::uuid`.execute(
    tx,
  )
}

/** Somebody has written the caption of this language. */
export async function endFailure(tx: Tx, postId: string, language: string): Promise<void> {
  await sql`
    update posts set translation_failures = (
      select coalesce(jsonb_agg(f), '[]') from jsonb_array_elements(translation_failures) f
      where f ->> 'language' <> ${language})
    where id = ${postId}::uuid`.execute(tx)
}
