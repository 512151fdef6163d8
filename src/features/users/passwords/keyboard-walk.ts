import { ALPHABETS, KEYBOARDS, type Key } from './keyboards.ts'

const MIN_KEYS = 3
/**
 * The last row or column may be cut short, and two lines may alternate, in walks of this length.
 */
const MIN_LONG_WALK = 8

/** Whether the text goes along rows or columns of one keyboard, or along the alphabet. */
export function isKeyboardWalk(text: string): boolean {
  const chars = Array.from(text)
  if (new Set(chars).size < MIN_KEYS) return false
  const once = chars.filter((char, at) => char !== chars[at - 1])
  // Three letters of the alphabet are ordinary in what programs make of random bytes.
  const layouts = chars.length > MIN_KEYS ? [...KEYBOARDS, ...ALPHABETS] : KEYBOARDS
  return layouts.some((keys) => {
    const walks = [chars, once].map((each) => each.map((char) => keys.get(char)))
    return walks.some((walk) => isWalk(walk) || areTwoWalks(walk))
  })
}

type Place = Key | undefined

/** Whether every second key belongs to a walk, and the keys between to another, as in 1q2w3e4r. */
const areTwoWalks = (keys: readonly Place[]): boolean =>
  keys.length >= MIN_LONG_WALK &&
  isWalk(keys.filter((_, at) => at % 2 === 0)) &&
  isWalk(keys.filter((_, at) => at % 2 === 1))

/** Whether straight lines of at least three keys make up the whole. */
function isWalk(keys: readonly Place[]): boolean {
  if (keys.length < MIN_KEYS) return false
  for (let begin = 0; begin < keys.length;) {
    const end = endOfLine(keys, begin)
    const isCutShort = end === keys.length && end >= MIN_LONG_WALK && keys[begin] !== undefined
    if (end - begin < MIN_KEYS && !isCutShort) return false
    begin = end
  }
  return true
}

/** Returns the place where the straight line that begins here ends. */
function endOfLine(keys: readonly Place[], begin: number): number {
  const step = stepAt(keys, begin + 1)
  let end = begin + 1
  while (step !== undefined && stepAt(keys, end) === step) end += 1
  return end
}

/** The way from the key before to this one; undefined when they do not lie side by side. */
function stepAt(keys: readonly Place[], at: number): string | undefined {
  const [from, to] = [keys[at - 1], keys[at]]
  if (!from || !to) return undefined
  const [down, aside] = [to.row - from.row, to.place - from.place]
  // Each row is shifted right by half a key from the one above.
  const touch = down === 0 ? Math.abs(aside) <= 1 : aside === 0 || aside === -down
  return Math.abs(down) <= 1 && touch ? `${down},${aside}` : undefined
}
