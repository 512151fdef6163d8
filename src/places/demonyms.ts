import type { City } from './cities.ts'

/** Russian words for people of large cities, by the English name of the city: he, then she. */
const PEOPLE: Readonly<Record<string, string>> = {
  Almaty: 'алматинец алматинка алмаатинец алмаатинка',
  Astana: 'астанинец астанинка астанчанин астанчанка',
  Shymkent: 'шымкентец шымкентка чимкентец',
  Karaganda: 'карагандинец карагандинка',
  Aktobe: 'актюбинец актюбинка',
  Taraz: 'таразец',
  Pavlodar: 'павлодарец павлодарка',
  Kostanay: 'костанаец костанайка',
  Oskemen: 'устькаменогорец',
  Atyrau: 'атыраусец атырауец',
  Aktau: 'актауец',
  Bishkek: 'бишкекчанин бишкекчанка',
  Tashkent: 'ташкентец ташкентка',
  Moscow: 'москвич москвичка',
  'Saint Petersburg': 'петербуржец петербурженка питерец',
  Novosibirsk: 'новосибирец',
  Yekaterinburg: 'екатеринбуржец екатеринбурженка',
  Kazan: 'казанец',
  Minsk: 'минчанин минчанка',
  Kyiv: 'киевлянин киевлянка',
}

/** English has few, and none that is a case. */
const ENGLISH: Readonly<Record<string, string>> = {
  Moscow: 'muscovite muscovites',
  'New York': 'new yorker new yorkers',
  London: 'londoner londoners',
}

/** By ending: how many letters go, and the endings of the cases of both numbers. */
const CASES: readonly (readonly [end: RegExp, cut: number, endings: string])[] = [
  [/ец$/, 2, 'ец ца цу цем це цы цев цам цами цах'],
  [/анин$/, 2, 'ин ина ину ином ине е  ам ами ах'],
  [/янин$/, 2, 'ин ина ину ином ине е  ам ами ах'],
  [/йка$/, 3, 'йка йки йке йку йкой ек йкам йками йках'],
  [/чка$/, 2, 'ка ки ке ку кой ек кам ками ках'],
  [/ка$/, 2, 'ка ки ке ку кой ок кам ками ках'],
  [/ч$/, 0, ' а у ом е и ей ам ами ах'],
]

/** All forms of the words for people of a city, in lower case. */
export function peopleOf({ names: { en } }: City): string[] {
  const russian = PEOPLE[en]?.split(' ') ?? []
  const english = ENGLISH[en]?.split(/ (?!yorkers?)/) ?? []
  return [...russian.flatMap(formsOf), ...english]
}

function formsOf(word: string): string[] {
  const [, cut = 0, endings = ''] = CASES.find(([end]) => end.test(word)) ?? []
  const stem = word.slice(0, word.length - cut)
  return endings.split(' ').map((ending) => stem + ending)
}
