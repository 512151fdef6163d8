import type { RefusalReason } from '../base/refusal-texts.ts'
import type { GraphErrorKind } from './graph-error.ts'
import type { PublishFailureClass } from './publish-failure-classes.ts'

/**
 * The cause of a refusal, which limits its effect: the account, the order (caption, people, type,
 * cover, tags), the media file, or the moment. Only a fault of the account pauses or rests the
 * account.
 */
export const REFUSAL_FAULTS = ['account', 'order', 'media', 'moment'] as const
export type RefusalFault = (typeof REFUSAL_FAULTS)[number]

/** One code of Meta, or a range of them. */
export type Refusal = {
  code: number | readonly [from: number, to: number]
  /** The subcode; absent for every subcode without a row of its own. */
  subcode?: number
  fault: RefusalFault
  kind: GraphErrorKind
  /** The failure class of a publication that meets it. */
  failure: PublishFailureClass
  reason: RefusalReason
  /** The source of the meaning. */
  source: keyof typeof REFUSAL_SOURCES
}

/** The sources of the meanings, with the day each page was last read. */
export const REFUSAL_SOURCES = {
  publishing:
    'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes (2026-06-02)',
  errors: 'https://developers.facebook.com/docs/graph-api/guides/error-handling (2026-11)',
  limits: 'https://developers.facebook.com/docs/graph-api/overview/rate-limiting (2026-11)',
  tokens:
    'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging (2026-11)',
  insights:
    'https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights (2026-09-11)',
  postiz:
    'https://github.com/gitroomhq/postiz-app, instagram.provider.ts (2026-08-21): not on a ' +
    'page of Meta’s',
  reports: 'reports of people who publish by the API (2026): not on a page of Meta’s',
} as const

type Row = readonly [
  code: Refusal['code'],
  subcode: number | null,
  fault: RefusalFault,
  kind: GraphErrorKind,
  failure: PublishFailureClass,
  reason: RefusalReason,
  source: Refusal['source'],
]

// A row with a subcode takes precedence over one without. Kept as rows, so that it reads as the
// table it is.
// oxfmt-ignore
const ROWS: readonly Row[] = [
  [-2, null, 'moment', 'transient', 'transient', 'server_error', 'publishing'],
  [-2, 2_207_003, 'moment', 'transient', 'transient', 'download_slow', 'publishing'],
  [-2, 2_207_020, 'moment', 'transient', 'upload_lost', 'upload_expired', 'publishing'],
  [-1, null, 'moment', 'transient', 'transient', 'server_error', 'publishing'],
  [-1, 2_207_001, 'moment', 'transient', 'transient', 'server_error', 'publishing'],
  [-1, 2_207_032, 'moment', 'transient', 'transient', 'container_not_made', 'publishing'],
  [-1, 2_207_053, 'moment', 'transient', 'upload_lost', 'upload_broken', 'publishing'],
  [1, null, 'moment', 'transient', 'transient', 'server_error', 'errors'],
  [1, 2_207_057, 'order', 'invalid', 'order_refused', 'cover_time', 'publishing'],
  [2, null, 'moment', 'transient', 'transient', 'server_error', 'errors'],
  [3, null, 'moment', 'config', 'not_permitted', 'app_not_set_up', 'errors'],
  [4, null, 'moment', 'throttled', 'throttled', 'app_limit', 'limits'],
  [4, 2_207_051, 'account', 'blocked', 'action_blocked', 'spam_block', 'publishing'],
  [9, null, 'account', 'quota', 'quota_reached', 'posts_of_a_day', 'publishing'],
  [9, 2_207_042, 'account', 'quota', 'quota_reached', 'posts_of_a_day', 'publishing'],
  [9, 2_207_069, 'account', 'quota', 'quota_reached', 'containers_of_a_day', 'reports'],
  [10, null, 'account', 'permission', 'not_permitted', 'right_missing', 'errors'],
  [17, null, 'account', 'throttled', 'throttled', 'account_limit', 'limits'],
  [24, null, 'moment', 'gone', 'upload_lost', 'upload_expired', 'publishing'],
  [24, 2_207_006, 'moment', 'gone', 'upload_lost', 'upload_expired', 'publishing'],
  [24, 2_207_008, 'moment', 'gone', 'upload_lost', 'upload_expired', 'publishing'],
  [25, null, 'account', 'blocked', 'not_permitted', 'account_restricted', 'publishing'],
  [25, 2_207_050, 'account', 'blocked', 'not_permitted', 'account_restricted', 'publishing'],
  [32, null, 'account', 'throttled', 'throttled', 'account_limit', 'limits'],
  [100, null, 'order', 'invalid', 'order_refused', 'order_invalid', 'errors'],
  [100, 33, 'moment', 'gone', 'transient', 'object_missing', 'errors'],
  [100, 2_108_006, 'media', 'no_data', 'order_refused', 'before_conversion', 'insights'],
  [100, 2_207_023, 'order', 'media_rejected', 'order_refused', 'media_type', 'publishing'],
  [100, 2_207_028, 'order', 'media_rejected', 'order_refused', 'carousel_items', 'publishing'],
  [100, 2_207_035, 'order', 'media_rejected', 'order_refused', 'product_tags', 'publishing'],
  [100, 2_207_036, 'order', 'media_rejected', 'order_refused', 'product_tags', 'publishing'],
  [100, 2_207_037, 'order', 'media_rejected', 'order_refused', 'product_tags', 'publishing'],
  [100, 2_207_040, 'order', 'media_rejected', 'order_refused', 'too_many_tags', 'publishing'],
  [100, 2_207_081, 'order', 'invalid', 'order_refused', 'trial_reel', 'postiz'],
  [100, 2_207_089, 'order', 'invalid', 'order_refused', 'order_invalid', 'reports'],
  [100, 2_874_010, 'media', 'no_data', 'order_refused', 'not_enough_users', 'reports'],
  [101, null, 'moment', 'config', 'not_permitted', 'app_not_set_up', 'errors'],
  [102, null, 'account', 'reauth', 'needs_person', 'token_invalid', 'errors'],
  [104, null, 'account', 'reauth', 'needs_person', 'token_invalid', 'errors'],
  // Outside publishing, this is Business Discovery of an unknown name or a personal account.
  [110, null, 'order', 'gone', 'order_refused', 'people_refused', 'errors'],
  [110, 2_207_018, 'order', 'invalid', 'order_refused', 'people_refused', 'reports'],
  [190, null, 'account', 'reauth', 'needs_person', 'token_invalid', 'errors'],
  [190, 458, 'account', 'reauth', 'needs_person', 'app_removed', 'tokens'],
  [190, 459, 'account', 'reauth', 'needs_person', 'checkpoint', 'tokens'],
  [190, 460, 'account', 'reauth', 'needs_person', 'password_changed', 'tokens'],
  [190, 463, 'account', 'reauth', 'needs_person', 'token_expired', 'tokens'],
  [190, 464, 'account', 'reauth', 'needs_person', 'account_unconfirmed', 'tokens'],
  [190, 467, 'account', 'reauth', 'needs_person', 'token_invalid', 'tokens'],
  [190, 492, 'account', 'reauth', 'needs_person', 'role_lost', 'tokens'],
  [[200, 299], null, 'account', 'permission', 'not_permitted', 'right_missing', 'errors'],
  [341, null, 'moment', 'throttled', 'throttled', 'app_limit', 'limits'],
  [352, null, 'media', 'media_rejected', 'media_refused', 'video_format', 'publishing'],
  [352, 2_207_026, 'media', 'media_rejected', 'media_refused', 'video_format', 'publishing'],
  [368, null, 'account', 'blocked', 'action_blocked', 'policy_block', 'errors'],
  [506, null, 'order', 'invalid', 'order_refused', 'duplicate_post', 'errors'],
  [613, null, 'account', 'throttled', 'throttled', 'account_limit', 'limits'],
  [803, null, 'moment', 'gone', 'transient', 'object_missing', 'errors'],
  [9_004, null, 'media', 'media_rejected', 'media_unreachable', 'file_not_fetched', 'publishing'],
  [9_004, 2_207_052, 'media', 'media_rejected', 'media_unreachable', 'file_not_fetched', 'publishing'],
  [9_007, null, 'moment', 'transient', 'transient', 'not_ready', 'publishing'],
  [9_007, 2_207_027, 'moment', 'transient', 'transient', 'not_ready', 'publishing'],
  [9_009, null, 'account', 'gone', 'not_permitted', 'account_unavailable', 'errors'],
  [[36_000, 36_999], null, 'media', 'media_rejected', 'media_refused', 'image_format', 'publishing'],
  [36_000, 2_207_004, 'media', 'media_rejected', 'media_refused', 'image_size', 'publishing'],
  [36_001, 2_207_005, 'media', 'media_rejected', 'media_refused', 'image_format', 'publishing'],
  [36_003, 2_207_009, 'media', 'media_rejected', 'media_refused', 'aspect_ratio', 'publishing'],
  [36_004, 2_207_010, 'order', 'media_rejected', 'caption_refused', 'caption_length', 'publishing'],
  // Containers that failed while Meta processed their files: their number comes without a code.
  [352, 2_207_073, 'media', 'media_rejected', 'media_refused', 'video_format', 'reports'],
  [352, 2_207_076, 'media', 'media_rejected', 'media_refused', 'video_format', 'reports'],
  [352, 2_207_077, 'media', 'media_rejected', 'media_unreachable', 'file_not_fetched', 'postiz'],
  [352, 2_207_082, 'media', 'media_rejected', 'upload_lost', 'processing_failed', 'postiz'],
  [352, 2_207_085, 'media', 'media_rejected', 'media_refused', 'video_not_processed', 'postiz'],
  [[80_000, 80_999], null, 'account', 'throttled', 'throttled', 'account_limit', 'limits'],
  [1_609_005, null, 'order', 'invalid', 'order_refused', 'order_invalid', 'errors'],
]

/**
 * Every known code of Meta, each classified once: the client, publishing and the pages read this
 * table.
 */
export const REFUSALS: readonly Refusal[] = ROWS.map(
  ([code, subcode, fault, kind, failure, reason, source]) => ({
    code,
    ...(subcode !== null && { subcode }),
    fault,
    kind,
    failure,
    reason,
    source,
  }),
)

const covers = ({ code }: Refusal, wanted: number): boolean =>
  typeof code === 'number' ? code === wanted : wanted >= code[0] && wanted <= code[1]

/**
 * Subcodes from here on mean the same after every code; smaller ones are numbered separately for
 * each code.
 */
const UNIQUE_FROM = 1_000_000

/** Finds the row with this subcode; a code of null means that Meta named none. */
export function refusalOfSubcode(code: number | null, subcode: number): Refusal | undefined {
  const rows = REFUSALS.filter((row) => row.subcode === subcode)
  const exact = code === null ? undefined : rows.find((row) => covers(row, code))
  return exact ?? (subcode >= UNIQUE_FROM ? rows[0] : undefined)
}

/**
 * Finds the row of a refusal: by its subcode, otherwise by its code. A single code takes precedence
 * over a range.
 */
export function refusalOf(code: number | null, subcode: number | null): Refusal | undefined {
  const exact = subcode === null ? undefined : refusalOfSubcode(code, subcode)
  if (exact || code === null) return exact
  const general = REFUSALS.filter((row) => row.subcode === undefined && covers(row, code))
  return general.find((row) => typeof row.code === 'number') ?? general[0]
}

/**
 * Finds the row of a code in the form that publications store: `9004/2207052`, `190`, or the number
 * of a container alone.
 */
export function refusalOfText(text: string | null): Refusal | undefined {
  const [, first = '', second] = /^(-?\d{1,9})(?:\/(\d{1,9}))?$/.exec(text ?? '') ?? []
  if (first === '') return undefined
  if (second !== undefined) return refusalOf(Number(first), Number(second))
  const number = Number(first)
  const ofContainer = number >= UNIQUE_FROM ? refusalOf(null, number) : undefined
  return ofContainer ?? refusalOf(number, null)
}
