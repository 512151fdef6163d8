export type ParsedLocation = { locationId: string } | { reason: string }

const PLACE =
  /^(?:https?:\/\/)?(?:(?:www|m)\.)?(?:instagram\.com|instagr\.am)\/explore\/locations\/([^?#]*)/i

/**
 * Parses the id of a place, from the id itself or from the URL of its page, such as
 * https://www.instagram.com/explore/locations/213131048/almaty-kazakhstan/.
 */
export function parseLocation(text: string): ParsedLocation {
  const visible = text
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^<|>$/g, '')
  if (visible === '') return { reason: 'is empty' }
  const place = PLACE.exec(visible)
  const id = place ? place[1]?.split('/')[0] : visible
  if (id !== undefined && /^[1-9]\d{0,19}$/.test(id)) return { locationId: id }
  return {
    reason: place
      ? 'has no number of a place; open the place itself and copy its address'
      : 'is neither the number of a place nor the address of its page ' +
        '(instagram.com/explore/locations/…)',
  }
}
