import type { PostScript } from '../instagram/world/scripted.ts'

/** The brand of the campaign and the signs by which its posts are known. */
export const BRAND = {
  handle: 'botamkids',
  hashtag: 'botamқыс',
  link: 'https://botam.example/qys',
} as const

/** The agreement with a creator who publishes. */
export type Agreement = {
  /** The code of this creator alone, such as AIDA10. */
  code: string
  /** World time (ms). */
  startsAt: number
  dueAt: number
  /** The kind of the promised post; an album is a carousel. */
  kind: PostScript['kind']
  /** Counts of the post after a month. */
  likes: number
  comments: number
  plays: number
}

/** A post with the label and the end that gramd must report. */
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

/** A story with its stickers, published at world time `at` (ms). */
export type StoryScript = {
  at: number
  mentions?: readonly string[]
  links?: readonly string[]
}

export type Course = {
  /** Posts for the campaign that show one of its signs. */
  results: readonly ExpectedPost[]
  /** Posts for the campaign whose only sign is misspelt. */
  unrecognisable?: readonly PostScript[]
  /** Similar posts that do not belong to the campaign. */
  others?: readonly PostScript[]
  /** Stories for the campaign that show one of its signs. */
  stories?: readonly StoryScript[]
  /** Stories that are none of it, or that must not be stored. */
  otherStories?: readonly StoryScript[]
  /** The profile is private from this world time (ms). */
  privateFrom?: number
  /** The alerts of this creator in the end. */
  alerts: readonly AlertKind[]
}

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** A post of the promised kind, two days before it is due unless the script says another time. */
export const post = (of: Agreement, script: Partial<PostScript>): PostScript => ({
  kind: of.kind,
  takenAt: of.dueAt - 2 * DAY,
  caption: '',
  likes: of.likes,
  comments: of.comments,
  plays: of.plays,
  ...script,
})

/** A single post that is known, with the platform's label unless something else is said. */
export const known = (
  script: PostScript,
  { label = 'platform', isGone = false, by = 'creator' }: Partial<ExpectedPost> = {},
): ExpectedPost => ({ by, script, label, isGone })

/** With the platform's label. */
export const SPONSORED = { sponsors: [BRAND.handle] }
/** A name or code with its second letter twice, as people mistype it. */
export const misspelt = (word: string): string => `${word.slice(0, 2)}${word.slice(1)}`

/** A post of ordinary life, which every creator publishes beside what it promised. */
export const ordinaryPost = (of: Agreement): PostScript =>
  post(of, { takenAt: of.dueAt - 1.2 * DAY, kind: 'photo', caption: 'Таңертең парк. Доброе утро!' })

/** The course of some of the creators, and their number among fifty. */
export type Behaviour = {
  creators: number
  kind?: PostScript['kind']
  /** A post by default. */
  promises?: 'post' | 'story'
  course(of: Agreement): Course
}

export const WALK = 'Три часа на горке в новом комбинезоне'
