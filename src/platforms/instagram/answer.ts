/** An answer of the platform, whole or cut, before anybody has judged it. */
export type Answer = {
  status: number
  /** Decoded JSON, or the text as it came when it is none. */
  body: unknown
  /** Where a redirect leads; redirects are never followed. */
  location: string | null
}

/**
 * JSON as JavaScript sees it, but with integers beyond 2^53 as their digits: ids have 64 bits. Text that is no JSON
 * comes back as it is.
 */
export function decodeBody(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown)
  } catch {
    return text
  }
}

function keepDigits(_key: string, value: unknown, context: { source?: string }): unknown {
  const isInexact =
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return isInexact ? (context.source ?? value) : value
}

/** JSON that ends too early: the connection broke, nothing else is wrong. */
export const isCut = ({ body }: Answer): boolean =>
  typeof body === 'string' && /^\s*[[{]/.test(body)
