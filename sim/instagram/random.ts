/** A stream of pseudo-random numbers that depends on its key only. */
export type Random = {
  next(): number
  /** Uniform whole number in [min, max]. */
  integer(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(choices: readonly T[]): T
  /** `count` different choices, or all if there are fewer. */
  sample<T>(choices: readonly T[], count: number): T[]
  /** Standard normal (Box–Muller). */
  normal(): number
  /** Lower-case letters and digits. */
  token(length: number): string
}

const TOKEN_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** 32 bits of a key (multiply and xor-shift rounds over UTF-16 units). */
export function hash32(key: string, salt = 0): number {
  let state = 0x9e3779b9 ^ salt
  for (let at = 0; at < key.length; at++) {
    state = Math.imul(state ^ key.charCodeAt(at), 0x85ebca6b)
    state = (state << 13) | (state >>> 19)
  }
  state = Math.imul(state ^ (state >>> 16), 0x7feb352d)
  state = Math.imul(state ^ (state >>> 15), 0x846ca68b)
  return (state ^ (state >>> 16)) >>> 0
}

/** The stream of a key; ('a', 'bc') and ('ab', 'c') are different keys. */
export function createRandom(...parts: (string | number)[]): Random {
  const next = xoshiro128(parts.join('\u0000'))
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  const pick = <T>(choices: readonly T[]): T => {
    const choice = choices[integer(0, choices.length - 1)]
    if (choice === undefined) throw new RangeError('there is nothing to pick from')
    return choice
  }
  return {
    next,
    integer,
    pick,
    chance: (probability) => next() < probability,
    sample: (choices, count) => sample(choices, count, integer),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    token: (length) => Array.from({ length }, () => TOKEN_ALPHABET[integer(0, 35)]).join(''),
  }
}

/** The generator xoshiro128** of Blackman and Vigna (2018), seeded with four hashes of the key. */
function xoshiro128(key: string): () => number {
  let [a, b, c, d] = [hash32(key, 1), hash32(key, 2), hash32(key, 3), hash32(key, 4) | 1]
  return () => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result / 4_294_967_296
  }
}

function sample<T>(
  choices: readonly T[],
  count: number,
  integer: (min: number, max: number) => number,
): T[] {
  const rest = [...choices]
  const taken: T[] = []
  while (taken.length < count && rest.length > 0) {
    taken.push(...rest.splice(integer(0, rest.length - 1), 1))
  }
  return taken
}
