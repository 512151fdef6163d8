/** An answer of the platform, complete or truncated, not classified yet. */
export type Answer = {
  status: number
  /** Decoded JSON, or the raw text. */
  body: unknown
  /** The target of a redirect; redirects are never followed. */
  location: string | null
}

/**
 * Decodes JSON, with integers beyond 2^53 as digits: ids have 64 bits. Returns text that is not
 * JSON, or is nested deeper than any answer of the platform, unchanged.
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

/** Truncated JSON: the connection broke. */
export const isCut = ({ body }: Answer): boolean =>
  typeof body === 'string' && /^\s*[[{]/.test(body) && !isNestedTooDeep(body)

/** Answers have some twenty levels; recursion overflows the stack at a few thousand. */
const DEEPEST = 2_000
/** Character codes: comparing strings would take as long as decoding. */
const CODE = { quote: 0x22, backslash: 0x5c, '[': 0x5b, ']': 0x5d, '{': 0x7b, '}': 0x7d } as const

/** Whether JSON, perhaps truncated, has more than 2,000 levels; brackets in texts do not count. */
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
