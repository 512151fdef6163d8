import { InvalidInputError } from '../../base/errors.ts'
import { parseHashtag } from '../../creators/hashtag.ts'
import type { Showcase } from '../port.ts'

/** The place has another name for what a hashtag calls top. */
export const showcaseTab = ({ kind, tab }: Showcase): string =>
  kind === 'location' && tab === 'top' ? 'ranked' : tab

/** Throws InvalidInputError for what no place or hashtag is called. */
export const showcasePath = (showcase: Showcase): string =>
  showcase.kind === 'hashtag'
    ? `tags/${encodeURIComponent(checkedHashtag(showcase.hashtag))}`
    : `locations/${checkedId(showcase.locationId)}`

/** An id that a path may be built from: nothing else may be in it. Throws InvalidInputError, as the next. */
export function checkedId(id: string): string {
  if (/^\d{1,20}$/.test(id)) return id
  throw new InvalidInputError('not an id of Instagram', [
    { field: 'platformId', reason: 'expected digits' },
  ])
}

export function checkedUsername(username: string): string {
  if (/^[A-Za-z0-9._]{1,30}$/.test(username) && !/^\.+$/.test(username))
    return username.toLowerCase()
  const reason = 'expected 1 to 30 letters a–z, digits, dots and underscores'
  throw new InvalidInputError('not a username of Instagram', [{ field: 'username', reason }])
}

function checkedHashtag(tag: string): string {
  const parsed = parseHashtag(tag)
  if ('hashtag' in parsed && parsed.hashtag === tag.normalize('NFC').toLowerCase())
    return parsed.hashtag
  const reason = 'reason' in parsed ? parsed.reason : `expected ${parsed.hashtag}`
  throw new InvalidInputError('not a hashtag', [{ field: 'hashtag', reason }])
}
