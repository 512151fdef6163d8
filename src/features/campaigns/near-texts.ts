/** Whether one letter was replaced, added, left out, or swapped with its neighbour. */
export function differsByOne(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (long.length - short.length > 1) return false
  let start = 0
  while (start < short.length && short[start] === long[start]) start += 1
  const rest = (text: string, from: number): string => text.slice(from)
  if (short.length < long.length) return rest(short, start) === rest(long, start + 1)
  if (start === short.length) return false
  if (rest(short, start + 1) === rest(long, start + 1)) return true
  return (
    short[start] === long[start + 1] &&
    short[start + 1] === long[start] &&
    rest(short, start + 2) === rest(long, start + 2)
  )
}

/** Letters of Cyrillic and Latin that look equal, and digits for letters. */
const LOOK_ALIKE: ReadonlyMap<string, string> = new Map(
  Array.from('АВЕЁКМНОРСТУХІЅЈ0', (letter, place): [string, string] => [
    letter,
    'ABEEKMHOPCTYXISJO'[place] ?? letter,
  ]),
)

const shapeOf = (text: string): string =>
  Array.from(text.toUpperCase(), (letter) => LOOK_ALIKE.get(letter) ?? letter).join('')

/** Whether two texts look equal, such as АIGUL10 with a Cyrillic А. */
export const readsAlike = (one: string, other: string): boolean => shapeOf(one) === shapeOf(other)

/** Whether a word has a digit, or capitals alone. */
export const hasFormOfCode = (text: string): boolean =>
  /\p{N}/u.test(text) || (text.length >= 3 && text === text.toUpperCase())
