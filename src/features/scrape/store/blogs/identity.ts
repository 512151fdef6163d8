import { sql } from 'kysely'
import { worldNow } from '../../../../db/database.ts'
import type { Tx } from '../../../../db/handles.ts'
import type { Profile } from '../../../../platforms/creators.ts'
import { blogSubject } from '../../../../creators/blog-subject.ts'
import { releaseMedia } from '../../../../media/media-store.ts'
import { moveTasks } from '../../../../queue/care/lifecycle.ts'
import type { MergeBlog } from '../../../services.ts'
import type { BlogToScrape } from './blogs.ts'
import { joinOwners } from './persons.ts'
import { refreshSearch } from './search.ts'

/**
 * Finds the row of a creator, which it retains when its name changes: the platform's id decides.
 * Frees the name if another row has it, and merges `blog` into the row that already has the id, if
 * there is one, with the data that other features store of it. Returns the id of the row that is
 * the creator's.
 */
export async function settleIdentity(
  tx: Tx,
  blog: BlogToScrape,
  profile: Pick<Profile, 'platformId' | 'username'>,
  mergers: readonly MergeBlog[],
): Promise<string> {
  const others = await tx
    .selectFrom('blogs')
    .select(['id', 'username', 'platform_id'])
    .where('platform', '=', 'instagram')
    .where('id', '!=', blog.id)
    .where((where) =>
      where.or([
        where('platform_id', '=', profile.platformId),
        where('username', '=', profile.username),
      ]),
    )
    .forUpdate()
    .execute()
  const same = others.find((other) => other.platform_id === profile.platformId)
  for (const other of others) {
    if (other === same) continue
    // Its creator has given up this name, so a search by the name should not find it; the next
    // scrape by id finds the new one.
    await tx
      .updateTable('blogs')
      .set({
        username: `~${other.platform_id ?? other.id}`,
        update_due_at: sql<Date>`least(update_due_at, ${worldNow})`,
      })
      .where('id', '=', other.id)
      .execute()
    await refreshSearch(tx, [other.id])
  }
  if (!same) return blog.id
  // Locked, so that nothing is hung on it between the moves and its end.
  await tx.selectFrom('blogs').select('id').where('id', '=', blog.id).forUpdate().execute()
  for (const fold of mergers) await fold(tx, { from: blog.id, into: same.id })
  await moveTasks(tx, blogSubject(blog.id), blogSubject(same.id))
  await joinOwners(tx, { from: blog.id, into: same.id })
  await releaseMedia(tx, [blogSubject(blog.id)])
  await tx.deleteFrom('blogs').where('id', '=', blog.id).execute()
  return same.id
}
