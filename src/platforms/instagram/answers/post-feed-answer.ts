import { z } from 'zod'
import type { Author } from '../../creators.ts'
import type { FoundPost, PostFeedCursor, PostFeedPage } from '../../creator-finder.ts'
import { feedItems } from './feed-items.ts'
import {
  count,
  cursor,
  flag,
  identified,
  lenient,
  isRecord,
  listOf,
  listOfFitting,
  part,
  readAnswer,
  readItems,
  text,
  username,
  type OnSkipped,
} from './fields.ts'

/** A user beside a post or in a list. */
const User = identified(['pk', 'pk_id', 'id'], {
  username,
  full_name: text,
  is_private: flag,
  is_verified: flag,
})
const FoundMedia = identified(['pk', 'id'], { user: User, caption: lenient(z.object({ text })) })

/** The tiles that are posts; other kinds are mixed in. */
const tiles = listOf(z.unknown()).transform((items) =>
  items.flatMap((tile) => (isRecord(tile) && isRecord(tile['media']) ? [tile['media']] : [])),
)
/** Posts are in a grid, or beside a big reel with small ones around it. */
const Section = z.object({
  layout_content: part(
    z.object({
      one_by_two_item: part(z.object({ clips: part(z.object({ items: tiles })) })),
      fill_items: tiles,
      medias: tiles,
    }),
  ),
})

const Sections = listOfFitting(Section)

const SectionsAnswer = z.object({
  sections: z.array(z.unknown()).transform((sections) => Sections.parse(sections)),
  more_available: flag,
  next_max_id: cursor,
  next_page: count,
  next_media_ids: listOf(cursor),
})

/** Reads page `page`, from 0, of `tags/…/sections` or `locations/…/sections`. */
export function readPostFeed(body: unknown, page: number, onSkipped: OnSkipped): PostFeedPage {
  const answer = readAnswer(SectionsAnswer, body, 'page of posts')
  const tiled = feedItems(answer.sections.flatMap(tilesOf))
  const list = { items: tiled, path: 'posts', what: 'page of posts' }
  const { items } = readItems(FoundMedia, list, onSkipped)
  return { posts: items.map(foundPost), next: nextOf(answer, page) }
}

function nextOf(answer: z.output<typeof SectionsAnswer>, page: number): PostFeedCursor | null {
  const { more_available: hasMore, next_max_id: maxId, next_page: nextPage } = answer
  if (hasMore !== true || maxId === null) return null
  const mediaIds = answer.next_media_ids.filter((mediaId) => mediaId !== null)
  return { maxId, page: nextPage ?? page + 1, mediaIds }
}

const tilesOf = ({ layout_content: layout }: z.output<typeof Section>): unknown[] => [
  ...(layout?.one_by_two_item?.clips?.items ?? []),
  ...(layout?.fill_items ?? []),
  ...(layout?.medias ?? []),
]

const foundPost = ({ pk, user, caption }: z.output<typeof FoundMedia>): FoundPost => ({
  platformId: pk,
  author: authorOf(user),
  captionText: caption?.text ?? null,
})

const ChainingAnswer = z.object({ users: z.array(z.unknown()) })

/** Reads `discover/chaining`. */
export function readSimilar(body: unknown, onSkipped: OnSkipped): Author[] {
  const { users: items } = readAnswer(ChainingAnswer, body, 'list of similar accounts')
  const list = { items, path: 'users', what: 'list of similar accounts' }
  return readItems(User, list, onSkipped).items.map(authorOf)
}

const authorOf = (user: z.output<typeof User>): Author => ({
  platformId: user.pk,
  username: user.username,
  fullName: user.full_name,
  isPrivate: user.is_private,
  isVerified: user.is_verified,
})
