import { hash32 } from '../../random.ts'
import { NAMES, ORIGINS } from '../names.ts'

/**
 * The relation of a circle to its creator: a `friend` follows and is followed, a `fan` follows, an
 * `idol` is followed. Each person belongs to one circle.
 */
const CIRCLES = ['friend', 'fan', 'idol'] as const
export type Circle = (typeof CIRCLES)[number]

/** A person around a creator, without posts. */
export type PersonRef = { creatorIndex: number; circle: Circle; ordinal: number }

/** A member of a list. Null if the platform omits it. */
export type Member = {
  pk: string
  username: string
  fullName: string | null
  isPrivate: boolean | null
  isVerified: boolean | null
}

/** 13 digits for the first people of a circle, 18 for every third and for all later ones. */
const SHORT = 2_000_000_000_000n
const SHORT_CIRCLE = 2n ** 21n
const LONG = 100_000_000_000_000_000n
const LONG_CIRCLE = 2n ** 33n
const CIRCLES_PER_CREATOR = 4n

const hasShortId = (ordinal: number): boolean => ordinal % 3 !== 0 && ordinal < SHORT_CIRCLE

export function personPk({ creatorIndex, circle, ordinal }: PersonRef): string {
  const circleNumber = BigInt(creatorIndex) * CIRCLES_PER_CREATOR + BigInt(CIRCLES.indexOf(circle))
  return String(
    hasShortId(ordinal)
      ? SHORT + circleNumber * SHORT_CIRCLE + BigInt(ordinal)
      : LONG + circleNumber * LONG_CIRCLE + BigInt(ordinal),
  )
}

/** Null for an unknown id. */
export function personOfPk(pk: string): PersonRef | null {
  if (!/^\d{13,19}$/.test(pk)) return null
  const value = BigInt(pk)
  const [base, size] = value >= LONG ? [LONG, LONG_CIRCLE] : [SHORT, SHORT_CIRCLE]
  const circleNumber = (value - base) / size
  const circle = CIRCLES[Number(circleNumber % CIRCLES_PER_CREATOR)]
  if (value < base || circle === undefined) return null
  const creatorIndex = Number(circleNumber / CIRCLES_PER_CREATOR)
  const person = { creatorIndex, circle, ordinal: Number((value - base) % size) }
  return personPk(person) === pk ? person : null
}

/** Creator indices from here on belong to people, this many per circle. */
const PEOPLE_FROM = 2 ** 42
const INDICES_OF_CIRCLE = 2 ** 25

/** The creator index of a person; null beyond the 33,554,432nd of a circle. */
export function personIndex({ creatorIndex, circle, ordinal }: PersonRef): number | null {
  if (ordinal >= INDICES_OF_CIRCLE) return null
  const circleNumber = creatorIndex * Number(CIRCLES_PER_CREATOR) + CIRCLES.indexOf(circle)
  return PEOPLE_FROM + circleNumber * INDICES_OF_CIRCLE + ordinal
}

/** The person of a creator index; null for a creator. */
export function personOfIndex(index: number): PersonRef | null {
  if (index < PEOPLE_FROM) return null
  const circleNumber = Math.floor((index - PEOPLE_FROM) / INDICES_OF_CIRCLE)
  const circles = Number(CIRCLES_PER_CREATOR)
  const circle = CIRCLES[circleNumber % circles]
  const ordinal = (index - PEOPLE_FROM) % INDICES_OF_CIRCLE
  return circle ? { creatorIndex: Math.floor(circleNumber / circles), circle, ordinal } : null
}

/** The person of an original username; null for an unknown one. */
export function personOfUsername(username: string, seed: number): PersonRef | null {
  const found = /[._]([0-9a-z]{1,8})_([0-9a-z]{1,7})([mfi])$/.exec(username)
  const circle = CIRCLES.find((each) => LETTERS[each] === found?.[3])
  if (!found || circle === undefined) return null
  const creatorIndex = Number.parseInt(found[1] ?? '', 36)
  const person = { creatorIndex, circle, ordinal: Number.parseInt(found[2] ?? '', 36) }
  return personAt(person, seed, false).username === username ? person : null
}

/** The suffix of their usernames; no creator has it. */
const LETTERS: Record<Circle, string> = { friend: 'm', fan: 'f', idol: 'i' }

/** Every first name with every last name of its origin: generating a person is a look-up. */
const PEOPLE = ORIGINS.flatMap((origin) =>
  Object.values(NAMES[origin]).flatMap(({ first, last }) =>
    first.flatMap((one) =>
      last.map((other) => ({ first: one.latin, fullName: `${one.native} ${other.native}` })),
    ),
  ),
)

/** A member as lists show it; with `shapes` some fields are missing. */
export function personAt(ref: PersonRef, seed: number, shapes: boolean): Member {
  const { creatorIndex, circle, ordinal } = ref
  const roll = mix(mix(seed, creatorIndex * 4 + CIRCLES.indexOf(circle)), ordinal)
  const { first, fullName } = itemAt(PEOPLE, roll)
  const flags = mix(roll, 1)
  const separator = flags & 1 ? '.' : '_'
  return {
    pk: personPk(ref),
    username: `${first}${separator}${creatorIndex.toString(36)}_${ordinal.toString(36)}${LETTERS[circle]}`,
    fullName: (flags >>> 1) % 12 === 0 ? null : fullName,
    isPrivate: shapes && (flags >>> 5) % 101 === 0 ? null : (flags >>> 12) % 100 < 45,
    isVerified: shapes && (flags >>> 5) % 53 === 1 ? null : (flags >>> 19) % 250 === 0,
  }
}

function itemAt<T>(list: readonly T[], roll: number): T {
  const item = list[roll % list.length]
  if (item === undefined) throw new RangeError('there is nothing to pick from')
  return item
}

export const seedOfPeople = (seed: string): number => hash32(seed, 7)

/** 32 bits of two whole numbers below 2^53; a hundred times faster than a text key. */
export function mix(one: number, other: number): number {
  let state = (one ^ Math.imul(other >>> 0, 0x9e3779b1) ^ Math.floor(other / 2 ** 32)) >>> 0
  state = Math.imul(state ^ (state >>> 16), 0x7feb352d)
  state = Math.imul(state ^ (state >>> 15), 0x846ca68b)
  return (state ^ (state >>> 16)) >>> 0
}
