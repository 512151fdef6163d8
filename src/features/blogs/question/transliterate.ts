/** Latin spellings of Cyrillic letters as people write them, the longest first. */
const TO_CYRILLIC: readonly (readonly [string, string])[] = [
  ['shch', 'щ'],
  ['sch', 'щ'],
  ['zh', 'ж'],
  ['kh', 'х'],
  ['ts', 'ц'],
  ['ch', 'ч'],
  ['sh', 'ш'],
  ['yu', 'ю'],
  ['iu', 'ю'],
  ['ya', 'я'],
  ['ia', 'я'],
  ['yo', 'е'],
  ['ye', 'е'],
  ['iy', 'ий'],
  ['yy', 'ый'],
  ['ay', 'ай'],
  ['oy', 'ой'],
  ['uy', 'уй'],
  ['ey', 'ей'],
  ['ck', 'к'],
  ...Object.entries({
    a: 'а',
    b: 'б',
    c: 'к',
    d: 'д',
    e: 'е',
    f: 'ф',
    g: 'г',
    h: 'х',
    i: 'и',
    j: 'ж',
    k: 'к',
    l: 'л',
    m: 'м',
    n: 'н',
    o: 'о',
    p: 'п',
    q: 'к',
    r: 'р',
    s: 'с',
    t: 'т',
    u: 'у',
    v: 'в',
    w: 'в',
    x: 'кс',
    y: 'ы',
    z: 'з',
    "'": 'ь',
  }),
]
const CYRILLIC = new Map(TO_CYRILLIC)
const SPELLINGS = new RegExp(TO_CYRILLIC.map(([latin]) => latin).join('|'), 'g')

/** A lower-case Latin word in Russian letters: "koshka" is кошка. */
export const toCyrillic = (word: string): string =>
  word.replaceAll(SPELLINGS, (spelling) => CYRILLIC.get(spelling) ?? spelling)

/** Letters with their spellings, in pairs. */
const pairs = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(text.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)] as const))

const LATIN = pairs(
  'аa әa бb вv гg ғg дd еe жzh зz иi йy кk қq лl мm нn ңn оo өo пp рr ' +
    'сs тt уu ұu үu фf хkh һh цts чch шsh щshch ъ ыy іi ь эe юyu яya',
)

/** A lower-case Russian or Kazakh word in Latin letters: кошка is "koshka". */
export const toLatin = (word: string): string =>
  word.replaceAll(/[а-яәғқңөұүһі]/gu, (letter) => LATIN[letter] ?? letter)

const FOLDED = pairs('әа ғг қк ңн өо ұу үу һх іи ыи йи эе щш ъ ь юу яа цс')

/**
 * A Cyrillic word in fewer letters, without doubled ones: words that people spell alike in Latin
 * letters, or on a keyboard without Kazakh letters, become equal.
 */
export const fold = (word: string): string =>
  word
    .replaceAll(/[ыійэщъьюяцәғқңөұүһ]/gu, (letter) => FOLDED[letter] ?? letter)
    .replaceAll(/(.)\1+/gu, '$1')
