import { html } from 'hono/html'
import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { layout } from '../../../../console/layout.ts'
import { bullet } from '../../../../console/parts/figures/bullet.ts'
import { metricValue } from '../../../../console/parts/figures/metric.ts'
import { homeSwitch } from '../../../../console/parts/home-switch.ts'
import { time } from '../../../../console/parts/time.ts'
import { metricMessages } from '../../../../console/words/metrics.ts'
import { messages } from '../../texts/home/index.ts'
import { preview } from '../files.ts'

const kit = pageKit(messages, { metric: metricMessages })
type Context = ContextOf<typeof kit>
type Newest = AnswerOf<'listNewestOwnMedia'>['data'][number]
type Version = RowOf<'getProjectPerformance'>
type Measured = { project: { id: string; name: string }; version: Version }

const [POSTS, PROJECTS] = [6, 3]
/** Metrics of a version that the page shows. */
const MAX_METRICS = 4
/** Shares of the usual views from which a post is above or below them. */
const [BELOW, ABOVE] = [0.85, 1.15]
const TITLE = 90

/** `GET /home/creator`: the newest Reels against the usual, and what was expected of them. */
async function show(page: Context): Promise<Response> {
  const { t, api } = page
  const [{ data }, projects] = await Promise.all([
    api.call('listNewestOwnMedia', { query: { limit: POSTS } }),
    api.call('listProjects', { query: { limit: PROJECTS } }),
  ])
  const measured = await Promise.all(
    projects.data.map(async ({ id, name }): Promise<Measured[]> => {
      const { data: versions } = await api.call('getProjectPerformance', {
        params: { id },
        query: { limit: 1 },
      })
      return versions.map((version) => ({ project: { id, name }, version }))
    }),
  )
  const body = html`${homeSwitch(page, 'creator')} ${newest(page, data)}
  ${expectations(page, measured.flat())}`
  const actions = html`<a class="button" href="/console/projects">${t('projects')}</a>
    <a class="button main" href="/console/reels">${t('reels')}</a>`
  const content = { title: t('title'), lead: verdict(page, data[0]), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

/** Says in a sentence how the newest post does against the usual. */
function verdict({ t, formats }: Context, post: Newest | undefined): string {
  if (post === undefined) return t('noPosts')
  const { views, usual, age_hours: age } = post
  if (views === null || age === null) return t('notReadYet')
  if (usual === null) return t('noUsual')
  const share = usual.median === 0 ? 1 : views / usual.median
  const values = { n: Math.floor(age), times: formats.precise(Math.round(share * 10) / 10) }
  return t(share < BELOW ? 'isBelow' : share > ABOVE ? 'isAbove' : 'isUsual', values)
}

function newest(page: Context, posts: readonly Newest[]) {
  const { t } = page
  return html`<section aria-labelledby="newest">
    <div class="title">
      <h2 id="newest">${t('newest')}</h2>
      <small>${t('againstUsual')}</small>
    </div>
    ${
      posts.length === 0
        ? html`<p class="hint">${t('noPostsHint')}</p>`
        : html`<ul class="tiles">
            ${posts.map((post) => card(page, post))}
          </ul>`
    }
  </section>`
}

function card(page: Context, post: Newest) {
  const { t } = page
  const { id, caption, username, published_at: at } = post
  const title = (caption ?? '').trim().split('\n')[0]?.slice(0, TITLE) ?? ''
  return html`<li class="panel" id="post-${id}">
    <span class="frame">${preview(post, 96)}</span>
    <div>
      <a class="name" href="/console/reels/${id}" dir="auto"
        >${title === '' ? t('untitled') : title}</a
      >
      <p class="quiet"><bdi>@${username}</bdi> · ${time(page, at)}</p>
      ${views(page, post)}
    </div>
  </li>`
}

function views({ t, formats }: Context, { views: count, usual, age_hours: age }: Newest) {
  if (count === null || age === null) return html`<p class="quiet">${t('notRead')}</p>`
  const text = formats.number(Math.round(count))
  if (usual === null)
    return html`<p><strong class="big">${text}</strong> ${t('views')}</p>
      <p class="quiet">${t('after', { n: Math.floor(age) })} ${t('usualNeeds')}</p>`
  const median = formats.number(Math.round(usual.median))
  const label = t('bullet', {
    views: text,
    usual: median,
    low: formats.number(Math.round(usual.low)),
    high: formats.number(Math.round(usual.high)),
  })
  return html`<p>
      <strong class="big">${text}</strong> ${t('views')} · ${t('usual', { usual: median })}
    </p>
    ${bullet({ value: count, mark: usual.median, band: usual }, label)}
    <p class="quiet">
      ${t('after', { n: Math.floor(age) })} ${t('comparedWith', { n: usual.posts })}
    </p>`
}

function expectations(page: Context, measured: readonly Measured[]) {
  const { t } = page
  return html`<section aria-labelledby="expected">
    <div class="title">
      <h2 id="expected">${t('expectedActual')}</h2>
    </div>
    ${
      measured.length === 0
        ? html`<p class="hint">${t('noProjects')}</p>`
        : html`<ul class="tiles">
            ${measured.map((each) => expectation(page, each))}
          </ul>`
    }
  </section>`
}

function expectation(page: Context, { project, version }: Measured) {
  const { t } = page
  const compared = version.metrics.filter(({ predicted }) => predicted !== null)
  return html`<li class="panel wide">
    <div>
      <a class="name" href="/console/projects/${project.id}" dir="auto">${project.name}</a>
      <p class="quiet">
        ${t('version', { n: version.number })} · ${t('atHours', { n: version.horizon_hours })}
      </p>
      ${
        compared.length === 0
          ? html`<p class="quiet">${t('nothingExpected')}</p>`
          : compared.slice(0, MAX_METRICS).map((metric) => comparison(page, metric))
      }
      ${version.is_too_early ? html`<p class="quiet">${t('tooEarly', { n: version.horizon_hours })}</p>` : ''}
      ${version.posts.length === 0 ? html`<p class="quiet">${t('noBoundPost')}</p>` : ''}
    </div>
  </li>`
}

function comparison(page: Context, { metric, predicted, actual }: Version['metrics'][number]) {
  const { t } = page
  const name = t(`metric.metric_${metric}`)
  if (actual === null && predicted !== null)
    return html`<p>
      ${name}: ${t('expected')} <strong>${metricValue(page, metric, predicted, '')}</strong>
    </p>`
  const label = t('comparison', { name })
  return html`<p>
      ${name}: <strong>${metricValue(page, metric, actual, t('notMeasured'))}</strong> ·
      ${t('expected')} ${metricValue(page, metric, predicted, '')}
    </p>
    ${
      actual === null || predicted === null
        ? ''
        : bullet({ value: Math.max(0, actual), mark: Math.max(0, predicted) }, label)
    }`
}

export const creatorHome = kit.definePage({
  path: '/home/creator',
  home: 'creator',
  nav: { job: null, shape: 'home', scope: 'own:read' },
  routes: { 'GET /home/creator': show },
})
