import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { avatarHash, postPictureHash } from '../../scrape/index.ts'
import { storyOwner } from '../../stories/index.ts'
import type { CreatorOfCampaign, ResultView, Sign } from '../results-view.ts'
import type { PromiseRow } from './promises.ts'
import { TAKING_PART } from './campaigns.ts'

/** A creator who agreed or has published, with what was promised. */
export type CreatorRow = {
  blog: CreatorOfCampaign['blog']
  status: string
  price: string | null
  currency: string | null
  codes: string[]
  /** When its profile was scraped, or its posts were read. */
  read_at: Date | null
  promised: (Omit<PromiseRow, 'blog_id' | 'due_at'> & { due_at: string | null }) | null
}

/** The creators of a campaign, by username. */
export const creatorsQuery = (listId: string) => sql<CreatorRow>`
  select jsonb_build_object('id', blog.id, 'username', blog.username, 'full_name', blog.full_name,
      'avatar_hash', ${avatarHash}, 'follower_count', blog.follower_count, 'er', blog.er,
      'scrape_status', blog.scrape_status) as blog,
    member.status, member.price::text as price, member.currency,
    greatest(blog.scraped_at, (
      select read_at from shared.reading_schedule schedule where schedule.blog_id = blog.id
    )) as read_at,
    array(select code from campaign_codes code
      where code.list_id = member.list_id and code.blog_id = member.blog_id order by code) as codes,
    (select jsonb_build_object('posts', posts, 'reels', reels, 'stories', stories, 'due_at', due_at,
        'label_required', label_required, 'words', words, 'country', country)
      from campaign_promises promise
      where promise.list_id = member.list_id and promise.blog_id = member.blog_id) as promised
  from shared.list_members member join shared.blogs blog on blog.id = member.blog_id
  where member.list_id = ${listId}::uuid and member.status in ${TAKING_PART}
  order by blog.username, blog.id`

/** A result with the names of people, its picture and what changed. */
export type ResultRow = {
  id: string
  blog_id: string
  author_id: string
  author: string | null
  author_name: string
  kind: 'post' | 'story'
  platform_id: string
  code: string | null
  media_type: ResultView['media_type']
  product_type: string | null
  taken_at: Date
  picture: string | null
  caption: string | null
  sign: ResultView['sign']
  quote: string | null
  signs: { sign: Sign; quote: string | null }[]
  tied_at: Date
  tied_by: string | null
  label: ResultView['label']
  label_quote: string | null
  label_confirmed_at: Date | null
  label_confirmed_by: string | null
  like_count: number | null
  comment_count: number | null
  play_count: number | null
  view_count: number | null
  last_read_at: Date | null
  last_missed_at: Date | null
  gone_since: Date | null
  changes: ResultView['changes']
}

/** The hash of the picture of a story; null where none is stored. */
const storyPictureHash = sql`(
  select encode(picture.sha256, 'hex')
  from shared.blog_stories story join shared.media_uses picture
    on picture.owner = ${sql.lit(storyOwner(''))} || story.blog_id and picture.name = story.picture
  where story.blog_id = result.author_id and story.platform_id = result.platform_id
)`

const nameOf = (column: string) =>
  sql`(select name from shared.users person where person.id = ${sql.ref(column)})`

/** The results of a campaign, in the order in which they were published. */
export const resultsQuery = (listId: string) => sql<ResultRow>`
  select result.id, result.blog_id, result.author_id,
    case when result.author_id <> result.blog_id then author.username end as author,
    author.username as author_name, result.kind, result.platform_id, result.code, result.media_type,
    result.product_type, result.taken_at,
    case result.kind when 'post' then ${postPictureHash} else ${storyPictureHash} end as picture,
    result.caption, result.sign, result.quote, result.signs, result.tied_at,
    ${nameOf('result.tied_by')} as tied_by, result.label,
    result.label_quote, result.label_confirmed_at,
    ${nameOf('result.label_confirmed_by')} as label_confirmed_by, result.like_count,
    result.comment_count, result.play_count, result.view_count, result.last_read_at,
    result.last_missed_at, result.gone_since,
    (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'at', at, 'before', before, 'after', after)
        order by at, kind), '[]')
      from campaign_changes change where change.result_id = result.id) as changes
  from campaign_results result
  join shared.blogs author on author.id = result.author_id
  cross join lateral (select result.author_id as blog_id, result.platform_id) post
  where result.list_id = ${listId}::uuid and result.untied_at is null
  order by result.taken_at, result.id`

/** The latest reading of each creator's account, of results or of the profile. */
export async function readResults(
  db: Db,
  listId: string,
): Promise<{ creators: CreatorRow[]; results: ResultRow[] }> {
  const { rows: creators } = await creatorsQuery(listId).execute(db)
  const { rows: results } = await resultsQuery(listId).execute(db)
  return { creators, results }
}
