import type { FaultCode } from '../../../base/fault-codes.ts'

/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** The values of a row by their placeholders. */
export type RowValues = Readonly<Record<string, null | boolean | number | string>>

export const MAX_TEMPLATE = 20_000
const DEEPEST = 20

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g

/** Why a text is no template, in words and as a code. */
type TemplateFault = { fault: string; code: FaultCode; value?: string }

/** The template, or why it is none. */
export function readTemplate(
  text: string,
  known: readonly string[],
): { template: Json } | TemplateFault {
  const template = parsed(text)
  if (template === undefined || typeof template !== 'object' || template === null)
    return {
      fault: 'expected a JSON object, such as {"name": "{{username}}"}',
      code: 'not_a_template',
    }
  if (Array.isArray(template))
    return { fault: 'expected a JSON object; rows make the array', code: 'template_of_rows' }
  return faultIn(template, new Set(known), DEEPEST) ?? { template }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function faultIn(
  value: Json,
  known: ReadonlySet<string>,
  depth: number,
): TemplateFault | undefined {
  if (depth === 0)
    return { fault: `is nested deeper than ${DEEPEST} levels`, code: 'template_too_deep' }
  if (typeof value === 'string') return faultInText(value, known)
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value) && name.includes('{{'))
      return { fault: `a name has no placeholder: ${name}`, code: 'template_name', value: name }
    const fault = faultIn(inner, known, depth - 1)
    if (fault !== undefined) return fault
  }
  return undefined
}

function faultInText(text: string, known: ReadonlySet<string>): TemplateFault | undefined {
  const unknown = [...text.matchAll(PLACEHOLDER)]
    .map(([, name = '']) => name.trim())
    .find((name) => !known.has(name))
  if (unknown === undefined) return undefined
  const value = `{{${unknown.slice(0, 60)}}}`
  return {
    fault: `${value} is no placeholder; known are ${[...known].join(', ')}`,
    code: 'unknown_placeholder',
    value,
  }
}

/**
 * Fills the placeholders of a template. A text that is one placeholder becomes its value with its
 * type; in a longer text, a missing value is empty.
 */
export function fill(template: Json, values: RowValues): Json {
  if (typeof template === 'string') return fillText(template, values)
  if (Array.isArray(template)) return template.map((each) => fill(each, values))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(
    Object.entries(template).map(([name, each]) => [name, fill(each, values)]),
  )
}

function fillText(text: string, values: RowValues): Json {
  const [first] = text.matchAll(PLACEHOLDER)
  if (first && first[0] === text) return values[(first[1] ?? '').trim()] ?? null
  return text.replaceAll(PLACEHOLDER, (_, name: string) => String(values[name.trim()] ?? ''))
}
