import { z } from 'zod'
import type { HashtagAuthor, HashtagPage } from '../port.ts'
import { count, flag, identified, listOf, part, readAnswer } from './fields.ts'

const Author = identified(['pk', 'pk_id', 'id'], { username: z.string().min(1), is_private: flag })
/** Between the posts there are tiles of other kinds. */
const Tile = z.object({ media: z.object({ user: Author }).nullish() })

/** Posts lie in a grid, or beside a big reel with small ones around it. */
const Section = z.object({
  layout_content: part(
    z.object({
      one_by_two_item: part(z.object({ clips: part(z.object({ items: listOf(Tile) })) })),
      fill_items: listOf(Tile),
      medias: listOf(Tile),
    }),
  ),
})

const SectionsAnswer = z.object({
  sections: z.array(Section),
  more_available: flag,
  next_max_id: z.union([z.string(), z.number()]).nullish().catch(null),
  next_page: count,
  next_media_ids: listOf(z.union([z.string(), z.number()]).transform(String)),
})

/** Reads a page of `tags/…/sections`; `page` is the number of that page, from 0. */
export function readHashtagPage(body: unknown, page: number): HashtagPage {
  const answer = readAnswer(SectionsAnswer, body, 'hashtag page')
  const { next_max_id: maxId, more_available: hasMore } = answer
  const next =
    hasMore === true && maxId !== null && maxId !== undefined && maxId !== ''
      ? {
          maxId: String(maxId),
          page: answer.next_page ?? page + 1,
          mediaIds: answer.next_media_ids,
        }
      : null
  return { authors: answer.sections.flatMap(authorsOf), next }
}

function authorsOf({ layout_content: layout }: z.output<typeof Section>): HashtagAuthor[] {
  const tiles = [
    ...(layout?.one_by_two_item?.clips?.items ?? []),
    ...(layout?.fill_items ?? []),
    ...(layout?.medias ?? []),
  ]
  return tiles.flatMap(({ media }) =>
    media
      ? [
          {
            platformId: media.user.pk,
            username: media.user.username.toLowerCase(),
            isPrivate: media.user.is_private,
          },
        ]
      : [],
  )
}
