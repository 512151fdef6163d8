const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Returns the shortcode in a post's URL, which is its id in base 64. */
export function shortcodeOfId(platformId: string): string {
  let code = ''
  for (let rest = BigInt(platformId); rest > 0n; rest /= 64n)
    code = DIGITS.charAt(Number(rest % 64n)) + code
  return code
}

/** The longest shortcode of a public post; those of private accounts are longer. */
const LONGEST = 11

/** Returns the id of a public post by its shortcode; null for anything else. */
export function idOfShortcode(code: string): string | null {
  if (code === '' || code.length > LONGEST) return null
  const digits = code.split('').map((digit) => DIGITS.indexOf(digit))
  if (digits.includes(-1)) return null
  return String(digits.reduce((id, digit) => id * 64n + BigInt(digit), 0n))
}
