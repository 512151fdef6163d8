import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { layout } from '../../../console/layout.ts'
import { empty } from '../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { storyGrid } from '../../../console/parts/story-card.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import type { Context, StoryList } from './kit.ts'

const PATH = '/console/stories'
const ROWS = 48
const LISTS = 200

/** The filter in the page's address; unknown values are ignored. */
const Filter = z.object({
  creator: z.string().min(1).max(100).optional().catch(undefined),
  list: z.uuid().optional().catch(undefined),
  live: z.enum(['true', 'false']).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

/** Stories as cards, newest first; of a list, whether they are stored, and what that costs. */
export async function showStories(page: Context): Promise<Response> {
  const { api, c, t, may } = page
  const filter = Filter.parse(c.req.query())
  const { creator, list, live, cursor } = filter
  const query = { creator, list, live, cursor, limit: ROWS }
  const [found, lists, storyList] = await Promise.all([
    api.call('listStories', { query }),
    may('lists:read')
      ? api.call('listLists', { query: { limit: LISTS } })
      : { data: [] as { id: string; name: string }[] },
    list === undefined || !may('lists:read')
      ? null
      : api.call('getStoryList', { params: { list } }),
  ])
  const current = { creator, list, live }
  const body = html`${tabsOf(page, filter)} ${chooser(page, lists.data, filter)}
  ${
    found.data.length > 0
      ? storyGrid(page, found.data)
      : live === 'true'
        ? empty(t('noneLive'), t('noneLiveHint'))
        : empty(t('none'), t('noneHint'))
  }
  ${pager(page, PATH, { filter: current, cursor, next: found.next_cursor, rows: found.data.length })}
  ${storyList === null ? '' : await listSwitch(page, storyList)}`
  const title = creator === undefined ? t('title') : `${t('of')} @${creator}`
  return c.html(await layout(page, { title, lead: t('lead'), body, isLive: true }))
}

function tabsOf({ t }: Context, { creator, list, live }: Filter) {
  const views = [
    { value: undefined, label: t('any') },
    { value: 'true', label: t('live') },
    { value: 'false', label: t('gone') },
  ]
  return tabs(
    t('views'),
    views.map(({ value, label }) => ({
      label,
      href: withQuery(PATH, { creator, list, live: value }),
      isCurrent: live === value,
    })),
  )
}

function chooser(
  { t }: Context,
  lists: readonly { id: string; name: string }[],
  { list, live }: Filter,
) {
  if (lists.length === 0) return ''
  return html`<form class="filter story-filter" action="${PATH}" data-morph>
    ${live === undefined ? '' : html`<input type="hidden" name="live" value="${live}" />`}
    <label for="story-list">${t('ofList')}</label>
    <select id="story-list" name="list" dir="auto">
      <option value="">${t('everyone')}</option>
      ${lists.map(
        ({ id, name }) =>
          html`<option value="${id}" ${id === list ? 'selected' : ''}>${name}</option>`,
      )}
    </select>
    <button>${t('show')}</button>
  </form>`
}

/** Whether the stories of a list are stored, with the switch and its cost. */
async function listSwitch(page: Context, list: StoryList) {
  const { api, t, formats, may } = page
  const { requests } = await api.call('getReadingsPlan', { params: { id: list.list_id } })
  const cost = list.is_campaign ? requests.total : requests.profile + requests.stories
  const isOn = list.since !== null
  return html`<section class="panel padded">
    <h2 dir="auto">${t('forList', { name: list.name })}</h2>
    <p>
      ${
        list.since === null ? t('isOff') : t('isOn', { time: formats.moment(new Date(list.since)) })
      }
      ${t('cost', { n: cost })}
    </p>
    ${list.is_campaign ? html`<p class="hint">${t('isCampaign')}</p>` : ''}
    ${
      may('lists:write')
        ? html`<form method="post" action="${PATH}/lists/${list.list_id}" data-morph>
            <button name="store" value="${isOn ? 'false' : 'true'}">
              ${t(isOn ? 'turnOff' : 'turnOn')}
            </button>
          </form>`
        : ''
    }
  </section>`
}
