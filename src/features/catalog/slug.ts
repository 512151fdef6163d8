import anyAscii from 'any-ascii'

/** Characters of a slug at most: longer addresses are cut off where people share them. */
const LIMIT = 80

/** The slug for a name that has no letter, digit or sign with a name of its own. */
const NAMELESS = 'product'

/**
 * Emoji, and signs such as ™: any-ascii names them in words, which say less than the name beside
 * them.
 */
const PICTURES = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/gu

/**
 * A name in any script as a part of an address: ASCII letters and digits in lower case, joined by
 * hyphens, never empty. A name beyond the limit ends with its last whole word, unless it begins
 * with a word that is longer.
 */
export function slugOf(name: string, limit: number = LIMIT): string {
  const slug = joined(name.replaceAll(PICTURES, ' ')) || joined(name) || NAMELESS
  return shortened(slug, limit)
}

const joined = (name: string): string =>
  anyAscii(name.normalize('NFKC'))
    .toLowerCase()
    // Within a word, as in women's; a hyphen there would make the s a word.
    .replaceAll(/['`]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join('-')

/**
 * The slug of the nth thing of the same name, `slug-2`, within the limit; the first has no number.
 */
export function numbered(slug: string, n: number, limit: number = LIMIT): string {
  if (n <= 1) return slug
  const end = `-${n}`
  return shortened(slug, limit - end.length) + end
}

function shortened(slug: string, limit: number): string {
  if (slug.length <= limit) return slug
  // A hyphen right behind the limit ends a whole word as well.
  const end = slug.lastIndexOf('-', limit)
  return slug.slice(0, end > 0 ? end : limit)
}
