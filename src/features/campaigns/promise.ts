import { invalidField } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import { findCreators } from '../lists/index.ts'
import { relabel } from './relabel.ts'
import { getCampaign } from './store/campaigns.ts'
import {
  readPromises,
  storePromises,
  type PromiseFields,
  type PromiseRow,
} from './store/promises.ts'
import { tieStored } from './tie.ts'

type Change = { [Field in keyof PromiseFields]?: PromiseFields[Field] | undefined }

/**
 * Changes what members of a campaign promised, all or none, and looks again at what they published.
 * Returns the promises. Throws NoSuchRecordError for the campaign, and InvalidInputError at the
 * field of a creator who is no member.
 */
export async function changePromises(
  db: Db,
  listId: string,
  {
    blogs,
    field,
    ...change
  }: Change & { blogs: readonly string[]; field: (place: number) => string },
): Promise<PromiseRow[]> {
  return await db.transaction().execute(async (tx) => {
    const campaign = await getCampaign(tx, listId)
    const found = await findCreators(tx, blogs)
    const blogIds = found.map((each, place) => {
      if ('reason' in each)
        throw invalidField(field(place), each.reason, { code: 'unknown_creator' })
      return each.id
    })
    const members = await tx
      .selectFrom('shared.list_members')
      .select('blog_id')
      .where('list_id', '=', campaign.id)
      .where('blog_id', 'in', blogIds)
      .execute()
    const known = new Set(members.map(({ blog_id }) => blog_id))
    const stranger = blogIds.findIndex((id) => !known.has(id))
    if (stranger !== -1)
      throw invalidField(field(stranger), 'is not a creator of this campaign', {
        code: 'not_a_member',
      })
    const of = { listId: campaign.id, blogIds: [...known], timeZone: campaign.time_zone }
    await storePromises(tx, of, change)
    await tieStored(tx, { listId: campaign.id })
    await relabel(tx, campaign.id)
    return await readPromises(tx, campaign.id, of.blogIds)
  })
}
