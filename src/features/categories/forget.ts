import { sql } from 'kysely'
import { mentionPattern, type CreatorIdentity } from '../../creators/identity.ts'
import type { Tx } from '../../db/database.ts'
import type { Forgotten } from '../../queue/care/erase.ts'
import type { ForgottenCreator } from '../manifest.ts'

/** Removes a creator's topics and categories. */
export async function forgetTopics(tx: Tx, { blogIds }: ForgottenCreator): Promise<Forgotten> {
  const removed = {
    blog_topics: await count(
      tx,
      sql`delete from blog_topics where blog_id = any (${blogIds}::uuid[])`,
    ),
    given_categories: await count(
      tx,
      sql`delete from given_categories where blog_id = any (${blogIds}::uuid[])`,
    ),
    blog_categories: await count(
      tx,
      sql`delete from blog_categories where blog_id = any (${blogIds}::uuid[])`,
    ),
  }
  return { removed, changed: {} }
}

/**
 * Removes topics that call a creator by name, whoever is about them; they are of no category unless somebody has said so.
 * Returns the rows by table.
 */
export async function forgetTopicsNaming(
  tx: Tx,
  { usernames }: CreatorIdentity,
): Promise<Record<string, number>> {
  const pattern = mentionPattern(usernames)
  if (pattern === null) return {}
  const naming = sql`topic ~* ${pattern}`
  return {
    blog_topics: await count(
      tx,
      sql`delete from blog_topics where category_id is null and ${naming}`,
    ),
    ignored_topics: await count(tx, sql`delete from ignored_topics where ${naming}`),
  }
}

async function count(tx: Tx, statement: ReturnType<typeof sql>): Promise<number> {
  const { numAffectedRows = 0n } = await statement.execute(tx)
  return Number(numAffectedRows)
}
