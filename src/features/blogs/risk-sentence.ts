import type { RiskFlag } from '../../creators/fields.ts'

/**
 * The sentences of the flags, with names of the evidence in braces; those that end in % are
 * fractions. They say what was seen: docs/metrics.md says what it can mean.
 */
const SENTENCES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    follows_many: 'Follows {following_count} accounts, more than {threshold}.',
    follower_spike:
      'Went from {from_followers} to {to_followers} followers between {from_at} and {to_at}, ' +
      'a growth of {growth%} where more than {threshold%} is unusual, while ER went from ' +
      '{er_before%} to {er_after%}.',
    comments_far_from_peers:
      'Has {value} comments per like over {posts} posts; 95 % of {creators} creators of the ' +
      'tier have {low} to {high}.',
    er_far_below_peers:
      'Has an ER of {value%} over {posts} posts; 95 % of {creators} creators of the tier have ' +
      '{low%} to {high%}.',
    views_far_below_peers:
      'Has {value} plays per follower over {posts} reels; 95 % of {creators} creators of the ' +
      'tier have {low} to {high}.',
    likes_too_uniform:
      'Likes of {posts} posts differ by {spread%} around {median_likes}, less than {threshold%}.',
  } satisfies Record<RiskFlag, string>),
)

/** Returns the evidence of a risk flag as a sentence; of an unknown flag, its name alone. */
export function riskSentence(flag: string, evidence: unknown): string {
  const sentence = SENTENCES.get(flag)
  if (sentence === undefined) return `${flag.replaceAll('_', ' ')}.`
  const values = new Map(Object.entries(evidence ?? {}))
  return sentence.replace(/\{(\w+)(%?)\}/g, (_, name: string, percent: string) =>
    valueText(values.get(name), percent === '%'),
  )
}

function valueText(value: unknown, isFraction: boolean): string {
  if (typeof value === 'number') {
    const number = isFraction ? value * 100 : value
    const text = number.toLocaleString('en', { maximumSignificantDigits: digitsOf(number) })
    return isFraction ? `${text} %` : text
  }
  return typeof value === 'string' ? value.replace(/T.*/, '') : '?'
}

/** Three significant digits, and of whole numbers all. */
const digitsOf = (value: number): number => (Number.isInteger(value) ? 15 : 3)
