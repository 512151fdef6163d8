import { inspect } from 'node:util'

/** A secret value and its purpose. */
export type Secret = { name: string; value: string }

/** Where a secret was found, and in which form. */
export type Leak = { name: string; form: string; place: string; around: string }

/** `isExact`: case matters. */
type Form = { form: string; text: string; isExact?: boolean }

/**
 * Every occurrence of a secret in a text: plain, percent-encoded, as JSON, in Base64 or in
 * hexadecimal, in lower or upper case.
 */
export function findLeaks(place: string, text: string, secrets: readonly Secret[]): Leak[] {
  const lowerCase = text.toLowerCase()
  return secrets.flatMap(({ name, value }) =>
    formsOf(value).flatMap(({ form, text: shown, isExact }) => {
      const at = isExact ? text.indexOf(shown) : lowerCase.indexOf(shown.toLowerCase())
      if (at === -1) return []
      return [{ name, form, place, around: text.slice(Math.max(0, at - 60), at + 20) }]
    }),
  )
}

/** All text that printing an error can show. */
export const showError = (error: unknown): string =>
  [
    inspect(error, { depth: 20, showHidden: true, maxStringLength: null }),
    JSON.stringify(error),
    String(error),
  ].join('\n')

function formsOf(value: string): Form[] {
  const json = JSON.stringify(value).slice(1, -1)
  const bytes = Buffer.from(value)
  const forms: Form[] = [
    { form: 'plain', text: value },
    { form: 'JSON', text: json },
    { form: 'JSON in JSON', text: JSON.stringify(json).slice(1, -1) },
    { form: 'JSON in ASCII', text: inAscii(json) },
    { form: 'percent', text: encodeURIComponent(value) },
    { form: 'form', text: encodeURIComponent(value).replaceAll('%20', '+') },
    { form: 'hex', text: bytes.toString('hex') },
    { form: 'base64url', text: bytes.toString('base64url'), isExact: true },
    ...[0, 1, 2].map((offset) => ({
      form: `base64+${offset}`,
      text: base64At(bytes, offset),
      isExact: true,
    })),
  ]
  const seen = new Set<string>()
  return forms.filter(({ text }) => !seen.has(text) && seen.add(text))
}

/** With all non-ASCII characters as \uXXXX. */
const inAscii = (text: string): string =>
  text.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${hexOf(unit)}`)

const hexOf = (unit: string): string => unit.charCodeAt(0).toString(16).padStart(4, '0')

/**
 * The Base64 text of these bytes behind `offset` others that does not depend on its surroundings.
 */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const from = offset === 0 ? 0 : offset + 1
  const isWhole = (offset + bytes.length) % 3 === 0
  return text.slice(from, isWhole ? undefined : -1)
}
