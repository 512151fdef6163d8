import { pairsOf } from './pairs.ts'

const RUSSIAN: ReadonlyMap<string, string> = new Map([
  ...pairsOf('а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u'),
  ...pairsOf('ф:f х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya'),
])

/** The Kazakh Latin alphabet without marks, which folding removes. */
const KAZAKH: ReadonlyMap<string, string> = new Map([
  ...RUSSIAN,
  ...pairsOf('ә:a ғ:g қ:q ң:n ө:o ұ:u ү:u һ:h і:i х:h ё:e'),
])

const spelled = (name: string, letters: ReadonlyMap<string, string>): string =>
  Array.from(name.toLowerCase(), (letter) => letters.get(letter) ?? letter).join('')

/** The folded Russian name in Latin letters, as typed: усть каменогорск, ust kamenogorsk. */
export const latinOfRussian = (name: string): string => spelled(name, RUSSIAN)

/** Letters that the Kazakh Latin alphabets, and people, spell in two ways. */
const TWO_WAYS: readonly (readonly [string, string])[] = [
  ['zh', 'j'],
  ['sh', 's'],
  ['ғ', 'gh'],
  ['й', 'i'],
]

/** The Kazakh name in the spellings of its Latin alphabets: Қарағанды, qaragandy, qaraghandy. */
export function latinOfKazakh(name: string): string[] {
  let spellings = [name.toLowerCase().replaceAll('ж', 'zh').replaceAll('ш', 'sh')]
  for (const [one, other] of TWO_WAYS)
    spellings = spellings.flatMap((spelling) =>
      spelling.includes(one) ? [spelling, spelling.replaceAll(one, other)] : [spelling],
    )
  return spellings.map((spelling) => spelled(spelling, KAZAKH))
}
