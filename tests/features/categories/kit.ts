import type { Db } from '../../../src/db/handles.ts'
import { storeTopics } from '../../../src/features/categories/index.ts'
import { operations } from '../../../src/features/categories/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { anApi } from '../../http/kit.ts'

/** Stores what insights say of creators: for each blog its topics, the primary one first. */
export async function tell(db: Db, topics: Record<string, readonly [string, ...string[]]>) {
  const creators = Object.entries(topics).map(([blogId, [primary, ...secondary]]) => ({
    blogId,
    primary,
    secondary,
  }))
  await db.transaction().execute(async (tx) => await storeTopics(tx, creators))
}

/** A creator's categories by name, the primary one first and marked. */
export async function categoriesOf(db: Db, blogId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('blog_categories')
    .innerJoin('categories', 'categories.id', 'category_id')
    .select(['name', 'is_primary'])
    .where('blog_id', '=', blogId)
    .orderBy('is_primary', 'desc')
    .orderBy('name')
    .execute()
  return rows.map((row) => (row.is_primary ? `${row.name}!` : row.name))
}

/** What is stored of the topics of all creators, but for the times. */
export async function storedTopics(db: Db) {
  return await db
    .selectFrom('blog_topics')
    .leftJoin('categories', 'categories.id', 'category_id')
    .select(['blog_id', 'topic', 'term', 'place', 'name as category', 'matched_by', 'similarity'])
    .orderBy('blog_id')
    .orderBy('term')
    .execute()
}

export type Asking = (
  method: string,
  path: string,
  json?: unknown,
) => Promise<{ status: number; body: unknown }>

/** Asks the API of categories and topics; 204 has the body null. */
export function asking(db: Db): Asking {
  const api = anApi(db, [mountOperations({ db }, operations)])
  return async (method, path, json) => {
    const response = await api.send(method, path, json === undefined ? {} : { json })
    const body: unknown = response.status === 204 ? null : await response.json()
    return { status: response.status, body }
  }
}
