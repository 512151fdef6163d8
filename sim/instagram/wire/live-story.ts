import type { Creator } from '../world/creator.ts'
import type { LiveStory } from '../world/live-story.ts'
import { postImageUrl, videoUrl } from './image.ts'
import { idAs } from './json.ts'
import { mentionFields, sticker } from './reel.ts'
import { shapeOf, userStub, wrapLink, type Shapes } from './user.ts'

const DAY_SECONDS = 86_400

/** The reel of a profile, as in `feed/user/{id}/story`. */
export function liveReelOf(
  creator: Creator,
  stories: readonly LiveStory[],
  shapes: Shapes,
): Record<string, unknown> {
  const newest = secondsOf(stories.at(-1))
  return {
    id: idAs(creator.pk, shapeOf(shapes, 'live reel', creator.pk)?.chance(0.5) ?? false),
    reel_type: 'user_reel',
    latest_reel_media: newest,
    expiring_at: newest + DAY_SECONDS,
    media_count: stories.length,
    media_ids: stories.map(({ pk }) => pk),
    user: userStub(creator, shapes),
    items: stories.map((story) => itemOf(story, shapes)),
  }
}

const secondsOf = (story: LiveStory | undefined): number =>
  story ? Math.floor(story.takenAt.getTime() / 1_000) : 0

function itemOf(story: LiveStory, shapes: Shapes): object {
  const { pk, creator } = story
  const shape = shapeOf(shapes, 'story', pk)
  const seconds = secondsOf(story)
  return {
    pk: idAs(pk, false),
    id: `${pk}_${creator.pk}`,
    taken_at: seconds,
    ...(shape?.chance(0.1) ? {} : { expiring_at: seconds + DAY_SECONDS }),
    media_type: story.isVideo ? 2 : 1,
    product_type: 'story',
    is_reel_media: true,
    caption: null,
    user: userStub(creator, shapes),
    image_versions2: { candidates: [{ width: 1080, height: 1920, url: postImageUrl(pk) }] },
    ...(story.isVideo
      ? { video_versions: [{ type: 101, width: 720, height: 1280, url: videoUrl(pk) }] }
      : {}),
    ...mentionFields(story, shape),
    ...stickersOf(story, shape),
  }
}

/** Stickers with links, hashtags and questions; none is an empty list, null or a missing field. */
function stickersOf(
  { links, hashtags, question, poll }: LiveStory,
  shape: ReturnType<typeof shapeOf>,
): object {
  const list = (name: string, items: readonly object[]): object => {
    if (items.length > 0) return { [name]: items.map((each) => ({ ...sticker(shape), ...each })) }
    return shape?.chance(0.3) ? { [name]: shape.chance(0.5) ? [] : null } : {}
  }
  return {
    ...list(
      'story_link_stickers',
      links.map((url) => ({
        story_link: { url: wrapLink(url), link_title: '', link_type: 'web', display_url: url },
      })),
    ),
    ...list(
      'story_hashtags',
      hashtags.map((name) => ({ hashtag: { id: '17841', name } })),
    ),
    ...list(
      'story_questions',
      question === null ? [] : [{ question_sticker: { question, question_type: 'text' } }],
    ),
    ...list(
      'story_polls',
      poll === null
        ? []
        : [
            {
              poll_sticker: {
                question: poll.question,
                tallies: poll.answers.map((text) => ({ text, count: 0 })),
              },
            },
          ],
    ),
  }
}
