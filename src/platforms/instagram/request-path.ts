import { InvalidInputError } from '../../base/errors.ts'
import { parseHashtag } from '../../creators/hashtag.ts'
import type { PostFeed } from '../creator-finder.ts'

/** For a place, the tab 'top' is called 'ranked'. */
export const postFeedTab = ({ kind, tab }: PostFeed): string =>
  kind === 'location' && tab === 'top' ? 'ranked' : tab

/** Throws InvalidInputError for an invalid place or hashtag. */
export const postFeedPath = (postFeed: PostFeed): string =>
  postFeed.kind === 'hashtag'
    ? `tags/${encodeURIComponent(checkedHashtag(postFeed.hashtag))}`
    : `locations/${checkedId(postFeed.locationId)}`

/** An id that is safe in a path. Throws InvalidInputError, as does the next. */
export function checkedId(id: string): string {
  if (/^\d{1,20}$/.test(id)) return id
  throw new InvalidInputError('not an id of Instagram', [
    { field: 'platformId', reason: 'expected digits', code: 'not_an_id' },
  ])
}

export function checkedUsername(username: string): string {
  if (/^[A-Za-z0-9._]{1,30}$/.test(username) && !/^\.+$/.test(username))
    return username.toLowerCase()
  const reason = 'expected 1 to 30 letters a–z, digits, dots and underscores'
  throw new InvalidInputError('not a username of Instagram', [
    { field: 'username', reason, code: 'not_a_username' },
  ])
}

function checkedHashtag(tag: string): string {
  const parsed = parseHashtag(tag)
  if ('hashtag' in parsed && parsed.hashtag === tag.normalize('NFC').toLowerCase())
    return parsed.hashtag
  const reason = 'reason' in parsed ? parsed.reason : `expected ${parsed.hashtag}`
  throw new InvalidInputError('not a hashtag', [
    { field: 'hashtag', reason, code: 'not_a_hashtag' },
  ])
}
