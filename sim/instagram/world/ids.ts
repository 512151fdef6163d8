import { hash32 } from '../random.ts'

/**
 * Ids of the world. Each kind has a range in which the index can be computed back from the id, so
 * that a world of any size needs no table: users have 10 or 17 digits as on the real platform,
 * posts 19, highlights 17.
 */
export type Ids = {
  creatorPk(index: number): string
  creatorIndex(pk: string): number | null
  postPk(creatorIndex: number, ordinal: number): string
  /** Null if the post is not the creator's. */
  postOrdinal(creatorIndex: number, pk: string): number | null
  /** The index of a post's author; null for an id of no post. */
  postAuthor(pk: string): number | null
  highlightPk(creatorIndex: number, position: number): string
  highlight(pk: string): { creatorIndex: number; position: number } | null
  accountPk(index: number): string
}

const OLD_USERS = 1_000_000_000n
const OLD_STEP = 61n
const NEW_USERS = 70_000_000_000_000_000n
const NEW_STEP = 1009n
const ACCOUNTS = 61_000_000_000
const ACCOUNT_STEP = 7919
const POSTS = 3_000_000_000_000_000_000n
const POSTS_PER_CREATOR = 1_048_576n
const POST_STEP = 13n
const HIGHLIGHTS = 17_900_000_000_000_000n
const HIGHLIGHTS_PER_CREATOR = 4096n

export function createIds(seed: string, creators: number): Ids {
  const shift = BigInt(hash32(seed) % 50)
  // Every third user registered after ids outgrew a double.
  const isNew = (index: number): boolean => index % 3 === 0

  const creatorPk = (index: number): string =>
    String(
      isNew(index)
        ? NEW_USERS + BigInt(index) * NEW_STEP + shift
        : OLD_USERS + BigInt(index) * OLD_STEP + shift,
    )
  const postPk = (creatorIndex: number, ordinal: number): string =>
    String(POSTS + BigInt(creatorIndex) * POSTS_PER_CREATOR + BigInt(ordinal) * POST_STEP)

  return {
    creatorPk,
    creatorIndex(pk) {
      if (!/^\d{1,20}$/.test(pk)) return null
      const value = BigInt(pk)
      const index =
        value >= NEW_USERS
          ? Number((value - NEW_USERS) / NEW_STEP)
          : Number((value - OLD_USERS) / OLD_STEP)
      return index >= 0 && index < creators && creatorPk(index) === pk ? index : null
    },
    postPk,
    postOrdinal(creatorIndex, pk) {
      if (!/^\d{1,20}$/.test(pk)) return null
      const offset = BigInt(pk) - POSTS - BigInt(creatorIndex) * POSTS_PER_CREATOR
      const ordinal = Number(offset / POST_STEP)
      return ordinal > 0 && postPk(creatorIndex, ordinal) === pk ? ordinal : null
    },
    postAuthor(pk) {
      if (!/^\d{19}$/.test(pk)) return null
      const creatorIndex = Number((BigInt(pk) - POSTS) / POSTS_PER_CREATOR)
      return creatorIndex >= 0 && creatorIndex < creators ? creatorIndex : null
    },
    highlightPk: (creatorIndex, position) =>
      String(HIGHLIGHTS + BigInt(creatorIndex) * HIGHLIGHTS_PER_CREATOR + BigInt(position)),
    highlight(pk) {
      if (!/^\d{17,20}$/.test(pk)) return null
      const offset = BigInt(pk) - HIGHLIGHTS
      const creatorIndex = Number(offset / HIGHLIGHTS_PER_CREATOR)
      if (offset < 0n || creatorIndex >= creators) return null
      return { creatorIndex, position: Number(offset % HIGHLIGHTS_PER_CREATOR) }
    },
    accountPk: (index) => String(ACCOUNTS + index * ACCOUNT_STEP + Number(shift)),
  }
}

const SHORTCODE_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The code in a post's URL: its id in base 64 with the URL-safe alphabet. */
export function shortcode(pk: string): string {
  let rest = BigInt(pk)
  let code = ''
  while (rest > 0n) {
    code = `${SHORTCODE_ALPHABET[Number(rest % 64n)] ?? ''}${code}`
    rest /= 64n
  }
  return code
}
