import type { Services } from '../../services.ts'
import { isOfLimits, WARNING_FLAGS } from '../translations/caption-flags.ts'
import type { Upload } from '../uploads/uploads-store.ts'
import { routeOf, type PlannedAccount } from './plan.ts'
import type { PostRow } from './store/posts/posts.ts'

/** The warnings that an editor should see before a post is published. */
export const PLAN_WARNINGS = [
  'same_media',
  'same_post_twice',
  'not_translated',
  'flagged',
  ...WARNING_FLAGS,
  'ratios_differ',
  'cover_frame_lost',
  'alt_text_lost',
] as const
type PlanWarning = (typeof PLAN_WARNINGS)[number]

/**
 * `taken`: the accounts that are not left out; `hasRepeats`: the same post goes to one of them
 * within a day.
 */
export function warningsOf(
  { publishers }: Pick<Services, 'publishers'>,
  post: PostRow,
  uploads: readonly Pick<Upload, 'width' | 'height'>[],
  { taken, hasRepeats }: { taken: readonly PlannedAccount[]; hasRepeats: boolean },
): PlanWarning[] {
  const offers = [...new Set(taken.map(({ kind }) => routeOf(kind)))].flatMap(
    (route) => publishers[route]?.offers ?? [],
  )
  const flags = taken.flatMap((account) => account.flags)
  const hasFrame = post.type === 'reel' && post.cover_at_ms !== null
  const saysVideo = post.media.some(({ kind, alt_text }) => kind === 'video' && alt_text !== null)
  const found: Record<PlanWarning, boolean> = {
    same_media: taken.length > 1,
    same_post_twice: hasRepeats,
    not_translated: taken.some(({ is_translated: isTranslated }) => !isTranslated),
    flagged: flags.some((code) => !isOfLimits(code)),
    many_hashtags: flags.includes('many_hashtags'),
    many_mentions: flags.includes('many_mentions'),
    ratios_differ: post.type === 'carousel' && differ(uploads),
    cover_frame_lost: hasFrame && offers.some(({ coverAtTime }) => !coverAtTime),
    alt_text_lost: saysVideo && offers.some(({ altText }) => altText === 'pictures'),
  }
  return PLAN_WARNINGS.filter((warning) => found[warning])
}

/** Whether one of the files loses pixels when it is cut to the ratio of the first. */
function differ(uploads: readonly Pick<Upload, 'width' | 'height'>[]): boolean {
  const [first, ...others] = uploads
  if (first === undefined) return false
  const ratio = first.width / first.height
  return others.some(
    ({ width, height }) =>
      Math.abs(width - height * ratio) >= 1 && Math.abs(height - width / ratio) >= 1,
  )
}
