import type { Random } from '../random.ts'
import type { Story, WorldHighlight } from '../world/highlight.ts'
import { highlightCoverUrl, postImageUrl, videoUrl } from './image.ts'
import { placeFields } from './media.ts'
import { mentionedUser, shapeOf, userStub, wrapLink, type Shapes } from './user.ts'

/** A highlight in the tray, without its stories. */
export function trayItem(highlight: WorldHighlight, shapes: Shapes): Record<string, unknown> {
  const { pk, creator, stories } = highlight
  const shape = shapeOf(shapes, 'tray', pk)
  const newest = seconds(stories.at(-1))
  return {
    id: `highlight:${pk}`,
    ...(shape?.chance(0.2) ? {} : { pk, strong_id__: `highlight:${pk}` }),
    reel_type: 'highlight_reel',
    title: highlight.title ?? '',
    created_at: seconds(stories[0]),
    updated_timestamp: newest,
    latest_reel_media: newest,
    media_count: stories.length,
    highlight_reel_type: 'DEFAULT',
    is_pinned_highlight: false,
    ranked_position: -newest,
    can_reply: false,
    prefetch_count: 0,
    ...coverField(highlight, shape),
    user: userStub(creator, shapes),
    items: [],
  }
}

function coverField(highlight: WorldHighlight, shape: Random | null): object {
  const { pk, creator, stories } = highlight
  if (!highlight.hasCover) return noCover(shape)
  const picture = { width: 150, height: 150, url: highlightCoverUrl(pk) }
  const isFull = shape?.chance(0.1) ?? false
  return {
    cover_media: {
      crop_rect: shape?.chance(0.2) ? null : [0, 0.2, 1, 0.8],
      media_id: shape?.chance(0.2) ? null : `${stories[0]?.pk ?? pk}_${creator.pk}`,
      upload_id: null,
      cropped_image_version: isFull ? null : picture,
      full_image_version: isFull ? picture : null,
    },
  }
}

function noCover(shape: Random | null): object {
  const form = shape?.integer(0, 3) ?? 0
  if (form === 0) return {}
  if (form === 1) return { cover_media: null }
  return { cover_media: form === 2 ? {} : { cropped_image_version: { url: '' } } }
}

/** A highlight with its stories, as in reels_media. */
export function reelOf(highlight: WorldHighlight, shapes: Shapes): Record<string, unknown> {
  return {
    ...trayItem(highlight, shapes),
    items: highlight.stories.map((story) => storyItem(highlight, story, shapes)),
  }
}

const seconds = (story: Story | undefined): number =>
  story ? Math.floor(story.takenAt.getTime() / 1000) : 0

function storyItem(highlight: WorldHighlight, story: Story, shapes: Shapes): object {
  const shape = shapeOf(shapes, 'story', story.pk)
  const { creator } = highlight
  return {
    pk: story.pk,
    id: `${story.pk}_${creator.pk}`,
    taken_at: seconds(story),
    imported_taken_at: seconds(story),
    expiring_at: seconds(story) + 86_400,
    media_type: story.isVideo ? 2 : 1,
    product_type: 'story',
    is_reel_media: true,
    caption: null,
    user: userStub(creator, shapes),
    image_versions2: { candidates: [{ width: 1080, height: 1920, url: postImageUrl(story.pk) }] },
    ...(story.isVideo
      ? { video_versions: [{ type: 101, width: 720, height: 1280, url: videoUrl(story.pk) }] }
      : {}),
    ...mentionFields(story, shape),
    ...(story.place
      ? { story_locations: [{ ...sticker(shape), ...placeFields(story.place, shape) }] }
      : {}),
    ...linkFields(story, shape),
  }
}

/** The position of a sticker; older answers have text instead of numbers. */
export function sticker(shape: Random | null): object {
  const number = (value: number): number | string => (shape?.chance(0.2) ? String(value) : value)
  return {
    x: number(0.5),
    y: number(0.62),
    z: 0,
    width: number(0.4),
    height: number(0.05),
    rotation: 0,
    is_pinned: 0,
    is_hidden: 0,
    is_sticker: 1,
  }
}

/** A mention is its own sticker or, in newer answers, one of the bloks stickers, or both. */
export function mentionFields(story: Pick<Story, 'mentions'>, shape: Random | null): object {
  if (story.mentions.length === 0) return shape?.chance(0.5) ? { reel_mentions: [] } : {}
  const form = shape?.pick(['mentions', 'bloks', 'both'] as const) ?? 'mentions'
  const reel_mentions = story.mentions.map((identity) => ({
    ...sticker(shape),
    user: mentionedUser(identity, shape),
  }))
  const story_bloks_stickers = story.mentions.map(({ pk, username, fullName }) => ({
    bloks_sticker: {
      bloks_sticker_type: 'mention',
      sticker_data: { ig_mention: { account_id: pk, username, full_name: fullName ?? '' } },
    },
  }))
  return {
    ...(form === 'bloks' ? {} : { reel_mentions }),
    ...(form === 'mentions' ? {} : { story_bloks_stickers }),
  }
}

function linkFields({ link }: Story, shape: Random | null): object {
  if (!link) return {}
  const { url, form } = link
  if (form === 'call_to_action') {
    return { story_cta: [{ links: [{ linkType: 1, webUri: url, callToActionTitle: 'See more' }] }] }
  }
  const story_link = {
    url: shape?.chance(0.1) ? url : wrapLink(url),
    link_title: '',
    link_type: 'web',
    display_url: new URL(url).host,
  }
  return { story_link_stickers: [{ ...sticker(shape), story_link }] }
}
