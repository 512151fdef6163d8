import type { Context, CreatorOf, Result } from './kit.ts'

/** Says what was promised, such as "1 reel, 2 stories"; undefined for nothing. */
export function promisedWords(
  { t }: Pick<Context, 't'>,
  promised: CreatorOf['promised'],
): string | undefined {
  if (promised === null) return undefined
  const { posts, reels, stories } = promised
  const parts = [
    ...(posts > 0 ? [t('posts', { n: posts })] : []),
    ...(reels > 0 ? [t('reels', { n: reels })] : []),
    ...(stories > 0 ? [t('stories', { n: stories })] : []),
  ]
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** How people call a post. */
export const formatWords = ({ t }: Pick<Context, 't'>, { format }: Pick<Result, 'format'>) =>
  t(`format_${format}`)

/** The day of a moment, without its year: campaigns are short. */
export const dayOf = ({ formats }: Pick<Context, 'formats'>, iso: string): string =>
  formats.dayMonth(new Date(iso))
