import { html } from 'hono/html'
import { tabs } from '../../../../../console/parts/tabs.ts'
import { layout } from '../../../../../console/layout.ts'
import type { Board, Context } from '../kit.ts'
import { board, columnsOf, countText, currentColumn } from './board.ts'
import { filterOf, isFiltered, list } from './list.ts'
import { PATH } from './path.ts'

/** Posts of the team: the board, or the list where one searches or filters. */
export async function showPosts(page: Context): Promise<Response> {
  const { t } = page
  const filter = filterOf(page)
  const found = await page.api.call('getPublishingBoard')
  const isList = page.c.req.query('view') === 'list' || isFiltered(filter)
  const body = html`${views(page, found, { isList, isDrafts: filter.status === 'draft' })}
  ${isList ? await list(page, filter) : board(page, found, currentColumn(page, found))}`
  const actions = page.may('publishing:write') ? newLink(page) : ''
  const content = { title: t('title'), lead: leadOf(page, found), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

const newLink = ({ t }: Context) => html`<a class="button main" href="${PATH}/new">${t('make')}</a>`

function views(
  page: Context,
  { drafts }: Board,
  { isList, isDrafts }: { isList: boolean; isDrafts: boolean },
) {
  const { t } = page
  return tabs(t('board.views'), [
    { label: t('board.board'), href: PATH, isCurrent: !isList },
    {
      label: t('board.drafts'),
      href: `${PATH}?status=draft`,
      isCurrent: isDrafts,
      count: countText(page, drafts),
    },
    { label: t('board.list'), href: `${PATH}?view=list`, isCurrent: isList && !isDrafts },
  ])
}

/** How many wait for a person, have trouble and go out, and when the next one does. */
function leadOf({ t, formats }: Context, found: Board): string {
  const { to_confirm: confirm, trouble, scheduled } = columnsOf(found)
  const next = scheduled?.posts.find(({ status, at }) => status !== 'posting' && at !== null)?.at
  const parts = [
    ...(confirm?.count ? [t('board.leadConfirm', { n: confirm.count })] : []),
    ...(trouble?.count ? [t('board.leadTrouble', { n: trouble.count })] : []),
  ]
  if (next == null) return parts.length > 0 ? parts.join(' ') : t('board.leadQuiet')
  const time = formats.moment(new Date(next))
  const coming = t('board.leadScheduled', { n: scheduled?.count ?? 0, time })
  return [...(parts.length > 0 ? parts : [t('board.leadCalm')]), coming].join(' ')
}
