import type { Collision, Context, Gap, Placed } from './kit.ts'

type Kind = 'out' | 'goingOut' | 'scheduled' | 'confirm' | 'drafts' | 'failed'

const KINDS: Record<Placed['status'], Kind> = {
  completed: 'out',
  posting: 'goingOut',
  pending: 'scheduled',
  translating: 'scheduled',
  review: 'confirm',
  draft: 'drafts',
  cancelled: 'drafts',
  partly_failed: 'failed',
  failed: 'failed',
}

const kindOf = ({ status, missed_at: missed }: Placed): Kind =>
  missed === null ? KINDS[status] : 'failed'

type Content = {
  posts: readonly Placed[]
  gaps: readonly Gap[]
  collisions: readonly Collision[]
}

/** How many posts are in which state, and how many gaps and collisions there are to look at. */
export function leadOf({ t }: Context, { posts, gaps, collisions }: Content): string {
  const counts = Map.groupBy(posts, kindOf)
  const of = (kind: Kind): number => counts.get(kind)?.length ?? 0
  const parts = [
    ...(of('out') > 0 ? [t('countOut', { n: of('out') })] : []),
    ...(of('goingOut') > 0 ? [t('countGoing', { n: of('goingOut') })] : []),
    ...(of('failed') > 0 ? [t('countFailed', { n: of('failed') })] : []),
    ...(of('scheduled') > 0 ? [t('countScheduled', { n: of('scheduled') })] : []),
    ...(of('confirm') > 0 ? [t('countConfirm', { n: of('confirm') })] : []),
    ...(of('drafts') > 0 ? [t('countDrafts', { n: of('drafts') })] : []),
  ]
  const flaws = [
    ...(gaps.length > 0 ? [t('countGaps', { n: gaps.length })] : []),
    ...(collisions.length > 0 ? [t('countCollisions', { n: collisions.length })] : []),
  ]
  const sum =
    posts.length === 0 ? t('none') : t('countPosts', { n: posts.length, states: parts.join(', ') })
  return flaws.length === 0 ? sum : `${sum} ${t('lookAt', { flaws: flaws.join(', ') })}`
}
