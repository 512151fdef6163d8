import { z } from 'zod'
import type { HighlightStories } from '../../creators.ts'
import type { HighlightsTray } from '../../creator-reader.ts'
import { usernames, distinct } from '../../../creators/caption.ts'
import {
  count,
  identified,
  lenient,
  instant,
  listOfFitting,
  part,
  readAnswer,
  readItems,
  text,
  type OnSkipped,
} from './fields.ts'
import { distinctLinks, unwrapLink } from './link.ts'
import { biggest, picture } from './picture.ts'

const Cover = z.object({ cropped_image_version: picture, full_image_version: picture })

const TrayItem = identified(['pk', 'id', 'strong_id__'], {
  reel_type: text,
  title: text,
  media_count: count,
  updated_timestamp: instant,
  latest_reel_media: instant,
  cover_media: lenient(Cover),
})

const TrayAnswer = z.object({ tray: z.array(z.unknown()), cursor: text })

/**
 * Reads the highlights tray of a profile, each highlight once. `hasMore`: there are further pages,
 * which gramd cannot request.
 */
export function readHighlights(
  body: unknown,
  onSkipped: OnSkipped,
): HighlightsTray & { hasMore: boolean } {
  const { tray, cursor } = readAnswer(TrayAnswer, body, 'highlights tray')
  const list = { items: tray, path: 'tray', what: 'highlights tray' }
  const hasMore = cursor !== null
  const { items, isWhole } = readItems(TrayItem, list, onSkipped)
  const highlights = items
    .filter(({ reel_type }) => reel_type === null || reel_type === 'highlight_reel')
    .map((item) => ({
      platformId: item.pk,
      title: item.title,
      mediaCount: item.media_count,
      coverUrl: biggest([
        item.cover_media?.cropped_image_version ?? null,
        item.cover_media?.full_image_version ?? null,
      ]),
      changedAt: item.updated_timestamp ?? item.latest_reel_media,
    }))
  const byId = new Map(highlights.map((highlight) => [highlight.platformId, highlight]))
  return { highlights: [...byId.values()], isWhole: isWhole && !hasMore, hasMore }
}

const named = lenient(z.object({ username: text }))
const Mention = z.object({ user: named })
const BloksSticker = z.object({
  bloks_sticker: z.object({ sticker_data: z.object({ ig_mention: named }) }),
})
const Place = z.object({ location: z.object({ name: text }) })
const LinkSticker = z.object({ story_link: z.object({ url: text, link_title: text }) })
const CallToAction = z.object({ links: listOfFitting(z.object({ webUri: text })) })

/** The stickers of a story, in a highlight or live. */
export const StoryStickers = {
  reel_mentions: listOfFitting(Mention),
  story_bloks_stickers: listOfFitting(BloksSticker),
  story_locations: listOfFitting(Place),
  story_link_stickers: listOfFitting(LinkSticker),
  story_cta: listOfFitting(CallToAction),
}
const Story = z.object(StoryStickers)
type Story = z.output<typeof Story>

const Reel = identified(['id', 'pk'], { items: listOfFitting(Story) })
/** The same reels come by id and as a list; either may be missing, but not both. */
const ReelsAnswer = z
  .object({
    reels: part(z.record(z.string(), z.unknown())),
    reels_media: z.array(z.unknown()).nullish(),
  })
  .refine(({ reels, reels_media }) => reels || reels_media, { path: ['reels'], error: 'missing' })

/** Reads `reels_media`. Deleted highlights are missing in it. */
export function readStories(body: unknown, onSkipped: OnSkipped): HighlightStories[] {
  const { reels, reels_media } = readAnswer(ReelsAnswer, body, 'stories')
  const list = { path: 'reels', what: 'stories' }
  const items = reels ? Object.values(reels) : (reels_media ?? [])
  return readItems(Reel, { ...list, items }, onSkipped).items.map(({ pk, items }) => ({
    highlightId: pk,
    mentions: usernames(items.flatMap(mentionsOf)),
    locations: distinct(
      items.flatMap(({ story_locations }) =>
        story_locations.flatMap(({ location }) => (location.name === null ? [] : [location.name])),
      ),
    ),
    links: distinctLinks(items.flatMap(linksOf), (link) => link),
  }))
}

/** Returns the usernames that a story mentions. */
export const mentionsOf = ({
  reel_mentions,
  story_bloks_stickers,
}: Pick<Story, 'reel_mentions' | 'story_bloks_stickers'>): (string | null)[] => [
  ...reel_mentions.map(({ user }) => user?.username ?? null),
  ...story_bloks_stickers.map(
    ({ bloks_sticker }) => bloks_sticker.sticker_data.ig_mention?.username ?? null,
  ),
]

/** Returns the links of a story; older ones have a call to action in place of a link sticker. */
export function linksOf({
  story_link_stickers,
  story_cta,
}: Pick<Story, 'story_link_stickers' | 'story_cta'>): string[] {
  const links = [
    ...story_link_stickers.map(({ story_link }) => story_link.url),
    ...story_cta.flatMap((action) => action.links.map(({ webUri }) => webUri)),
  ]
  return links.flatMap((link) => (link === null ? [] : (unwrapLink(link) ?? [])))
}
