import type { ContainerDetails } from '../containers.ts'
import { invalid, rejected } from '../errors.ts'

const LONGEST_CAPTION = 2_200
const LONGEST_ALT_TEXT = 1_000
const MAX_HASHTAGS = 30
const MAX_MENTIONS = 20
const MAX_TAGS = 20
const MAX_COLLABORATORS = 3

/**
 * Reads the details of a new container beside its files. Throws Meta's error for details that break
 * its limits.
 */
export function detailsOf(params: URLSearchParams): Omit<ContainerDetails, 'cover'> {
  const collaborators = listIn(params, 'collaborators')
  if (collaborators.length > MAX_COLLABORATORS) {
    throw invalid('Param collaborators may have at most 3 users')
  }
  return {
    caption: captionIn(params),
    altText: altTextIn(params),
    location: params.get('location_id'),
    userTags: userTagsIn(params),
    collaborators,
    sharedToFeed: params.get('share_to_feed') !== 'false',
    thumbOffset: offsetIn(params),
  }
}

function captionIn(params: URLSearchParams): string {
  const caption = params.get('caption') ?? ''
  const hashtags = caption.match(/#[\p{L}\p{N}_]+/gu) ?? []
  const mentions = caption.match(/@[\w.]+/g) ?? []
  const isTooLong = caption.length > LONGEST_CAPTION
  if (isTooLong || hashtags.length > MAX_HASHTAGS || mentions.length > MAX_MENTIONS) {
    throw rejected(36_004, 2_207_010, 'The caption is too long or has too many hashtags')
  }
  return caption
}

function userTagsIn(params: URLSearchParams): unknown[] {
  const tags = listIn(params, 'user_tags')
  if (tags.length > MAX_TAGS) throw rejected(100, 2_207_040, 'Cannot use more than 20 tags')
  return tags
}

function altTextIn(params: URLSearchParams): string | null {
  const text = params.get('alt_text')
  if (text !== null && text.length > LONGEST_ALT_TEXT) throw invalid('Param alt_text is too long')
  return text
}

/** Milliseconds into the video. */
export function offsetIn(params: URLSearchParams): number | null {
  const offset = params.get('thumb_offset')
  if (offset === null) return null
  if (!/^\d+$/.test(offset)) throw invalid('Param thumb_offset must be an integer')
  return Number(offset)
}

function listIn(params: URLSearchParams, name: string): unknown[] {
  try {
    const value: unknown = JSON.parse(params.get(name) ?? '[]')
    if (Array.isArray(value)) return value
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
  }
  throw invalid(`Param ${name} must be an array.`)
}
