import { sql, type RawBuilder } from 'kysely'
import { isRead } from './document-cost.ts'
import { membersOfAll, type ResolvedValues } from './resolve-filter.ts'

/**
 * Returns the condition for subjects: in all of the categories, or in none and with words of each
 * in name or biography. Few are collected first; of many, each creator on the way is looked up:
 * `offset` keeps the planner from reading the links of all creators for the few on the way.
 */
export function isAbout({
  categories,
  words,
  isRare,
}: ResolvedValues['about']): RawBuilder<unknown> {
  const isSaid = (blog: string) =>
    sql`ts_filter(${sql.ref(`${blog}.search`)}, '{a,b}') @@ ${words}::tsquery`
  const hasNone = (blog: string) => sql`not exists (
    select from shared.blog_categories own where own.blog_id = ${sql.ref(`${blog}.id`)}
    ${isRare ? sql`` : sql`offset 0`}
  )`
  if (isRare)
    return sql`blog.id in (
      ${membersOfAll(categories)}
      union all
      select said.id from shared.blogs said
      where ${isSaid('said')} and ${isRead('said')} and ${hasNone('said')}
    )`
  return sql`(
    (${sql.join(categories.map(isIn), sql` and `)})
    or (${hasNone('blog')} and ${isSaid('blog')} and ${isRead('blog')})
  )`
}

/** Returns the condition for creators in a category. */
export const isIn = (category: string): RawBuilder<unknown> => sql`exists (
  select from shared.blog_categories bc where bc.blog_id = blog.id and bc.category_id = ${category}::uuid
)`
