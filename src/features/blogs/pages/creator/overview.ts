import { html } from 'hono/html'
import { addressOf } from '../../../../console/page.ts'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { details } from '../../../../console/parts/details.ts'
import { external } from '../../../../console/parts/external.ts'
import { statList } from '../../../../console/parts/stat-list.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { number } from '../../../../console/parts/figures/number.ts'
import { time } from '../../../../console/parts/time.ts'
import { icon } from '../../../../console/icons.ts'
import { messageOf } from '../../../../console/messages.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import { courses } from './trends.ts'
import { pathOf, readCreator, showPart } from './frame.ts'
import { metrics } from './metrics.ts'
import { riskSentence } from './risks.ts'
import type { Context, Creator } from './kit.ts'

/** A year, and the week in which it began. */
const WEEKS = 53

export async function showOverview(page: Context): Promise<Response> {
  const [creator, standing, weeks] = await Promise.all([
    readCreator(page),
    page.api.call('getBlogStanding', { params: { id: page.param('creator') } }),
    page.api.call('getBlogHistory', {
      params: { id: page.param('creator') },
      query: { interval: 'week', limit: WEEKS },
    }),
  ])
  const body = html`${highlights(page, creator)} ${risks(page, creator)} ${courses(page, weeks)}
    <div class="columns wide">${metrics(page, creator, standing)} ${about(page, creator)}</div>`
  return await showPart(page, creator, { part: 'overview', body })
}

function highlights({ t, formats, now }: Context, creator: Creator) {
  const of = (n: number | null) => (n === null || n === 0 ? undefined : t('ofPosts', { n }))
  const unusable = (n: number | null) => (n ? t('tooFew', { n }) : t('noneUsable'))
  const percent = (value: number | null) => (value === null ? '–' : formats.percent(value))
  const { follower_count: followers, er_percentile: percentile, last_post_at: last } = creator
  const reason = (value: unknown, text: string) => (value === null ? text : undefined)
  return statList([
    {
      label: t('followers'),
      value: followers === null ? '–' : formats.compact(followers),
      title: followers === null ? t('hidden') : formats.number(followers),
    },
    {
      label: t('er'),
      value: percent(creator.er),
      aside: of(creator.er === null ? null : creator.er_posts),
      title:
        reason(creator.er, unusable(creator.er_posts)) ??
        (percentile === null ? undefined : t('ofTier', { n: percentile })),
    },
    {
      label: t('views'),
      value: percent(creator.view_rate_by_followers),
      aside: of(
        creator.view_rate_by_followers === null ? null : creator.view_rate_by_followers_posts,
      ),
      title: reason(creator.view_rate_by_followers, unusable(creator.view_rate_by_followers_posts)),
    },
    {
      label: t('growth'),
      value: percent(creator.follower_growth_30_days),
      title: reason(creator.follower_growth_30_days, t('noEarlier')),
    },
    {
      label: t('lastPost'),
      value: last === null ? '–' : formats.relative(new Date(last), now),
      title: last === null ? t('noPosts') : formats.absolute(new Date(last)),
    },
  ])
}

function risks(page: Context, { risks: found }: Creator) {
  if (found.length === 0) return ''
  const { t } = page
  return html`<section class="unusual">
    <h2>${t('risks')}</h2>
    <ul class="needs">
      ${found.map(
        (risk) =>
          html`<li data-state="resting">
            ${icon('flag')}
            <div>
              <strong
                >${messageOf(page.language, creatorWords, `risk_${risk.flag}`) ?? risk.flag}</strong
              >
              <p>${riskSentence(page, risk)}</p>
            </div>
          </li>`,
      )}
    </ul>
    <p class="hint">${t('risksHint')}</p>
  </section>`
}

function about(page: Context, creator: Creator) {
  const { t, language } = page
  const none = t('common.none')
  const lines = <T>(all: readonly T[], line: (each: T) => unknown) =>
    all.length === 0 ? html`<small>${none}</small>` : all.map((each) => html`<p>${line(each)}</p>`)
  const urls = [
    ...creator.bio_links,
    ...(creator.external_url === null ? [] : [{ url: creator.external_url, title: null }]),
  ]
  const links = urls.filter(({ url }, at) => urls.findIndex((each) => each.url === url) === at)
  const tier = creator.follower_tier
  return details([
    [t('tier'), tier === null ? '–' : t(`creator.tier_${tier}`)],
    [t('following'), number(page, creator.following_count)],
    [t('media'), number(page, creator.media_count)],
    [t('languages'), lines(creator.languages, (code) => languageName(language, code))],
    [
      t('categories'),
      html`${lines(creator.categories, ({ name, is_primary }) =>
        is_primary ? html`<strong>${name}</strong>` : name,
      )}
      ${
        page.may('creators:write')
          ? html`<a href="${addressOf(pathOf(creator, 'category'))}" data-dialog class="out"
              >${t('correct')}</a
            >`
          : ''
      }`,
    ],
    [
      t('brands'),
      lines(
        creator.advertised_brands.slice(0, 10),
        ({ brand, posts: n }) => html`${brand} <small>${t('brandPosts', { n })}</small>`,
      ),
    ],
    [t('links'), lines(links, ({ url, title }) => external(url, title ?? url))],
    ...(creator.other_blogs.length === 0
      ? []
      : [
          [
            t('others'),
            lines(
              creator.other_blogs,
              ({ username, id }) =>
                html`<a href="${addressOf(creatorPath(username, id))}">@${username}</a>`,
            ),
          ] as const,
        ]),
    [
      t('source'),
      html`${t(`creator.source_${creator.source}`)}, ${time(page, creator.created_at)}`,
    ],
  ])
}
