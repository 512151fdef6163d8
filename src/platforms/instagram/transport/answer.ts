/** An answer of the platform, whole or cut, before anybody has judged it. */
export type Answer = {
  status: number
  /** Decoded JSON, or the text as it came when it is none. */
  body: unknown
  /** Where a redirect leads; redirects are never followed. */
  location: string | null
}

/**
 * JSON as JavaScript sees it, but with integers beyond 2^53 as their digits: ids have 64 bits. Text that is no JSON, or
 * nested deeper than any answer of the platform, comes back as it is.
 */
export function decodeBody(text: string): unknown {
  if (isNestedTooDeep(text)) return text
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
  typeof body === 'string' && /^\s*[[{]/.test(body) && !isNestedTooDeep(body)

/** Answers are nested some twenty levels deep; what walks them call by call overflows the stack at a few thousand. */
const DEEPEST = 2_000
/** Letters by their codes: comparing texts would take as long as decoding them. */
const CODE = { quote: 0x22, backslash: 0x5c, '[': 0x5b, ']': 0x5d, '{': 0x7b, '}': 0x7d } as const

/** Whether JSON, whole or cut, is nested more than 2,000 levels deep; what stands in its texts does not count. */
export function isNestedTooDeep(json: string): boolean {
  let depth = 0
  let inText = false
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === CODE.quote) inText = !inText
    else if (inText) at += code === CODE.backslash ? 1 : 0
    else if (code === CODE['['] || code === CODE['{']) {
      depth += 1
      if (depth > DEEPEST) return true
    } else if (code === CODE[']'] || code === CODE['}']) depth -= 1
  }
  return false
}
