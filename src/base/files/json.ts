/** Deeper than any valid input, and shallow enough for recursive code. */
const MAX_DEPTH = 64
/** Five times the ten thousand names of the largest request. */
const MAX_VALUES = 50_000

/** Limits of a JSON text; they are checked before the text is parsed. */
export type JsonLimits = { depth?: number; values?: number }

/** A parsed text, or its fault, as in "is not valid JSON". */
export type ReadJson = { value: unknown } | { fault: string; isTooMuch: boolean }

/** Parses JSON from outside within limits of depth and number of values. */
export function readJson(text: string, limits: JsonLimits = {}): ReadJson {
  const excess = excessOf(text, limits)
  if (excess !== null) return { fault: excess, isTooMuch: true }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    // The parser's own message quotes the text, which may hold a password.
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    const where = position === undefined ? '' : ` (at position ${position})`
    return { fault: `is not valid JSON${where}`, isTooMuch: false }
  }
}

const QUOTE = 34
const COMMA = 44
const isOpening = (code: number): boolean => code === 91 || code === 123
const isClosing = (code: number): boolean => code === 93 || code === 125

/**
 * Returns why a text exceeds the limits, or null. Scans once, without a stack or an entry for each
 * value; the count is meaningless for a text that is not JSON.
 */
function excessOf(
  text: string,
  { depth: maxDepth = MAX_DEPTH, values: maxValues = MAX_VALUES }: JsonLimits,
): string | null {
  let depth = 0
  let values = 1
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = endOfString(text, at)
      if (at < 0) return null
    } else if (code === COMMA) values += 1
    else if (isOpening(code)) {
      depth += 1
      values += 1
    } else if (isClosing(code)) depth -= 1
    if (depth > maxDepth) return `is nested deeper than ${maxDepth} levels`
    if (values > maxValues) return `has more than ${maxValues} values`
  }
  return null
}

/** Finds the closing quotation mark of the string that begins here; −1 without one. */
function endOfString(text: string, begin: number): number {
  let end = text.indexOf('"', begin + 1)
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

const BACKSLASH = 92

function isEscaped(text: string, at: number): boolean {
  let before = at - 1
  while (text.charCodeAt(before) === BACKSLASH) before -= 1
  return (at - before) % 2 === 0
}

/**
 * Returns the paths of at most `most` faulty values. A path is built only for a fault. Recurses, so
 * the depth of `root` must be limited.
 */
export function faultyPaths(
  root: unknown,
  most: number,
  isFaulty: (value: unknown, key: string, depth: number) => boolean,
): string[][] {
  const found: string[][] = []
  const path: string[] = []
  const visit = (value: unknown, key: string): void => {
    if (isFaulty(value, key, path.length)) found.push([...path])
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      if (found.length >= most) return
      path.push(name)
      visit(inner, name)
      path.pop()
    }
  }
  visit(root, '')
  return found
}
