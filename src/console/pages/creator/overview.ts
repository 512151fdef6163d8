import { html } from 'hono/html'
import { addressOf, type Page } from '../../page.ts'
import { creatorPath } from '../../parts/creator-link.ts'
import { details } from '../../parts/details.ts'
import { external } from '../../parts/external.ts'
import { facts } from '../../parts/facts.ts'
import { languageName } from '../../parts/language-name.ts'
import { number } from '../../parts/number.ts'
import { time } from '../../parts/time.ts'
import { shape } from '../../shapes.ts'
import { sayIn, wordOf } from '../../words.ts'
import { creatorWords } from '../../words/creators.ts'
import { frameWords } from '../../words/frame.ts'
import { courses } from './courses.ts'
import { Standing, Weeks, type Creator } from './data.ts'
import { creatorId, pathOf, readCreator, showPart } from './frame.ts'
import { metrics } from './metrics.ts'
import { riskSentence } from './risks.ts'
import { creatorPageWords } from './words.ts'

/** A year, and the week in which it began. */
const WEEKS = 53

export async function showOverview(page: Page): Promise<Response> {
  const [creator, standing, weeks] = await Promise.all([
    readCreator(page),
    page.ask(`GET /api/blogs/${creatorId(page)}/standing`, Standing),
    page.ask(`GET /api/blogs/${creatorId(page)}/history`, Weeks, {
      query: { interval: 'week', limit: WEEKS },
    }),
  ])
  const body = html`${highlights(page, creator)} ${risks(page, creator)} ${courses(page, weeks)}
    <div class="columns wide">${metrics(page, creator, standing)} ${about(page, creator)}</div>`
  return await showPart(page, creator, { part: 'overview', body })
}

function highlights({ language, formats, now }: Page, creator: Creator) {
  const say = sayIn(language, creatorPageWords)
  const of = (n: number | null) => (n === null || n === 0 ? undefined : say('ofPosts', { n }))
  const unusable = (n: number | null) => (n ? say('tooFew', { n }) : say('noneUsable'))
  const percent = (value: number | null) => (value === null ? '–' : formats.percent(value))
  const { follower_count: followers, er_percentile: percentile, last_post_at: last } = creator
  const reason = (value: unknown, text: string) => (value === null ? text : undefined)
  return facts([
    {
      label: say('followers'),
      value: followers === null ? '–' : formats.compact(followers),
      title: followers === null ? say('hidden') : formats.number(followers),
    },
    {
      label: say('er'),
      value: percent(creator.er),
      aside: of(creator.er === null ? null : creator.er_posts),
      title:
        reason(creator.er, unusable(creator.er_posts)) ??
        (percentile === null ? undefined : say('ofTier', { n: percentile })),
    },
    {
      label: say('views'),
      value: percent(creator.view_rate_by_followers),
      aside: of(
        creator.view_rate_by_followers === null ? null : creator.view_rate_by_followers_posts,
      ),
      title: reason(creator.view_rate_by_followers, unusable(creator.view_rate_by_followers_posts)),
    },
    {
      label: say('growth'),
      value: percent(creator.follower_growth_30_days),
      title: reason(creator.follower_growth_30_days, say('noEarlier')),
    },
    {
      label: say('lastPost'),
      value: last === null ? '–' : formats.relative(new Date(last), now),
      title: last === null ? say('noPosts') : formats.absolute(new Date(last)),
    },
  ])
}

function risks(page: Page, { risks: found }: Creator) {
  if (found.length === 0) return ''
  const say = sayIn(page.language, creatorPageWords)
  return html`<section class="unusual">
    <h2>${say('risks')}</h2>
    <ul class="needs">
      ${found.map(
        (risk) =>
          html`<li data-state="resting">
            ${shape('flag')}
            <div>
              <strong
                >${wordOf(page.language, creatorWords, `risk_${risk.flag}`) ?? risk.flag}</strong
              >
              <p>${riskSentence(page, risk)}</p>
            </div>
          </li>`,
      )}
    </ul>
    <p class="hint">${say('risksHint')}</p>
  </section>`
}

function about(page: Page, creator: Creator) {
  const say = sayIn(page.language, creatorPageWords)
  const none = sayIn(page.language, frameWords)('none')
  const { language } = page
  const lines = <T>(all: readonly T[], line: (each: T) => unknown) =>
    all.length === 0 ? html`<small>${none}</small>` : all.map((each) => html`<p>${line(each)}</p>`)
  const urls = [
    ...creator.bio_links,
    ...(creator.external_url === null ? [] : [{ url: creator.external_url, title: null }]),
  ]
  const links = urls.filter(({ url }, at) => urls.findIndex((each) => each.url === url) === at)
  const tier = creator.follower_tier
  return details([
    [say('tier'), tier === null ? '–' : (wordOf(language, creatorWords, `tier_${tier}`) ?? tier)],
    [say('following'), number(page, creator.following_count)],
    [say('media'), number(page, creator.media_count)],
    [say('languages'), lines(creator.languages, (code) => languageName(language, code))],
    [
      say('categories'),
      html`${lines(creator.categories, ({ name, is_primary }) =>
        is_primary ? html`<strong>${name}</strong>` : name,
      )}
      ${
        page.may('creators:write')
          ? html`<a href="${addressOf(pathOf(creator, 'category'))}" data-dialog class="out"
              >${say('correct')}</a
            >`
          : ''
      }`,
    ],
    [
      say('brands'),
      lines(
        creator.advertised_brands.slice(0, 10),
        ({ brand, posts: n }) => html`${brand} <small>${say('brandPosts', { n })}</small>`,
      ),
    ],
    [say('links'), lines(links, ({ url, title }) => external(url, title ?? url))],
    ...(creator.other_blogs.length === 0
      ? []
      : [
          [
            say('others'),
            lines(
              creator.other_blogs,
              ({ username, id }) =>
                html`<a href="${addressOf(creatorPath(username, id))}">@${username}</a>`,
            ),
          ] as const,
        ]),
    [
      say('source'),
      html`${wordOf(language, creatorWords, `source_${creator.source}`) ?? creator.source},
      ${time(page, creator.created_at)}`,
    ],
  ])
}
