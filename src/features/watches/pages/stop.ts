import { z } from '../../../http/router.ts'
import { goTo, readFields, readForm } from '../../../console/page.ts'
import { undoMove } from '../../../console/parts/forms/undo-move.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import type { BodyOf } from '../../../console/api.ts'
import type { Context, Watch } from './kit.ts'

type Settings = BodyOf<'setWatch'>

/** The parameter of the address that has the settings of a watch that was just ended. */
const STOPPED = 'stopped'
const MAX_LENGTH = 4_000

const settingsOf = (watch: Watch): Settings => ({
  growth_share: watch.growth_share,
  silent_days: watch.silent_days,
  far_above_times: watch.far_above_times,
  brands: watch.brands,
  risk_flags: watch.risk_flags,
  renamed: watch.renamed,
  private: watch.private,
  gone: watch.gone,
  back: watch.back,
  digest: watch.digest,
  digest_time: watch.digest_time,
  digest_weekday: watch.digest_weekday,
  receivers: watch.receivers.map(({ login }) => login),
  is_for_team: watch.is_for_team,
  language: watch.language,
})

/** `POST /watches/:id/stop` ends the watch; its news stay, and for ten seconds it can come back. */
export async function stopWatch(page: Context): Promise<Response> {
  const { api, param } = page
  const params = { id: param('id') }
  const watch = await api.call('getWatch', { params })
  await api.call('removeWatch', { params })
  const settings = JSON.stringify(settingsOf(watch))
  // Hundreds of brands do not fit into an address: then the form begins the watch again.
  const stopped = settings.length > MAX_LENGTH ? undefined : settings
  return goTo(
    page,
    withQuery(`/watches/${watch.list.id}`, { [STOPPED]: stopped }),
    page.t('stopped'),
  )
}

/** Offers to take back the end of a watch that the address names. */
export function undoStop({ t, c, may }: Context, { list, is_watched: isWatched }: Watch) {
  const settings = c.req.query(STOPPED) ?? ''
  if (settings === '' || isWatched || !may('lists:write')) return ''
  return undoMove({
    id: `watch-${list.id}`,
    action: `/console/watches/${list.id}/resume`,
    fields: { settings },
    text: t('stopped'),
    label: t('undoStop'),
  })
}

const Sent = z.object({ settings: z.string().max(MAX_LENGTH).transform(parsed) })

/** The API judges what is in it. */
function parsed(text: string): Settings {
  const value: unknown = JSON.parse(text)
  return z.looseObject({}).parse(value)
}

/** `POST /watches/:id/resume` begins a watch with the settings that it had; not over another. */
export async function resumeWatch(page: Context): Promise<Response> {
  const { api, t, param } = page
  const { settings } = readFields(Sent, await readForm(page))
  const params = { id: param('id') }
  const { is_watched: isWatched, list } = await api.call('getWatch', { params })
  if (!isWatched) await api.call('setWatch', { params, body: settings })
  return goTo(page, `/watches/${list.id}`, t('resumed'))
}
