import { isUuid } from '../../../base/text.ts'
import { messageOf, translator, type Language } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { auditWords } from '../../words/audit.ts'
import { countryName } from '../country-name.ts'
import { languageName } from '../language-name.ts'
import type { Entry } from './sentence.ts'

const CODE = /^[a-z]+(_[a-z]+)+$/
/** Fields whose codes have names in each language. */
const NAMES: ReadonlyMap<string, (language: Language, code: string) => string> = new Map([
  ['country', countryName],
  ['language', languageName],
])
const TIME = /^\d{4}-\d\d-\d\dT\d\d:/

/**
 * The fields that a change changed, as lines such as "Name: Spring → Summer". Ids and codes are
 * left out; the API has them.
 */
export function fieldChanges(page: PageContext, { before, after }: Entry): string[] {
  const t = translator(page.language, auditWords)
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return names.flatMap((name) => {
    const field = messageOf(page.language, auditWords, `field_${name}`)
    const values = [before?.[name], after?.[name]].map((value) => valueText(page, name, value))
    const [old, fresh] = values
    if (field === undefined || old === undefined || fresh === undefined || old === fresh) return []
    return [t('fieldChange', { field, before: old, after: fresh })]
  })
}

/** A value for people; undefined for one that only programs read. */
function valueText(
  { language, formats }: PageContext,
  name: string,
  value: unknown,
): string | undefined {
  const t = translator(language, auditWords)
  if (value === null || value === undefined || value === '') return t('nothing')
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  if (typeof value === 'number') return formats.number(value)
  if (typeof value !== 'string' || isUuid(value) || CODE.test(value)) return undefined
  if (TIME.test(value)) return formats.moment(new Date(value))
  const nameOf = NAMES.get(name)
  return nameOf === undefined ? value : nameOf(language, value)
}
