import type { Page } from '../../page.ts'
import { wordOf } from '../../words.ts'
import { creatorPageWords } from './words.ts'

/**
 * What a risk flag was seen in, with its numbers; those that end in % are fractions. Of a flag that
 * is not known here, the API's own sentence.
 */
export function riskSentence(
  { language, formats }: Page,
  { flag, sentence, evidence }: { flag: string; sentence: string; evidence: object },
): string {
  const own = wordOf(language, creatorPageWords, `sentence_${flag}`)
  if (own === undefined) return sentence
  const values = new Map<string, unknown>(Object.entries(evidence))
  return own.replace(/\{(\w+)(%?)\}/g, (_, name: string, percent: string) => {
    const value = values.get(name)
    if (typeof value === 'number')
      return percent === '%' ? formats.percent(value) : formats.precise(value)
    if (typeof value !== 'string') return '?'
    return Number.isNaN(Date.parse(value)) ? value : formats.date(new Date(value))
  })
}
