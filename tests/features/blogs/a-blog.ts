import type { Insertable } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Blogs } from '../../../src/db/schema.ts'

/** A blog with a person of its own; only what a test is about need be named. Returns its id. */
export async function aBlog(
  db: Db,
  username: string,
  columns: Partial<Insertable<Blogs>> = {},
): Promise<string> {
  const person = await db
    .insertInto('persons')
    .defaultValues()
    .returning('id')
    .executeTakeFirstOrThrow()
  const blog = await db
    .insertInto('blogs')
    .values({ person_id: person.id, username, source: 'manual', ...columns })
    .returning('id')
    .executeTakeFirstOrThrow()
  return blog.id
}

/** Puts a blog into a category, which is made if it is new. */
export async function aCategory(
  db: Db,
  blogId: string,
  name: string,
  isPrimary = false,
): Promise<void> {
  await db
    .insertInto('categories')
    .values({ name })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const category = await db
    .selectFrom('categories')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('blog_categories')
    .values({ blog_id: blogId, category_id: category.id, is_primary: isPrimary })
    .execute()
}

/** Insights that tell the languages of the content, and nothing else. */
export const insightsIn = (languages: string[]) => ({
  content: {
    primary_topic: 'life',
    secondary_topics: [],
    content_language: languages,
    content_tone: null,
    posts_in_russian: null,
    posts_in_kazakh: null,
  },
  confidence: 0.9,
  notes: null,
})
