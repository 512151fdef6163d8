import { html } from 'hono/html'
import { messageOf } from '../../../../console/messages.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import type { CreatorRead } from './creator-read.ts'
import type { Report } from './report.ts'

type Reason = { state: 'done' | 'resting' | 'pending'; label: unknown; text: unknown }

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

/** The reasons for the answer. */
export function reasonsOf(report: Report, read: CreatorRead): Reason[] {
  const { t } = report
  if (read.creator.scraped_at === null)
    return [{ state: 'pending', label: t('creator.unreadLine'), text: '' }]
  const lines = [aboutReason(report, read), strengthReason(report, read)]
  return [...lines.filter((line) => line !== null), ...riskReasons(report, read)]
}

function aboutReason({ t, language }: Report, { creator }: CreatorRead): Reason | null {
  const { categories, languages } = creator
  const topic = categories.find(({ is_primary }) => is_primary)?.name ?? categories[0]?.name
  const names = languages.map((code) => languageName(language, code)).join(', ')
  if (topic === undefined && names === '') return null
  const label =
    topic === undefined
      ? t('creator.aboutUnknown')
      : html`${t('creator.aboutTopic')} <bdi>${topic}</bdi>:`
  const text = names === '' ? '' : t('creator.aboutLanguages', { names })
  return { state: 'done', label, text }
}

function strengthReason(
  { t, formats }: Report,
  { creator, assessment, standing }: CreatorRead,
): Reason {
  if (creator.er === null)
    return { state: 'pending', label: t('creator.erLater'), text: t('creator.erLaterHint') }
  const er = formats.percent(creator.er)
  const { strength, steadiness, paid_difference: difference } = assessment
  const median = standing.data.find(({ metric }) => metric === 'er')?.median
  const against =
    median === undefined
      ? t('creator.erAlone', { er })
      : t('creator.erAgainst', { er, median: formats.percent(median) })
  const share = Math.round((difference ?? 0) * 100) / 100
  const paid =
    share === 0
      ? ''
      : `; ${t(share < 0 ? 'creator.paidLess' : 'creator.paidMore', { share: formats.percent(Math.abs(share)) })}`
  const words = [
    ...(steadiness === null ? [] : [t(`creator.is_${steadiness}`)]),
    ...(strength === null ? [] : [t(`creator.size_${strength}`)]),
  ].join(', ')
  const label =
    words === ''
      ? t('creator.erLabel')
      : t('creator.strengthLabel', { words: words.charAt(0).toUpperCase() + words.slice(1) })
  return { state: strength === 'below' ? 'resting' : 'done', label, text: `${against}${paid}` }
}

function riskReasons({ t, language }: Report, { creator: { risks } }: CreatorRead): Reason[] {
  if (risks.length === 0)
    return [
      { state: 'done', label: t('creator.nothingSuspicious'), text: t('creator.nothingHint') },
    ]
  return risks.map(({ flag }) => ({
    state: 'resting',
    label: `${messageOf(language, creatorWords, `risk_${flag}`) ?? t('creator.risks')}.`,
    text: '',
  }))
}
