import type { GraphError } from '../graph-error.ts'

/** Returns the metrics that a refusal names, or that its list of valid ones lacks. */
export function namedIn({ message, allowed }: GraphError, asked: readonly string[]): string[] {
  if (allowed.length > 0) return asked.filter((metric) => !allowed.includes(metric))
  const words = new Set(namingPart(message).split(/[\s,:.()#'"]+/))
  return asked.filter((metric) => words.has(metric))
}

/**
 * Returns the part of a text that names metrics. Texts change, so this is only a shortcut; an empty
 * one names none.
 */
function namingPart(message: string): string {
  const [, after] = message.split('does not support the ')
  if (after !== undefined) return after.split(' metric')[0] ?? ''
  const [before = '', rest] = message.split(/ (?:is|are) not (?:available|supported)/)
  if (rest === undefined) return ''
  const sentence = before.split('. ').at(-1) ?? ''
  return /\bmetrics?\b/.test(sentence) ? sentence : ''
}

/** Whether a refusal applies to this one post, not to all posts of its type. */
export const isOfThisMedia = ({ message }: GraphError): boolean =>
  /\bthis media\b(?! product type)|\bthe media is not\b/i.test(message)
