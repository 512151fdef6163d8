import { isRecord } from './fields.ts'

/** What stands between posts under a name of its own: advertisements, suggestions, ends of lists. */
const UNIT =
  /(?:^|_)(?:ads?|ad4ad|suggest\w*|netego|end_of|bloks|survey|explore|stor(?:y|ies))(?:_|$)/
const AD_MARKS = ['ad_id', 'injected', 'dr_ad_type'] as const
const WRAPPERS = ['media', 'media_or_ad'] as const
const MEDIA_FIELDS = ['pk', 'id', 'code', 'taken_at', 'media_type'] as const

/**
 * The items of a feed that are, or should be, posts, out of whatever they are wrapped in. Left out is what says that it
 * is something else; what says nothing known stays, so that a new form of posts does not pass for an empty feed.
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
