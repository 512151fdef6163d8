import {
  BRAND,
  DAY,
  HOUR,
  known,
  misspelt,
  post,
  SPONSORED,
  WALK,
  type Behaviour,
} from './course.ts'
import { WITHOUT_RESULTS } from './without-results.ts'
import { WITH_STORIES } from './with-stories.ts'

const WINTER = 'Қысқы комбинезон: үш сағат серуен, бала жылы'

const table = <Name extends string>(behaviours: Record<Name, Behaviour>): typeof behaviours =>
  behaviours

/**
 * The behaviours of creators with a promise of one post or story, with their number among fifty.
 * Each kind ends within three days after the day on which it is due.
 */
export const BEHAVIOURS = table({
  ...WITHOUT_RESULTS,
  ...WITH_STORIES,
  on_time: {
    creators: 5,
    course: (of) => ({
      results: [
        known(post(of, { caption: `${WALK} от @${BRAND.handle}. Код ${of.code}`, ...SPONSORED })),
      ],
      alerts: [],
    }),
  },
  late: {
    creators: 3,
    course: (of) => ({
      results: [
        known(
          post(of, {
            takenAt: of.dueAt + 1.5 * DAY,
            caption: `${WINTER} @${BRAND.handle} код ${of.code}`,
            ...SPONSORED,
          }),
        ),
      ],
      alerts: [],
    }),
  },
  early: {
    creators: 2,
    course: (of) => ({
      results: [
        known(
          post(of, {
            takenAt: of.startsAt + HOUR,
            caption: `Winter is here with @${BRAND.handle}! Code ${of.code}`,
            ...SPONSORED,
          }),
        ),
      ],
      // More than was promised.
      stories: [{ at: of.startsAt + 2 * HOUR, mentions: [BRAND.handle] }],
      alerts: [],
    }),
  },
  gone_after_a_day: {
    creators: 3,
    course: (of) => {
      const takenAt = of.dueAt - 3 * DAY
      const caption = `${WALK}, спасибо @${BRAND.handle}! Код ${of.code}`
      const script = post(of, { takenAt, caption, goneFrom: takenAt + 26 * HOUR, ...SPONSORED })
      return { results: [known(script, { isGone: true })], alerts: ['gone'] }
    },
  },
  not_labelled: {
    creators: 2,
    course: (of) => ({
      results: [
        known(post(of, { caption: `${WALK} #${BRAND.hashtag} код ${of.code}` }), { label: null }),
      ],
      alerts: ['not_labelled'],
    }),
  },
  labelled_later: {
    creators: 2,
    course: (of) => ({
      results: [
        known(
          post(of, {
            caption: `${WINTER} #${BRAND.hashtag} ${of.code}`,
            labelFrom: of.dueAt,
            ...SPONSORED,
          }),
        ),
      ],
      alerts: [],
    }),
  },
  label_removed: {
    creators: 2,
    course: (of) => ({
      results: [
        known(
          post(of, {
            caption: `${WALK} @${BRAND.handle}, код ${of.code}`,
            labelUntil: of.dueAt,
            ...SPONSORED,
          }),
          { label: null },
        ),
      ],
      alerts: ['label_removed'],
    }),
  },
  labelled_in_words: {
    creators: 2,
    course: (of) => ({
      results: [
        known(post(of, { caption: `Жарнама. @${BRAND.handle} қысқы киімі, код ${of.code}` }), {
          label: 'words',
        }),
      ],
      alerts: [],
    }),
  },
  edited_caption: {
    creators: 2,
    course: (of) => ({
      results: [
        known(
          post(of, {
            caption: `${WALK} от @${BRAND.handle}, код ${of.code}`,
            edits: [{ at: of.dueAt, caption: `${WALK}, код ${of.code}` }],
            ...SPONSORED,
          }),
        ),
      ],
      alerts: ['caption_edited'],
    }),
  },
  wrong_code: {
    creators: 2,
    course: (of) => ({
      results: [
        known(
          post(of, {
            caption: `${WALK} #${BRAND.hashtag}. Код ${misspelt(of.code)}`,
            ...SPONSORED,
          }),
        ),
      ],
      alerts: ['code_missing'],
    }),
  },
  misspelt_mention_and_code: {
    creators: 1,
    course: (of) => ({
      results: [
        known(
          post(of, {
            caption: `${WALK} от @${misspelt(BRAND.handle)}. Код ${of.code}`,
            ...SPONSORED,
          }),
        ),
      ],
      alerts: [],
    }),
  },
  second_account: {
    creators: 2,
    course: (of) => ({
      results: [
        known(post(of, { caption: `${WALK} от @${BRAND.handle}, код ${of.code}`, ...SPONSORED }), {
          by: 'second',
        }),
      ],
      alerts: [],
    }),
  },
  collaboration: {
    creators: 2,
    course: (of) => ({
      results: [known(post(of, { caption: WALK, coauthors: [BRAND.handle], ...SPONSORED }))],
      alerts: ['code_missing'],
    }),
  },
  tag_on_one_picture: {
    creators: 2,
    kind: 'album',
    course: (of) => ({
      results: [
        known(post(of, { caption: `Реклама. ${WALK}`, taggedOnSecond: [BRAND.handle] }), {
          label: 'words',
        }),
      ],
      alerts: ['code_missing'],
    }),
  },
  link: {
    creators: 1,
    course: (of) => ({
      results: [
        known(post(of, { caption: `${WALK}: ${BRAND.link} код ${of.code}`, ...SPONSORED })),
      ],
      alerts: [],
    }),
  },
  code_alone: {
    creators: 2,
    course: (of) => ({
      results: [known(post(of, { caption: `${WINTER}. Код: ${of.code}`, ...SPONSORED }))],
      alerts: [],
    }),
  },
  hashtag_in_capitals: {
    creators: 1,
    course: (of) => ({
      results: [
        known(
          post(of, {
            caption: `${WINTER} #${BRAND.hashtag.toUpperCase()} ${of.code}`,
            ...SPONSORED,
          }),
        ),
      ],
      alerts: [],
    }),
  },
  label_alone: {
    creators: 1,
    course: (of) => ({
      results: [known(post(of, { caption: WALK, ...SPONSORED }))],
      alerts: ['code_missing'],
    }),
  },
  comments_off: {
    creators: 1,
    course: (of) => ({
      results: [
        known(
          post(of, {
            caption: `${WALK} @${BRAND.handle} ${of.code}`,
            commentsOffFrom: of.dueAt,
            ...SPONSORED,
          }),
        ),
      ],
      alerts: ['comments_off'],
    }),
  },
  hidden_likes: {
    creators: 1,
    course: (of) => ({
      results: [
        known(
          post(of, {
            caption: `${WALK} @${BRAND.handle} ${of.code}`,
            hidesLikes: true,
            ...SPONSORED,
          }),
        ),
      ],
      alerts: [],
    }),
  },
})

export type BehaviourName = keyof typeof BEHAVIOURS
