import type { Db } from '../../db/database.ts'
import { InvalidInputError } from '../../base/errors.ts'
import type { Services } from '../manifest.ts'

type Guard = Pick<Services, 'erasures'>

type Asked = { creators?: string[]; similar_to?: string }

/**
 * What is asked for without those who were erased, and how many of a list these were: a task would keep their names.
 * Throws InvalidInputError when nobody else is asked for.
 */
export async function withoutErased<Payload extends Asked>(
  db: Db,
  { erasures }: Guard,
  payload: Payload,
): Promise<{ payload: Payload; erased: number }> {
  const { creators = [], similar_to } = payload
  const names = similar_to === undefined ? creators : [similar_to]
  if (names.length === 0) return { payload, erased: 0 }
  const { usernames } = await erasures.erasedAmong(db, { platformIds: [], usernames: names })
  const left = names.filter((username) => !usernames.has(username))
  if (left.length === 0) {
    const field = similar_to === undefined ? 'creators' : 'similar_to'
    const reason = 'was erased, and must not come back (see /api/erasures)'
    throw new InvalidInputError(`${field}: ${reason}`, [{ field, reason }])
  }
  const erased = names.length - left.length
  return { payload: erased === 0 ? payload : { ...payload, creators: left }, erased }
}
