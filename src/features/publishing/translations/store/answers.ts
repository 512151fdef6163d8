import { z } from 'zod'
import { jsonb, worldNow } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import type { Services } from '../../../services.ts'

/** Returns the model's answer; undefined when the model was not asked lately. */
export async function findAnswer(db: Db, digest: Buffer): Promise<string[] | undefined> {
  const found = await db
    .selectFrom('translation_answers')
    .select('texts')
    .where('digest', '=', digest)
    .executeTakeFirst()
  return found && z.array(z.string()).parse(found.texts)
}

/** Stores an answer; mentions of people who were erased are blanked. */
export async function storeAnswer(
  tx: Tx,
  { erasures }: Pick<Services, 'erasures'>,
  digest: Buffer,
  texts: readonly string[],
): Promise<void> {
  const allowed = await erasures.withoutErased(tx, { texts }, { texts: 'text' })
  const row = { texts: jsonb(allowed.texts), created_at: worldNow }
  await tx
    .insertInto('translation_answers')
    .values({ digest, ...row })
    .onConflict((conflict) => conflict.column('digest').doUpdateSet(row))
    .execute()
}
