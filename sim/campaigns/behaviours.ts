import type { PostScript } from '../instagram/world/scripted.ts'

/** The brand of the campaign and the signs by which its posts are known. */
export const BRAND = {
  handle: 'botamkids',
  hashtag: 'botamқыс',
  link: 'https://botam.example/qys',
} as const

/** What is agreed with a creator, as it publishes. */
export type Agreement = {
  /** The code of this creator alone, such as AIDA10. */
  code: string
  /** World time (ms). */
  startsAt: number
  dueAt: number
  /** Of the post that is promised; an album is a carousel. */
  kind: PostScript['kind']
  /** Counts of the post after a month. */
  likes: number
  comments: number
  plays: number
}

/** What gramd must say of a post in the end. */
export type ExpectedPost = {
  /** The creator, or the other account of the same person. */
  by: 'creator' | 'second'
  script: PostScript
  label: 'platform' | 'words' | null
  isGone: boolean
}

export type AlertKind =
  | 'overdue'
  | 'not_labelled'
  | 'gone'
  | 'code_missing'
  | 'misspelt_mention'
  | 'label_removed'
  | 'caption_edited'
  | 'comments_off'

export type Course = {
  /** Posts for the campaign that show one of its signs. */
  results: readonly ExpectedPost[]
  /** Posts for the campaign whose sign is misspelt: nobody can know them by their text. */
  unrecognisable?: readonly PostScript[]
  /** Posts that look alike, and are none of the campaign. */
  others?: readonly PostScript[]
  /** Stories for the campaign: when, and with which link. */
  stories?: readonly { takenAt: number; link: string | null; mention: string | null }[]
  /** The alerts of this creator in the end. */
  alerts: readonly AlertKind[]
}

type Behaviour = { creators: number; kind?: PostScript['kind']; course(of: Agreement): Course }

const HOUR = 3_600_000
const DAY = 24 * HOUR

const post = (of: Agreement, script: Partial<PostScript>): PostScript => ({
  kind: of.kind,
  takenAt: of.dueAt - 2 * DAY,
  caption: '',
  likes: of.likes,
  comments: of.comments,
  plays: of.plays,
  ...script,
})

/** A single post that is known, with the platform's label unless something else is said. */
const known = (
  script: PostScript,
  { label = 'platform', isGone = false, by = 'creator' }: Partial<ExpectedPost> = {},
): ExpectedPost => ({ by, script, label, isGone })

const SPONSORED = { sponsors: [BRAND.handle] }
const WINTER = 'Қысқы комбинезон: үш сағат серуен, бала жылы'
const WALK = 'Три часа на горке в новом комбинезоне'

const table = <Name extends string>(behaviours: Record<Name, Behaviour>): typeof behaviours =>
  behaviours

/**
 * What creators do with a promise of one post, and on how many of fifty it falls. Each kind ends
 * within three days after the day on which the post is due.
 */
export const BEHAVIOURS = table({
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
      alerts: [],
    }),
  },
  before_window: {
    creators: 1,
    course: (of) => ({
      results: [],
      others: [
        post(of, { takenAt: of.startsAt - 12 * HOUR, caption: `Люблю @${BRAND.handle} давно` }),
      ],
      alerts: ['overdue'],
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
  story_alone: {
    creators: 3,
    course: (of) => ({
      results: [],
      stories: [{ takenAt: of.dueAt - DAY, link: BRAND.link, mention: BRAND.handle }],
      alerts: ['overdue'],
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
  misspelt_mention: {
    creators: 2,
    course: (of) => ({
      results: [],
      unrecognisable: [post(of, { caption: `${WALK} от @${misspelt(BRAND.handle)}` })],
      alerts: ['misspelt_mention', 'overdue'],
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
  never: { creators: 3, course: () => ({ results: [], alerts: ['overdue'] }) },
  other_brand: {
    creators: 2,
    course: (of) => ({
      results: [],
      others: [
        post(of, {
          caption: `@${BRAND.handle}.shop #${BRAND.hashtag}тау XQ${of.code} botam.example.org/qys`,
          sponsors: [`${BRAND.handle}.shop`],
        }),
      ],
      alerts: ['overdue'],
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

/** A name or code with its second letter twice, as people mistype it. */
export const misspelt = (word: string): string => `${word.slice(0, 2)}${word.slice(1)}`

/** A post of ordinary life, which every creator publishes beside what it promised. */
export const ordinaryPost = (of: Agreement): PostScript =>
  post(of, { takenAt: of.dueAt - 1.2 * DAY, kind: 'photo', caption: 'Таңертең парк. Доброе утро!' })
