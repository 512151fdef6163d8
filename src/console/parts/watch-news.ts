import { html } from 'hono/html'
import type { RowOf } from '../api.ts'
import type { Formats } from '../formats.ts'
import type { IconName } from '../icons.ts'
import { messageOf, translator, type Language, type Translate } from '../messages.ts'
import type { PageContext } from '../page.ts'
import { creatorWords } from '../words/creators.ts'
import { watchNewsWords } from '../words/watch-news.ts'
import { boolAttr } from './attributes.ts'
import { badge } from './badge.ts'
import { creatorPath } from './creator-link.ts'
import { sparkline } from './figures/sparkline.ts'
import { picture } from './picture.ts'

type News = RowOf<'listWatchNews'>
/** The facts that a sentence about news needs. */
export type NewsFacts = Pick<News, 'kind' | 'happened_at' | 'details'>
type Details = News['details']

const SIGNS: Readonly<Record<News['kind'], readonly [sign: IconName, state: IconName]>> = {
  growth: ['flag', 'resting'],
  fall: ['flag', 'failed'],
  risk_flag: ['flag', 'failed'],
  renamed: ['unknown', 'pending'],
  private: ['resting', 'resting'],
  gone: ['failed', 'failed'],
  back: ['done', 'done'],
  silent: ['resting', 'pending'],
  advertises: ['unknown', 'resting'],
  far_above: ['done', 'done'],
}

type Words = {
  t: Translate<keyof (typeof watchNewsWords)['en']>
  language: Language
  formats: Formats
}

/** Returns the news as a sentence with its figures, without markup. */
export function newsSentence(language: Language, formats: Formats, news: NewsFacts): string {
  const t = translator(language, watchNewsWords)
  return SENTENCES[news.kind]({ t, language, formats }, news)
}

const SENTENCES: Readonly<Record<News['kind'], (words: Words, news: NewsFacts) => string>> = {
  growth: ({ language, formats }, { details }) =>
    changeSentence(language, formats, 'growth', details),
  fall: ({ language, formats }, { details }) => changeSentence(language, formats, 'fall', details),
  risk_flag: ({ t, language }, { details }) =>
    t('news_risk_flag', {
      risk: messageOf(language, creatorWords, `risk_${details.flag ?? ''}`) ?? t('kind_risk_flag'),
    }),
  renamed({ t }, { details: { before, now = '' } }) {
    return before === undefined || before === null
      ? t('news_renamed_only', { now: String(now) })
      : t('news_renamed', { before: String(before), now: String(now) })
  },
  private: ({ t }) => t('news_private'),
  gone: ({ t }, { details }) =>
    t(details.status === 'restricted' ? 'news_restricted' : 'news_deleted'),
  back: ({ t }) => t('news_back'),
  silent: ({ t, formats }, { details: { days = 0, last_post_at: last } }) =>
    t('news_silent', { n: days, day: last === undefined ? '' : formats.date(new Date(last)) }),
  advertises({ t, formats }, { happened_at, details: { brand = '', quote } }) {
    const day = formats.date(new Date(happened_at))
    return quote === undefined || quote === null || quote === ''
      ? t('news_advertises', { brand, day })
      : t('news_advertises_quote', { brand, day, quote })
  },
  far_above({ t, formats }, { happened_at, details }) {
    const [now, usual] = [Number(details.now ?? 0), details.usual ?? 1]
    const times = Math.round((10 * now) / usual) / 10
    return t(details.is_plays === true ? 'news_far_above_plays' : 'news_far_above_reactions', {
      day: formats.date(new Date(happened_at)),
      now: formats.number(now),
      usual: formats.number(Math.round(usual)),
      n: times,
      times: formats.precise(times),
      compared: details.compared ?? 0,
    })
  },
}

/** The sentence about followers: a change, what was there, and what is usual. */
function changeSentence(
  language: Language,
  formats: Formats,
  kind: 'growth' | 'fall',
  { before, now, days = 0, share = 0, usual }: Details,
): string {
  const t = translator(language, watchNewsWords)
  const values = {
    share: formats.percent(Math.abs(share)),
    days,
    before: formats.number(Number(before)),
    now: formats.number(Number(now)),
  }
  if (usual === undefined || usual === null)
    return t(kind === 'growth' ? 'news_growth_alone' : 'news_fall_alone', values)
  const sign = usual > 0 ? '+' : ''
  return t(kind === 'growth' ? 'news_growth' : 'news_fall', {
    ...values,
    usual: `${sign}${formats.percent(Math.round(usual * 1000) / 1000)}`,
  })
}

type Options = {
  /** Names the list of each one. */
  withList?: boolean
  /** The address of this page below /console, to come back to after a mark. */
  back?: string
}

/** News as cards: face, name, kind, sentence with figures, trend or picture of the post. */
export function newsCards(page: PageContext, news: readonly News[], options: Options = {}) {
  return html`<ul class="unusual news panel">
    ${news.map((each) => card(page, each, options))}
  </ul>`
}

function card(page: PageContext, news: News, options: Options) {
  const { language, formats } = page
  const t = translator(language, watchNewsWords)
  const { creator, kind } = news
  const [sign, state] = SIGNS[kind]
  const named = creator.full_name?.trim() ? creator.full_name : `@${creator.username}`
  return html`<li id="news-${news.id}" ${boolAttr(news.is_unread, 'class="is-unread"')}>
    ${picture({ hash: creator.avatar_hash, name: creator.username, size: 40 })}
    <div>
      <p class="what">
        <a class="name" href="/console${creatorPath(creator.username, creator.id)}" dir="auto"
          >${named}</a
        >
        ${creator.follower_count === null ? '' : html`<small>${formats.compact(creator.follower_count)}</small>`}
        <span class="rule" data-state="${state}">${badge(sign, t(`kind_${kind}`))}</span>
        ${news.is_unread ? html`<b class="is-new">${t('isNew')}</b>` : ''}
      </p>
      <p dir="auto">${newsSentence(language, formats, news)}</p>
      ${underline(page, news, options)}
    </div>
    ${figure(page, news)}
  </li>`
}

/** The time of the news with what can be opened and marked. */
function underline(page: PageContext, news: News, { withList = false, back }: Options) {
  const { language, formats, now } = page
  const t = translator(language, watchNewsWords)
  const found = new Date(news.found_at)
  const { code } = news.details
  const mayMark = back !== undefined && news.is_unread && page.me !== null
  return html`<div class="hint">
    <time datetime="${news.found_at}" title="${formats.absolute(found)}"
      >${formats.relative(found, now)}</time
    >
    ${
      withList
        ? html` <a href="/console/watches/${news.list.id}" dir="auto"
            >${t('inList', { list: news.list.name })}</a
          >`
        : ''
    }
    ${
      typeof code === 'string'
        ? html` <a href="https://www.instagram.com/p/${code}/" rel="noreferrer">${t('post')}</a>`
        : ''
    }
    ${mayMark ? markForm(page, news, back) : ''}
  </div>`
}

/** The trend of followers, or the picture of the post. */
function figure({ language, formats }: PageContext, { trend, post_picture_hash: hash }: News) {
  const t = translator(language, watchNewsWords)
  const label = t('trend', {
    from: formats.number(trend[0] ?? 0),
    to: formats.number(trend.at(-1) ?? 0),
  })
  return html`${trend.length < 2 ? '' : sparkline(trend, label)}
  ${
    hash === null
      ? ''
      : html`<img
          class="shot"
          src="/console/images/${hash}"
          alt=""
          width="44"
          height="44"
          loading="lazy"
          decoding="async"
        />`
  }`
}

function markForm({ language }: PageContext, { id }: News, back: string) {
  const t = translator(language, watchNewsWords)
  return html`<form method="post" action="/console/watches/news/${id}/read" data-morph>
    <input type="hidden" name="back" value="${back}" />
    <button class="plain">${t('seen')}</button>
  </form>`
}
