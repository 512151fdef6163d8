import type { GraphError } from '../graph-error.ts'

/** The metrics that a refusal names, or that its list of valid ones does not have. */
export function namedIn({ message, allowed }: GraphError, asked: readonly string[]): string[] {
  if (allowed.length > 0) return asked.filter((metric) => !allowed.includes(metric))
  const words = new Set(namingPart(message).split(/[\s,:.()#'"]+/))
  return asked.filter((metric) => words.has(metric))
}

/** The part of a text that names metrics. Texts change, so it is only a help; an empty one names none. */
function namingPart(message: string): string {
  const [, after] = message.split('does not support the ')
  if (after !== undefined) return after.split(' metric')[0] ?? ''
  const [before = '', rest] = message.split(/ (?:is|are) not (?:available|supported)/)
  if (rest === undefined) return ''
  const sentence = before.split('. ').at(-1) ?? ''
  return /\bmetrics?\b/.test(sentence) ? sentence : ''
}

/** Whether a refusal speaks of this one post, and not of all posts of its type. */
export const isOfThisMedia = ({ message }: GraphError): boolean =>
  /\bthis media\b(?! product type)|\bthe media is not\b/i.test(message)
