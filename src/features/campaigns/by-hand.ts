import { invalidField } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import { findCreators, moveBetweenStatuses } from '../lists/index.ts'
import { parsePermalink } from '../own-media/index.ts'
import { labelOfPublished } from './tie.ts'
import { getCampaign } from './store/campaigns.ts'
import { findOfMembers } from './store/candidates.ts'
import { readPromises } from './store/promises.ts'
import { tieByHand } from './store/results.ts'

/**
 * Ties the post at an address to a campaign; the one that was untied is tied again. Returns the id
 * of the result. Throws NoSuchRecordError for the campaign, and InvalidInputError for what is no
 * address of a post, or of none that is known of its members.
 */
export async function tieLink(
  db: Db,
  listId: string,
  { link, blog }: { link: string; blog?: string | undefined },
  userId: string | null,
): Promise<string> {
  const wanted = readAddress(link)
  return await db.transaction().execute(async (tx) => {
    const campaign = await getCampaign(tx, listId)
    const found = await findOfMembers(tx, campaign.id, wanted)
    if (!found)
      throw invalidField(
        'link',
        'is no post or story that gramd has read of a creator of this campaign: ' +
          'have the creator read first',
        { code: 'unread_post' },
      )
    const { blog_id: author, author: _name, ...published } = found
    const blogId = blog === undefined ? author : await memberOf(tx, { listId, blog })
    const [promise = null] = await readPromises(tx, campaign.id, [blogId])
    const label = labelOfPublished(published, { promise, disclosures: campaign.disclosures })
    const tie = { list_id: campaign.id, blog_id: blogId, published, signs: [], label }
    const id = await tieByHand(tx, tie, userId)
    const member = [{ list_id: campaign.id, blog_id: blogId }]
    await moveBetweenStatuses(tx, member, { from: 'agreed', to: 'published' })
    return id
  })
}

const STORY =
  /^(?:https?:\/\/)?(?:www\.|m\.)?instagram\.com\/stories\/[A-Za-z0-9._]{1,30}\/(\d{5,30})(?:[/?#]|$)/i

/**
 * Returns the post or story at an address. Throws InvalidInputError for one of neither a post nor
 * a story.
 */
function readAddress(link: string): { code: string } | { storyId: string } {
  const storyId = STORY.exec(link.trim())?.[1]
  if (storyId !== undefined) return { storyId }
  const parsed = parsePermalink(link)
  if ('reason' in parsed) throw invalidField('link', parsed.reason, { code: parsed.code })
  return { code: parsed.shortcode }
}

async function memberOf(
  db: Db,
  { listId, blog }: { listId: string; blog: string },
): Promise<string> {
  const [found] = await findCreators(db, [blog])
  if (!found || 'reason' in found)
    throw invalidField('blog', found?.reason ?? 'is not known here', { code: 'unknown_creator' })
  const member = await db
    .selectFrom('shared.list_members')
    .select('blog_id')
    .where('list_id', '=', listId)
    .where('blog_id', '=', found.id)
    .executeTakeFirst()
  if (!member)
    throw invalidField('blog', 'is not a creator of this campaign', { code: 'not_a_member' })
  return member.blog_id
}
