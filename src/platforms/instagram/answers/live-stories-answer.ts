import { z } from 'zod'
import type { LiveStory, MediaType } from '../../creators.ts'
import type { StoriesPage } from '../../creator-reader.ts'
import { distinct, usernames } from '../../../creators/caption.ts'
import { parseHashtag } from '../../../creators/hashtag.ts'
import {
  count,
  identified,
  instant,
  lenient,
  listOfFitting,
  part,
  readAnswer,
  readItems,
  seconds,
  text,
  type OnSkipped,
} from './fields.ts'
import { linksOf, mentionsOf, StoryStickers } from './highlights-answer.ts'
import { distinctLinks } from './link.ts'
import { pictureVersions, sufficient } from './picture.ts'

const DAY_MS = 86_400_000

const Hashtag = z.object({ hashtag: z.object({ name: text }) })
const Poll = z.object({
  poll_sticker: z.object({ question: text, tallies: listOfFitting(z.object({ text })) }),
})
const Question = z.object({ question_sticker: z.object({ question: text }) })
const Slider = z.object({ slider_sticker: z.object({ question: text, emoji: text }) })
const Quiz = z.object({
  quiz_sticker: z.object({ question: text, tallies: listOfFitting(z.object({ text })) }),
})
const Countdown = z.object({ countdown_sticker: z.object({ text }) })

const Item = identified(['pk', 'id'], {
  ...StoryStickers,
  taken_at: seconds,
  expiring_at: instant,
  media_type: count,
  image_versions2: pictureVersions,
  caption: lenient(z.object({ text })),
  story_hashtags: listOfFitting(Hashtag),
  story_polls: listOfFitting(Poll),
  story_questions: listOfFitting(Question),
  story_sliders: listOfFitting(Slider),
  story_quizs: listOfFitting(Quiz),
  story_countdowns: listOfFitting(Countdown),
})
type Item = z.output<typeof Item>

const StoryAnswer = z.object({
  reel: part(z.object({ items: z.array(z.unknown()) })),
})

/** Reads `feed/user/{id}/story`, oldest story first; none without a live story. */
export function readLiveStories(
  body: unknown,
  platformId: string,
  onSkipped: OnSkipped,
): StoriesPage {
  const { reel } = readAnswer(StoryAnswer, body, `stories of ${platformId}`)
  const list = { items: reel?.items ?? [], path: 'reel.items', what: 'stories' }
  const { items, isWhole } = readItems(Item, list, onSkipped)
  const byId = new Map(items.map((item) => [item.pk, storyOf(item)]))
  const stories = [...byId.values()].toSorted((a, b) => a.takenAt.getTime() - b.takenAt.getTime())
  return { stories, isWhole }
}

const MEDIA_TYPES: Readonly<Record<number, MediaType>> = { 1: 'photo', 2: 'video' }

function storyOf(item: Item): LiveStory {
  return {
    platformId: item.pk,
    takenAt: item.taken_at,
    expiresAt: item.expiring_at ?? new Date(item.taken_at.getTime() + DAY_MS),
    mediaType: MEDIA_TYPES[item.media_type ?? 0] ?? 'unknown',
    pictureUrl: sufficient(item.image_versions2?.candidates ?? []),
    mentions: usernames(mentionsOf(item)),
    links: distinctLinks(linksOf(item), (link) => link),
    hashtags: hashtagsOf(item),
    stickers: textsOf(item),
  }
}

const hashtagsOf = ({ story_hashtags }: Item): string[] =>
  distinct(
    story_hashtags.flatMap(({ hashtag: { name } }) => {
      const parsed = name === null ? null : parseHashtag(name)
      return parsed && 'hashtag' in parsed ? [parsed.hashtag] : []
    }),
  )

function textsOf(item: Item): string[] {
  const texts = [
    item.caption?.text ?? null,
    ...item.story_polls.map((each) => each.poll_sticker).flatMap(withAnswers),
    ...item.story_quizs.map((each) => each.quiz_sticker).flatMap(withAnswers),
    ...item.story_questions.map((each) => each.question_sticker.question),
    ...item.story_sliders.flatMap(({ slider_sticker: { question, emoji } }) => [question, emoji]),
    ...item.story_countdowns.map((each) => each.countdown_sticker.text),
    ...item.story_link_stickers.map((each) => each.story_link.link_title),
    ...item.story_locations.map((each) => each.location.name),
  ]
  return distinct(texts.flatMap((each) => each ?? []))
}

const withAnswers = ({
  question,
  tallies,
}: {
  question: string | null
  tallies: { text: string | null }[]
}): (string | null)[] => [question, ...tallies.map((each) => each.text)]
