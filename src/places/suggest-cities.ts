import { didYouMean } from '../base/suggest.ts'
import { CITY_ENTRIES } from './cities.ts'
import { folded } from './fold.ts'

/** `; did you mean 'Almaty'?` for a name that is near one of a city, else ''. */
export function cityHint(name: string): string {
  const isLatin = !/\p{Script=Cyrillic}/u.test(name)
  const names = CITY_ENTRIES.flatMap(({ city: { names: each } }) =>
    isLatin ? [each.en] : [each.ru, each.kk],
  )
  return didYouMean(name, new Set(names.filter((each) => folded(each) !== '')))
}
