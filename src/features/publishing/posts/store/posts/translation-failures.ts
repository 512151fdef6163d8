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
 * Returns the languages whose last translation of a post failed, unless a person has written the
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

/** Removes the failure of a language: a person has written its caption. */
export async function endFailure(tx: Tx, postId: string, language: string): Promise<void> {
  await sql`
    update posts set translation_failures = (
      select coalesce(jsonb_agg(f), '[]') from jsonb_array_elements(translation_failures) f
      where f ->> 'language' <> ${language})
    where id = ${postId}::uuid`.execute(tx)
}
