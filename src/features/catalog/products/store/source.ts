import { sql } from 'kysely'
import { ConflictError } from '../../../../base/errors.ts'
import type { Tx } from '../../../../db/handles.ts'

/** What a seller may do with a product whose post is gone or sells it no more. */
export const SOURCE_CHOICES = ['keep', 'archive'] as const
export type SourceChoice = (typeof SOURCE_CHOICES)[number]

/** Keeps a product that has lost its post, or archives it. Throws ConflictError for one whose post sells it. */
export async function decideSource(tx: Tx, productId: string, choice: SourceChoice): Promise<void> {
  const { numAffectedRows } = await sql`
    update products set source_kept_at = case when ${choice === 'keep'} then world_now() else source_kept_at end,
      status = case when ${choice === 'archive'} then 'archived' else status end, updated_at = world_now()
    where id = ${productId}::uuid and (source_deleted_at is not null or source_dropped_at is not null)`.execute(
    tx,
  )
  if (numAffectedRows !== 1n)
    throw new ConflictError(
      'the post of the product is there and sells it: nothing is to be decided',
    )
}
