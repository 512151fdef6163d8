import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { CampaignView } from '../campaign-view.ts'
import { TAKING_PART } from './campaigns.ts'

/** A campaign and one of its creators, with an account of theirs whose posts may be its results. */
export type Candidate = {
  list_id: string
  /** The member. */
  blog_id: string
  /** The member, or another account of the same person. */
  author_id: string
  author: string
  /** The window; its end may be open. */
  opens_at: Date
  closes_at: Date | null
  handles: string[]
  mentions: string[]
  hashtags: string[]
  links: string[]
  codes: { code: string; blog_id: string | null }[]
  disclosures: CampaignView['disclosures']
  promise: { words: string[]; country: string | null } | null
}

/** Posts of campaigns that ended earlier are measured no more. */
const MEASURED_FOR = sql`interval '35 days'`

/**
 * The campaigns that an account may publish for, as a member of theirs or as another account of
 * one; those of a whole campaign without it. A campaign without a set-up has no signs.
 */
export const candidatesQuery = (
  of: { authorId: string } | { listId: string; blogIds?: readonly string[] },
) => {
  const condition =
    'authorId' in of
      ? sql`author.id = ${of.authorId}::uuid`
      : sql`member.list_id = ${of.listId}::uuid
          ${of.blogIds === undefined ? sql`` : sql`and member.blog_id = any(${of.blogIds}::uuid[])`}`
  return sql<Candidate>`
    select distinct on (list.id, author.id) list.id as list_id, member.blog_id, author.id as author_id,
      author.username as author, coalesce(campaign.starts_at, list.created_at) as opens_at,
      list.ends_at as closes_at, campaign.handles, campaign.mentions, campaign.hashtags, campaign.links,
      (select coalesce(jsonb_agg(jsonb_build_object('code', code.code, 'blog_id', code.blog_id)), '[]')
        from campaign_codes code where code.list_id = list.id) as codes,
      '{"label": false, "words": {}}'::jsonb || campaign.disclosures as disclosures,
      (select jsonb_build_object('words', promise.words, 'country', promise.country)
        from campaign_promises promise
        where promise.list_id = list.id and promise.blog_id = member.blog_id) as promise
    from shared.blogs author
    join shared.blogs creator on creator.person_id = author.person_id
    join shared.list_members member on member.blog_id = creator.id and member.status in ${TAKING_PART}
    join shared.lists list on list.id = member.list_id and list.is_campaign
      and (list.ends_at is null or list.ends_at > (select world_now()) - ${MEASURED_FOR})
    join campaigns campaign on campaign.list_id = list.id
    where ${condition}
    order by list.id, author.id, creator.id <> author.id, creator.id`
}

/**
 * Whether an account has results of campaigns, and whether it or another account of its person is a
 * member that takes part in some list. One cheap statement: nearly no scraped creator is.
 */
export async function involvementOf(
  db: Db,
  blogId: string,
): Promise<{ has_results: boolean; takes_part: boolean }> {
  const { rows } = await sql<{ has_results: boolean; takes_part: boolean }>`
    select
      exists (
        select from campaign_results
        where author_id = ${blogId}::uuid and kind = 'post' and untied_at is null
      ) as has_results,
      exists (
        select from shared.list_members
        where status in ${TAKING_PART} and blog_id in (
          select id from shared.blogs
          where person_id = (select person_id from shared.blogs where id = ${blogId}::uuid)
        )
      ) as takes_part`.execute(db)
  return rows[0] ?? { has_results: false, takes_part: false }
}

/** A post or a story as a scrape stored it. */
export type Published = {
  kind: 'post' | 'story'
  author_id: string
  platform_id: string
  code: string | null
  media_type: 'photo' | 'video' | 'album' | 'unknown'
  product_type: string | null
  taken_at: Date
  caption: string | null
  hashtags: string[]
  coauthors: string[]
  tagged_users: string[]
  sponsors: string[]
  is_paid_partnership: boolean | null
  story_mentions: string[]
  links: string[]
  stickers: string[]
  like_count: number | null
  comment_count: number | null
  play_count: number | null
  view_count: number | null
  /** When its numbers were read, as far as that is known. */
  read_at: Date | null
}

/** The stored posts that meet a condition on `post`, a row of `blog_posts`. */
const publishedPosts = (condition: RawBuilder<unknown>) => sql<Published>`
  select 'post' as kind, post.blog_id as author_id, post.platform_id, post.code, post.media_type,
    post.product_type, post.taken_at, post.caption_text as caption, post.hashtags, post.coauthors,
    post.tagged_users, post.sponsors, post.is_paid_partnership, '{}'::text[] as story_mentions,
    '{}'::text[] as links, '{}'::text[] as stickers, post.like_count, post.comment_count,
    post.play_count, post.view_count, blog.scraped_at as read_at
  from shared.blog_posts post join shared.blogs blog on blog.id = post.blog_id
  where ${condition}`

/** The stored stories that meet a condition on `story`, a row of `blog_stories`. */
const publishedStories = (condition: RawBuilder<unknown>) => sql<Published>`
  select 'story' as kind, story.blog_id as author_id, story.platform_id, null::text as code,
    story.media_type, 'story'::text as product_type, story.taken_at, null::text as caption, story.hashtags,
    '{}'::text[] as coauthors, '{}'::text[] as tagged_users, '{}'::text[] as sponsors,
    null::boolean as is_paid_partnership, story.mentions as story_mentions, story.links, story.stickers,
    null::integer as like_count, null::integer as comment_count, null::bigint as play_count,
    null::bigint as view_count, story.last_met_at as read_at
  from shared.blog_stories story
  where ${condition}`

/** The stored posts and stories of accounts that were published in a time. */
export function publishedQuery(
  authorIds: readonly string[],
  { from, until }: { from: Date; until: Date | null },
) {
  const isIn = (row: 'post' | 'story') => {
    const [author, at] = [sql.ref(`${row}.blog_id`), sql.ref(`${row}.taken_at`)]
    return sql`${author} = any(${authorIds}::uuid[]) and ${at} >= ${from}::timestamptz
      and (${until}::timestamptz is null or ${at} < ${until}::timestamptz)`
  }
  return sql<Published>`
    ${publishedPosts(isIn('post'))} union all ${publishedStories(isIn('story'))}`
}

/** The stored post or story by an account of a list's members, with the member. */
export async function findOfMembers(
  db: Db,
  listId: string,
  wanted: { code: string } | { storyId: string },
): Promise<(Published & { blog_id: string; author: string }) | undefined> {
  const ofAuthors = sql`(select id from authors)`
  const published =
    'code' in wanted
      ? publishedPosts(sql`post.code = ${wanted.code} and post.blog_id in ${ofAuthors}`)
      : publishedStories(
          sql`story.platform_id = ${wanted.storyId} and story.blog_id in ${ofAuthors}`,
        )
  const { rows } = await sql<Published & { blog_id: string; author: string }>`
    with authors as materialized (
      select distinct on (author.id) author.id, author.username, member.blog_id
      from shared.list_members member
      join shared.blogs creator on creator.id = member.blog_id
      join shared.blogs author on author.person_id = creator.person_id
      where member.list_id = ${listId}::uuid
      order by author.id, creator.id <> author.id, creator.id
    )
    select post.*, authors.blog_id, authors.username as author
    from (${published}) post
    join authors on authors.id = post.author_id
    order by authors.id limit 1`.execute(db)
  return rows[0]
}
