import { html } from 'hono/html'
import type { AnswerOf } from '../../../../console/api.ts'
import { icon } from '../../../../console/icons.ts'
import { messageOf } from '../../../../console/messages.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import { cityIn } from '../../../../places/cities.ts'
import type { Report } from './report.ts'

export type Reasons = AnswerOf<'listBlogReasons'>['data'][number]
/** The figures behind reasons; the sheet of a creator has them from other operations. */
export type Reasoned = Omit<Reasons, 'id' | 'username' | 'er_percentile' | 'posts'> & {
  /** How far paid posts are from the others, as a share; null where it is not known. */
  paid_difference: number | null
}

type Reason = {
  state: 'done' | 'resting' | 'pending'
  label: unknown
  text: unknown
  /** Where it comes from. */
  basis: string
}

/** Reasons for a creator, each with where it comes from; their age is that of the reading. */
export const reasonList = (report: Report, reasoned: Reasoned) =>
  html`<ul class="reasons">
      ${reasonsOf(report, reasoned).map(
        ({ state, label, text, basis }) =>
          html`<li data-state="${state}">
            ${icon(state === 'resting' ? 'flag' : state)}
            <span><b>${label}</b> ${text} <small>${basis}</small></span>
          </li>`,
      )}
    </ul>
    ${ageOf(report, reasoned)}`

function ageOf({ t, formats }: Report, { read_at: at }: Reasoned) {
  return at === null
    ? ''
    : html`<p class="hint">${t('whyRead', { when: formats.moment(new Date(at)) })}</p>`
}

function reasonsOf(report: Report, reasoned: Reasoned): Reason[] {
  const { t } = report
  if (reasoned.read_at === null)
    return [{ state: 'pending', label: t('creator.unreadLine'), text: '', basis: '' }]
  const lines = [topic(report, reasoned), city(report, reasoned), strength(report, reasoned)]
  return [...lines.filter((line) => line !== null), ...risks(report, reasoned)]
}

function topic({ t, language }: Report, { categories, languages, er_posts }: Reasoned) {
  const name = categories.find(({ is_primary }) => is_primary)?.name ?? categories[0]?.name
  const names = languages.map((code) => languageName(language, code)).join(', ')
  if (name === undefined && names === '') return null
  const label =
    name === undefined
      ? t('creator.aboutUnknown')
      : html`${t('creator.aboutTopic')} <bdi>${topicName(language, name)}</bdi>:`
  return {
    state: 'done',
    label,
    text: names === '' ? '' : t('creator.aboutLanguages', { names }),
    basis: er_posts === null || er_posts === 0 ? t('whyProfile') : t('whyPosts', { n: er_posts }),
  } satisfies Reason
}

/** The categories that gramd brings along have names in each language. */
const topicName = (language: Report['language'], name: string): string =>
  messageOf(language, creatorWords, `category_${name}`) ?? name

function city(report: Report, reasoned: Reasoned): Reason | null {
  const { t, language } = report
  const name = cityIn(language, reasoned)
  if (name === undefined) return null
  const n = reasoned.city_posts ?? 0
  const basis = {
    written: () => t('word.cityWritten'),
    tagged: () => t('word.cityTagged', { n }),
    biography: () => t('word.cityBiography'),
    inferred: () => t('word.cityInferred', { n }),
  }
  const from = reasoned.city_source
  return {
    state: 'done',
    label: t('whyCity', { city: name }),
    text: '',
    basis: from === null ? '' : basis[from](),
  }
}

function strength(report: Report, reasoned: Reasoned): Reason {
  const { t, formats } = report
  const { er, tier, strength: place, steadiness, paid_difference } = reasoned
  if (er === null)
    return {
      state: 'pending',
      label: t('creator.erLater'),
      text: '',
      basis: t('creator.erLaterHint'),
    }
  const own = formats.percent(er)
  const against =
    tier === null
      ? t('creator.erAlone', { er: own })
      : t('creator.erAgainst', { er: own, median: formats.percent(tier.median) })
  const share = Math.round((paid_difference ?? 0) * 100) / 100
  const size = formats.percent(Math.abs(share))
  const paid =
    share === 0
      ? ''
      : `; ${t(share < 0 ? 'creator.paidLess' : 'creator.paidMore', { share: size })}`
  const words = [
    ...(steadiness === null ? [] : [t(`creator.is_${steadiness}`)]),
    ...(place === null ? [] : [t(`creator.size_${place}`)]),
  ].join(', ')
  const label =
    words === ''
      ? t('creator.erLabel')
      : t('creator.strengthLabel', { words: words.charAt(0).toUpperCase() + words.slice(1) })
  return {
    state: place === 'below' ? 'resting' : 'done',
    label,
    text: `${against}${paid}`,
    basis: strengthBasis(report, reasoned),
  }
}

/** The posts behind the engagement, and the accounts that it is compared with. */
function strengthBasis({ t, formats }: Report, { er_posts: n, tier }: Reasoned): string {
  return [
    ...(n === null || n === 0 ? [] : [t('basisEr', { n })]),
    tier === null
      ? t('whyNoTier')
      : t('whyTier', { n: tier.creators, day: formats.dayMonth(new Date(tier.computed_at)) }),
  ].join('; ')
}

function risks({ t, language }: Report, { risk_flags: flags }: Reasoned): Reason[] {
  if (flags.length === 0)
    return [
      {
        state: 'done',
        label: t('creator.nothingSuspicious'),
        text: '',
        basis: t('creator.nothingHint'),
      },
    ]
  return flags.map((flag) => ({
    state: 'resting',
    label: `${messageOf(language, creatorWords, `risk_${flag}`) ?? t('creator.risks')}.`,
    text: '',
    basis: t('whyRisk'),
  }))
}
