import { html } from 'hono/html'
import { AppError } from '../../../base/errors.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { goTo, readForm, readPageBytes } from '../../../console/page.ts'
import { field, noteOf } from '../../../console/parts/forms/field.ts'
import { layout } from '../../../console/layout.ts'
import type { Context } from './kit.ts'

const PATH = '/console/shares/team'
/** A logo of 1 MB with the frame of its form. */
const MAX_FORM_BYTES = 1_050_000

/** `GET /shares/team`: the name and the logo of reports. */
export async function showTeam(
  page: Context,
  fault: { name?: string; logo?: string } = {},
): Promise<Response> {
  const { t } = page
  const team = await page.api.call('getTeamProfile')
  const logo = { name: 'logo', hint: t('logoHint'), fault: fault.logo }
  const body = html`<form class="card" method="post" action="${PATH}">
      ${field({ name: 'name', label: t('teamName'), value: team.name ?? '', fault: fault.name })}
      <footer><button class="main">${t('teamSave')}</button></footer>
    </form>
    <form class="card" method="post" action="${PATH}/logo" enctype="multipart/form-data">
      ${
        team.has_logo
          ? html`<p>
              <img
                src="${PATH}/logo"
                width="52"
                height="52"
                alt="${t('logoNow')}"
                class="team-logo"
              />
            </p>`
          : ''
      }
      <div class="field">
        <label for="logo">${t('logoLabel')}</label>
        <input
          id="logo"
          name="logo"
          type="file"
          accept="image/jpeg,image/png,image/webp"
          required
          aria-describedby="logo-note"
        />
        ${noteOf(logo)}
      </div>
      <footer><button>${t('logoSave')}</button></footer>
    </form>
    ${
      team.has_logo
        ? html`<form method="post" action="${PATH}/logo/remove">
            <button class="link remove">${t('logoRemove')}</button>
          </form>`
        : ''
    }`
  const isFine = fault.name === undefined && fault.logo === undefined
  const content = { title: t('teamTitle'), lead: t('teamLead'), body }
  return page.c.html(await layout(page, content), isFine ? 200 : 422)
}

export async function nameTeam(page: Context): Promise<Response> {
  const name = (await readForm(page)).get('name') ?? ''
  const { refusal } = await refusable(page.api.call('nameTeam', { body: { name } }))
  if (refusal) return await showTeam(page, { name: refusal.explain('name') })
  return goTo(page, '/shares/team', page.t('teamSaved'))
}

export async function setLogo(page: Context): Promise<Response> {
  const { t } = page
  const file = await readFile(page)
  if (file === null) return await showTeam(page, { logo: t('logoFault') })
  const stream = new Blob([file]).stream()
  const sent = { type: 'application/octet-stream', length: String(file.byteLength), stream }
  const call = page.api.call('setTeamLogo', { file: sent })
  const { refusal } = await refusable(call, [409, 413, 422])
  if (refusal)
    return await showTeam(page, {
      logo: t(refusal.problem.status === 409 ? 'logoNameless' : 'logoFault'),
    })
  return goTo(page, '/shares/team', t('logoSaved'))
}

/** The file of the form; null without one, or when it is too large. */
async function readFile(page: Context): Promise<Uint8Array<ArrayBuffer> | null> {
  const type = page.c.req.header('content-type') ?? ''
  try {
    const bytes = await readPageBytes(page, MAX_FORM_BYTES)
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
      .formData()
      .catch(() => new FormData())
    const file = form.get('logo')
    return file instanceof File && file.size > 0 ? new Uint8Array(await file.arrayBuffer()) : null
  } catch (error) {
    if (error instanceof AppError && error.status === 413) return null
    throw error
  }
}

export async function removeLogo(page: Context): Promise<Response> {
  await page.api.call('removeTeamLogo')
  return goTo(page, '/shares/team', page.t('logoRemoved'))
}

/** The logo, as reports show it. */
export async function showLogo(page: Context): Promise<Response> {
  const answer = await page.api.file('getTeamLogo')
  return new Response(answer.body, {
    headers: {
      'content-type': 'image/png',
      'cache-control': 'private, no-cache',
      'content-security-policy': 'sandbox',
    },
  })
}
