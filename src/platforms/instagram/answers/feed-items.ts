import { isRecord } from './fields.ts'

/** Names of items between posts: advertisements, suggestions, ends of lists. */
const UNIT =
  /(?:^|_)(?:ads?|ad4ad|suggest[a-z\d]*|netego|end_of|bloks|survey|explore|stor(?:y|ies))(?:_|$)/
const AD_MARKS = ['ad_id', 'injected', 'dr_ad_type'] as const
const WRAPPERS = ['media', 'media_or_ad'] as const
const MEDIA_FIELDS = ['pk', 'id', 'code', 'taken_at', 'media_type'] as const

/**
 * The items of a feed that are, or may be, posts, unwrapped. Items known to be something else are
 * dropped; unknown ones stay, so that a new form of posts does not look like an empty feed.
 */
export function feedItems(items: readonly unknown[]): unknown[] {
  return items.flatMap((item) => {
    const media = unwrap(item)
    return isSomethingElse(media) ? [] : [media]
  })
}

function unwrap(item: unknown): unknown {
  if (!isRecord(item)) return item
  const wrapper = WRAPPERS.find((name) => isRecord(item[name]))
  return wrapper === undefined ? item : item[wrapper]
}

function isSomethingElse(item: unknown): boolean {
  if (item === null || item === undefined) return true
  if (!isRecord(item)) return false
  if (AD_MARKS.some((mark) => isSet(item[mark])) || item['product_type'] === 'ad') return true
  const isMedia = MEDIA_FIELDS.some((name) => isSet(item[name]))
  return !isMedia && Object.keys(item).some((name) => UNIT.test(name))
}

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && value !== ''
