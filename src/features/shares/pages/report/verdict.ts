import type { CreatorRead } from './creator-read.ts'
import type { Report } from './report.ts'
import type { Reasoned } from './why.ts'

/** The answer in words, made of the numbers and flags of the page alone. */
export function verdictOf({ t }: Report, { creator, assessment }: CreatorRead): string {
  if (creator.scraped_at === null) return t('creator.verdictUnread')
  if (!assessment.is_enough) return t('creator.verdictFew', { n: assessment.posts_read })
  const n = creator.risks.length
  const strength = t(`creator.verdict_${assessment.strength ?? 'unknown'}`)
  return n === 0
    ? t('creator.verdictClean', { strength })
    : t('creator.verdictChecks', { strength, n })
}

/** The figures behind the reasons, as the sheet of a creator has read them. */
export function reasonedOf({ creator, assessment, standing }: CreatorRead): Reasoned {
  return {
    ...creator,
    read_at: creator.fully_scraped_at ?? creator.scraped_at,
    strength: assessment.strength,
    steadiness: assessment.steadiness,
    paid_difference: assessment.paid_difference,
    tier: standing.data.find(({ metric }) => metric === 'er') ?? null,
  }
}
