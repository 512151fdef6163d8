import { html } from 'hono/html'
import { capitalized } from '../../../../console/formats.ts'
import { icon } from '../../../../console/icons.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import type { Assessment, Context, Creator, Standing } from './kit.ts'
import { riskName } from './risks.ts'

type Read = { creator: Creator; assessment: Assessment; standing: Standing }
type Line = { state: 'done' | 'resting' | 'pending'; label: unknown; text: unknown }

/** Says first what one would ask a colleague: is this one good, and what has to be checked? */
export function verdict(page: Context, read: Read) {
  const lines = linesOf(page, read)
  return html`<section class="verdict" aria-labelledby="verdict">
    <h2 id="verdict">${headline(page, read)}</h2>
    <ul class="reasons">
      ${lines.map(
        ({ state, label, text }) =>
          html`<li data-state="${state}">
            ${icon(state === 'resting' ? 'flag' : state)} <span><b>${label}</b> ${text}</span>
          </li>`,
      )}
    </ul>
  </section>`
}

function headline({ t }: Context, { creator, assessment }: Read): string {
  if (creator.scraped_at === null) return t('verdictUnread')
  if (!assessment.is_enough) return t('verdictFew', { n: assessment.posts_read })
  const n = creator.risks.length
  const strength = t(`verdict_${assessment.strength ?? 'unknown'}`)
  return n === 0 ? t('verdictClean', { strength }) : t('verdictChecks', { strength, n })
}

function linesOf(page: Context, read: Read): Line[] {
  const { t } = page
  if (read.creator.scraped_at === null)
    return [{ state: 'pending', label: t('unreadLine'), text: t('unreadHint') }]
  return [
    aboutLine(page, read.creator),
    strengthLine(page, read),
    ...riskLines(page, read.creator),
  ].filter((line) => line !== null)
}

/** Says what the creator writes about, and in which languages. */
function aboutLine(
  page: Context,
  { categories, ai_insights: insights, languages }: Creator,
): Line | null {
  const { t, language } = page
  const topic = categories.find(({ is_primary }) => is_primary)?.name ?? categories[0]?.name
  const parts = [
    ...(insights?.life_situation?.has_children === true ? [t('aboutChildren')] : []),
    ...(languages.length === 0
      ? []
      : [
          t('aboutLanguages', {
            names: languages.map((code) => languageName(language, code)).join(', '),
          }),
        ]),
  ]
  if (topic === undefined && parts.length === 0) return null
  const label =
    topic === undefined ? t('aboutUnknown') : html`${t('aboutTopic')} <bdi>${topic}</bdi>:`
  return { state: 'done', label, text: parts.join(', ') }
}

function strengthLine(page: Context, { creator, assessment, standing }: Read): Line | null {
  const { t, formats } = page
  const { er } = creator
  const { strength, steadiness, paid_difference: difference } = assessment
  if (er === null) return { state: 'pending', label: t('erLater'), text: t('erLaterHint') }
  const median = standing.data.find(({ metric }) => metric === 'er')?.median
  const paid =
    difference === null || Math.round(difference * 100) === 0
      ? ''
      : t(difference < 0 ? 'paidLess' : 'paidMore', { share: shareOf(page, difference) })
  const text = html`${
    median === undefined
      ? t('erAlone', { er: formats.percent(er) })
      : t('erAgainst', { er: formats.percent(er), median: formats.percent(median) })
  }${paid === '' ? '' : `; ${paid}`}`
  const words = [
    ...(steadiness === null ? [] : [t(`is_${steadiness}`)]),
    ...(strength === null ? [] : [t(`size_${strength}`)]),
  ]
  const label =
    words.length === 0 ? t('erLabel') : t('strengthLabel', { words: capitalized(words.join(', ')) })
  return { state: strength === 'below' ? 'resting' : 'done', label, text }
}

/** A difference without its sign, in whole per cent. */
export const shareOf = ({ formats }: Context, difference: number): string =>
  formats.percent(Math.abs(Math.round(difference * 100)) / 100)

function riskLines(page: Context, { risks }: Creator): Line[] {
  const { t } = page
  if (risks.length === 0)
    return [{ state: 'done', label: t('nothingSuspicious'), text: t('nothingHint') }]
  return risks.map((risk) => ({
    state: 'resting',
    label: `${riskName(page, risk.flag)}.`,
    text: html`<a class="out" href="#risks">${t('evidenceLink')}</a>`,
  }))
}
