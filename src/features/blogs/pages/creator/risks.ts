import { z } from '../../../../http/router.ts'
import { messageOf } from '../../../../console/messages.ts'
import { messages } from '../../texts/creator/index.ts'
import type { Context, Creator } from './kit.ts'

/** Numbers and times by their names. */
const Evidence = z.record(z.string(), z.unknown())

/**
 * Returns the evidence of a risk flag with its numbers as a sentence; those that end in % are
 * fractions. For a flag that is not known here, returns the API's own sentence.
 */
export function riskSentence(
  { language, formats }: Context,
  { flag, sentence, evidence }: Creator['risks'][number],
): string {
  const own = messageOf(language, messages, `sentence_${flag}`)
  if (own === undefined) return sentence
  const values = new Map(Object.entries(Evidence.parse(evidence)))
  return own.replace(/\{(\w+)(%?)\}/g, (_, name: string, percent: string) => {
    const value = values.get(name)
    if (typeof value === 'number')
      return percent === '%' ? formats.percent(value) : formats.precise(value)
    if (typeof value !== 'string') return '?'
    return Number.isNaN(Date.parse(value)) ? value : formats.date(new Date(value))
  })
}
