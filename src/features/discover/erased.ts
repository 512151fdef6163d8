import type { Db } from '../../db/database.ts'
import { InvalidInputError } from '../../base/errors.ts'
import type { Services } from '../manifest.ts'

type Named = { platformId: string | null; username: string }
type Guard = Pick<Services, 'erasures'>

/** Tells of creators whether they were erased and must not come back; asked with one query for all of them. */
export async function erasedAmong(
  db: Db,
  { erasures }: Guard,
  creators: readonly Named[],
): Promise<(creator: Named) => boolean> {
  const erased = await erasures.erasedAmong(db, {
    platformIds: creators.flatMap(({ platformId }) => platformId ?? []),
    usernames: creators.map(({ username }) => username),
  })
  return ({ platformId, username }) =>
    erased.usernames.has(username) || (platformId !== null && erased.platformIds.has(platformId))
}

type Asked = { creators?: string[]; similar_to?: string }

/**
 * What is asked for without those who were erased, and how many of a list these were: a task would keep their names.
 * Throws InvalidInputError when nobody else is asked for.
 */
export async function withoutErased<Payload extends Asked>(
  db: Db,
  guard: Guard,
  payload: Payload,
): Promise<{ payload: Payload; erased: number }> {
  const { creators = [], similar_to } = payload
  const names = similar_to === undefined ? creators : [similar_to]
  if (names.length === 0) return { payload, erased: 0 }
  const isErased = await erasedAmong(
    db,
    guard,
    names.map((username) => ({ platformId: null, username })),
  )
  const left = names.filter((username) => !isErased({ platformId: null, username }))
  if (left.length === 0) {
    const field = similar_to === undefined ? 'creators' : 'similar_to'
    const reason = 'was erased, and must not come back (see /api/erasures)'
    throw new InvalidInputError(`${field}: ${reason}`, [{ field, reason }])
  }
  const erased = names.length - left.length
  return { payload: erased === 0 ? payload : { ...payload, creators: left }, erased }
}
