/** Rows of keys: what each key types alone, and with the shift key. Places count from the left. */
type Layout = readonly { first: number; keys: readonly string[] }[]

/** The digits stand one place further left than the letters below them: 1, q, a, z are a column. */
const row = (first: number, ...keys: string[]): Layout[number] => ({ first, keys })

const DIGITS = row(-1, '`1234567890-=', '~!@#$%^&*()_+')
const CYRILLIC_DIGITS = row(-1, 'ё1234567890-=', 'ё!"№;%:?*()_+')

const QWERTY: Layout = [
  DIGITS,
  row(0, 'qwertyuiop[]\\', 'qwertyuiop{}|'),
  row(0, "asdfghjkl;'", 'asdfghjkl:"'),
  row(0, 'zxcvbnm,./', 'zxcvbnm<>?'),
]
const QWERTZ: Layout = [DIGITS, row(0, 'qwertzuiop'), row(0, 'asdfghjkl'), row(0, 'yxcvbnm,.-')]
const AZERTY: Layout = [DIGITS, row(0, 'azertyuiop'), row(0, 'qsdfghjklm'), row(0, 'wxcvbn,;:!')]
const RUSSIAN: Layout = [
  CYRILLIC_DIGITS,
  row(0, 'йцукенгшщзхъ\\', 'йцукенгшщзхъ/'),
  row(0, 'фывапролджэ'),
  row(0, 'ячсмитьбю.', 'ячсмитьбю,'),
]
const UKRAINIAN: Layout = [
  CYRILLIC_DIGITS,
  row(0, 'йцукенгшщзхїґ'),
  row(0, 'фівапролджє'),
  row(0, 'ячсмитьбю.'),
]
/** A letter lies beside those before and after it. */
const ORDERS: readonly Layout[] = [
  [row(0, 'abcdefghijklmnopqrstuvwxyz')],
  [row(0, 'абвгдеёжзийклмнопрстуфхцчшщъыьэюя')],
  [row(0, 'абвгдежзийклмнопрстуфхцчшщъыьэюя')],
  [row(0, 'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя')],
]

/** The place of a character on the keyboard. */
export type Key = { row: number; place: number }

const keysOf = (layout: Layout): ReadonlyMap<string, Key> =>
  new Map(
    layout.flatMap(({ first, keys }, at) =>
      keys.flatMap((typed) =>
        Array.from(typed, (char, index): [string, Key] => [
          char,
          { row: at, place: first + index },
        ]),
      ),
    ),
  )

/** The place of every character, for each keyboard. */
export const KEYBOARDS: readonly ReadonlyMap<string, Key>[] = [
  QWERTY,
  QWERTZ,
  AZERTY,
  RUSSIAN,
  UKRAINIAN,
].map(keysOf)

/** The same for alphabets, as if each were one row of keys. */
export const ALPHABETS: readonly ReadonlyMap<string, Key>[] = ORDERS.map(keysOf)

/** Letters of these stand for the Latin ones on the same keys. */
const CYRILLIC = [RUSSIAN, UKRAINIAN].map(keysOf)

const LETTER = /\p{Script=Cyrillic}/u

/**
 * Translates Cyrillic letters into what their keys type on a Latin keyboard, once for each layout.
 */
export function typedInLatin(text: string): string[] {
  if (!LETTER.test(text)) return []
  return CYRILLIC.map((keys) =>
    Array.from(text, (char) => {
      const key = LETTER.test(char) ? keys.get(char) : undefined
      const latin = key && QWERTY[key.row]
      return (key && latin?.keys[0]?.[key.place - latin.first]) ?? char
    }).join(''),
  )
}
