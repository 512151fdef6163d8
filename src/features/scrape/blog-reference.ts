import { fault } from '../../http/fault.ts'
import { sql } from 'kysely'
import { parseCreatorAddress, usernamesIn } from '../../creators/address.ts'
import { describeReference, reference } from '../../http/references.ts'
import { NoSuchRecordError } from '../../base/errors.ts'
import { isUuid } from '../../base/text.ts'
import type { Db } from '../../db/handles.ts'
import { z } from '../../http/router.ts'

const bare = (text: string): string => text.trim().replace(/^@/, '').toLowerCase()
const isBare = (text: string): boolean => /^[a-z0-9._]{1,30}$/.test(text)

/** A username or a part of one as people write it, in lower case and without '@'. */
export const usernameText = z
  .string()
  .transform(bare)
  .refine(
    isBare,
    fault('not_a_username', 'expected up to 30 letters a–z, digits, dots and underscores'),
  )
  .openapi({ type: 'string' })

/**
 * A creator by username, also one that the platform takes no more, or by the address of its
 * profile.
 */
export const creatorText = z
  .string()
  .transform((text) => {
    const parsed = isBare(bare(text)) ? { username: bare(text) } : parseCreatorAddress(text)
    return 'username' in parsed ? parsed.username : text
  })
  .refine(
    isBare,
    fault('not_a_username', ({ input }) => {
      const parsed = parseCreatorAddress(String(input))
      return 'reason' in parsed ? parsed.reason : 'is no username'
    }),
  )
  .openapi({ type: 'string' })

/** A creator as people name them. */
export const CREATOR = {
  name: 'creator',
  description: 'The id of the blog, its username, or the address of its profile',
  example: 'natgeo',
} as const

/** Names a creator where the operation needs its id before it begins. */
export const CreatorReference = reference({
  ...CREATOR,
  isLarge: true,
  namesIn: usernamesIn,
  rows: () =>
    sql`select id, username as name, username as key from blogs where platform = 'instagram'`,
})

/** The parameters of a route about one blog; `findBlogId` reads the id. */
export const BlogParams = z.strictObject({
  id: z
    .union([z.uuid(), creatorText], {
      error: 'expected an id, a username or the address of a profile',
    })
    .openapi(describeReference(CREATOR)),
})

/** Returns the id of a blog by that id or its username (lower case). Throws NoSuchRecordError. */
export async function findBlogId(db: Db, idOrUsername: string): Promise<string> {
  const row = await db
    .selectFrom('blogs')
    .select('id')
    .where((blog) =>
      isUuid(idOrUsername)
        ? blog('id', '=', idOrUsername)
        : blog.and({ platform: 'instagram', username: idOrUsername }),
    )
    .executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`no blog ${idOrUsername}`)
  return row.id
}
