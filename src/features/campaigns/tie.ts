import type { Tx } from '../../db/handles.ts'
import { moveBetweenStatuses } from '../lists/index.ts'
import { labelOf, wordsFor } from './label.ts'
import { signsOf, type CampaignSigns } from './signs.ts'
import {
  candidatesQuery,
  publishedQuery,
  type Candidate,
  type Published,
} from './store/candidates.ts'
import { storeNearMisses, type NearMissRow } from './store/near-misses.ts'
import { tieBySigns, type Tie } from './store/results.ts'

/** Accounts whose posts are in memory at once. */
const AUTHORS = 200

/**
 * Ties what an account, or the accounts of a campaign's creators, published in the windows of
 * campaigns by its signs. Doing it again changes nothing. A creator of no campaign costs one query.
 */
export async function tieStored(
  tx: Tx,
  of: { authorId: string } | { listId: string; blogIds?: readonly string[] },
): Promise<void> {
  const { rows: candidates } = await candidatesQuery(of).execute(tx)
  const wanted = candidates.filter(hasSigns)
  const authors = [...new Set(wanted.map((candidate) => candidate.author_id))]
  for (let start = 0; start < authors.length; start += AUTHORS) {
    const some = new Set(authors.slice(start, start + AUTHORS))
    await tieOf(
      tx,
      wanted.filter((candidate) => some.has(candidate.author_id)),
    )
  }
}

const hasSigns = ({ handles, mentions, hashtags, links, codes }: Candidate): boolean =>
  [handles, mentions, hashtags, links, codes].some((each) => each.length > 0)

async function tieOf(tx: Tx, candidates: readonly Candidate[]): Promise<void> {
  const from = Math.min(...candidates.map(({ opens_at }) => opens_at.getTime()))
  const ends = candidates.map(({ closes_at }) => closes_at)
  const until = ends.includes(null)
    ? null
    : new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0)))
  const authorIds = [...new Set(candidates.map(({ author_id }) => author_id))]
  const { rows } = await publishedQuery(authorIds, { from: new Date(from), until }).execute(tx)
  await storeFound(tx, candidates, rows)
}

/** Ties those of some posts and stories that have signs of a campaign of their author. */
async function storeFound(
  tx: Tx,
  candidates: readonly Candidate[],
  published: readonly Published[],
): Promise<void> {
  const byAuthor = Map.groupBy(published, ({ author_id }) => author_id)
  const ties: Tie[] = []
  const misses: NearMissRow[] = []
  for (const candidate of candidates) {
    const signs = signsFor(candidate)
    for (const each of byAuthor.get(candidate.author_id) ?? []) {
      if (!isInWindow(each, candidate)) continue
      const found = findSigns(each, candidate, signs)
      if (found.tie) ties.push(found.tie)
      misses.push(...found.misses)
    }
  }
  if (published.length === 0) return
  await moveBetweenStatuses(tx, await tieBySigns(tx, ties), { from: 'agreed', to: 'published' })
  await storeNearMisses(tx, misses, {
    listIds: [...new Set(candidates.map(({ list_id }) => list_id))],
    platformIds: published.map(({ platform_id }) => platform_id),
  })
}

const isInWindow = ({ taken_at }: Published, { opens_at, closes_at }: Candidate): boolean =>
  taken_at >= opens_at && (closes_at === null || taken_at < closes_at)

/** The signs of a campaign in the posts of one of its creators. */
function signsFor({
  handles,
  mentions,
  hashtags,
  links,
  codes,
  blog_id,
}: Candidate): CampaignSigns {
  const codesOf = (isWanted: (owner: string | null) => boolean) =>
    codes.flatMap(({ code, blog_id: owner }) => (isWanted(owner) ? [code] : []))
  return {
    handles,
    mentions,
    hashtags,
    links,
    codes: {
      own: codesOf((owner) => owner === blog_id),
      common: codesOf((owner) => owner === null),
      others: codesOf((owner) => owner !== null && owner !== blog_id),
    },
  }
}

function findSigns(
  published: Published,
  candidate: Candidate,
  signs: CampaignSigns,
): { tie: Tie | null; misses: NearMissRow[] } {
  const found = signsOf(signedPost(published, candidate.author), signs)
  const { list_id, blog_id } = candidate
  const { kind, platform_id, code, taken_at } = published
  return {
    tie:
      found.signs.length === 0
        ? null
        : {
            list_id,
            blog_id,
            published,
            signs: found.signs,
            label: labelOfPublished(published, candidate),
          },
    misses: found.nearMisses.map((miss) => ({
      list_id,
      blog_id,
      kind,
      platform_id,
      code,
      taken_at,
      ...miss,
    })),
  }
}

const signedPost = (published: Published, author: string) => ({
  caption: published.caption,
  stickers: published.stickers,
  storyMentions: published.story_mentions,
  hashtags: published.hashtags,
  links: published.links,
  coauthors: published.coauthors,
  taggedUsers: published.tagged_users,
  sponsors: published.sponsors,
  author,
})

/** Returns the label of a post or a story of a creator of a campaign. */
export const labelOfPublished = (
  published: Pick<Published, 'caption' | 'stickers' | 'is_paid_partnership' | 'sponsors'>,
  { promise, disclosures }: Pick<Candidate, 'promise' | 'disclosures'>,
) =>
  labelOf(
    {
      caption: [published.caption ?? '', ...published.stickers].join('\n'),
      isPaidPartnership: published.is_paid_partnership,
      sponsors: published.sponsors,
    },
    { words: wordsFor(promise, disclosures) },
  )
