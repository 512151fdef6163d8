const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The short name in a post's address: as it is told, else the id written with 64 digits, which is the same. */
export function shortcodeOf(told: string | null, platformId: string): string {
  if (told !== null && /^[\w-]+$/.test(told)) return told
  let code = ''
  for (let rest = BigInt(platformId); rest > 0n; rest /= 64n)
    code = DIGITS.charAt(Number(rest % 64n)) + code
  return code
}
