import { html } from 'hono/html'
import type { RowOf } from '../../../../console/api.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { secretOnce } from '../../../../console/parts/forms/secret-once.ts'
import { layout } from '../../../../console/layout.ts'
import type { Context, Routes } from './kit.ts'

type Kind = RowOf<'listOwnChannels'>['kind']
const FIELDS = { webhook: 'url', telegram: 'chat_id' } as const satisfies Record<Kind, string>

/** The refused input for a channel. */
export type ChannelForm = { kind: Kind; value: string; fault: string }

/** Shows where gramd writes to the user, besides the inbox. */
export async function channelsSection(page: Context, form?: ChannelForm) {
  const { t } = page
  const { data, offered } = await page.api.call('listOwnChannels')
  return html`<section>
    <h2>${t('channels')}</h2>
    <p class="hint">${t('channelsHint')}</p>
    <div class="columns">
      ${offered.map((kind) => {
        const label = data.find((each) => each.kind === kind)?.label
        return connected(page, kind, label, form?.kind === kind ? form : undefined)
      })}
    </div>
    ${
      data.length > 0
        ? html`<form method="post" action="/console/profile/channels/test">
            <button>${t('testChannels')}</button>
          </form>`
        : ''
    }
  </section>`
}

function connected(page: Context, kind: Kind, label: string | undefined, form?: ChannelForm) {
  const { t } = page
  return html`<div>
    ${
      label === undefined
        ? ''
        : html`<form
            class="connected"
            method="post"
            action="/console/profile/channels/${kind}/remove"
          >
            <p>${t(`to_${kind}`, { label })}</p>
            <button>${t('disconnect')}</button>
          </form>`
    }
    <form class="card" method="post" action="/console/profile/channels/${kind}">
      ${field({
        name: FIELDS[kind],
        label: t(kind),
        value: form?.value,
        hint: t(`${kind}Hint`),
        fault: form?.fault,
        // Addresses of webhooks may have a token in them.
        isSecret: kind === 'webhook',
      })}
      <footer>
        <button class="main">${t(label === undefined ? 'connect' : 'replaceChannel')}</button>
      </footer>
    </form>
  </div>`
}

type Refuse = (page: Context, form: ChannelForm) => Promise<Response>

/** `refuse` shows the page again with what was not taken. */
export const channelRoutes = (refuse: Refuse): Routes => ({
  async 'POST /profile/channels/test'(page) {
    await page.api.call('testOwnChannels')
    return goTo(page, '/profile', page.t('channelsTested'))
  },
  async 'POST /profile/channels/webhook'(page) {
    const url = (await readForm(page)).get('url')?.trim() ?? ''
    const call = page.api.call('connectOwnWebhook', { body: { url } })
    const { answer, refusal } = await refusable(call, [422])
    if (refusal) return await refuse(page, faultOf(page, 'webhook', url, refusal))
    return await showSecret(page, answer.secret)
  },
  async 'POST /profile/channels/telegram'(page) {
    const chat = (await readForm(page)).get('chat_id')?.trim() ?? ''
    const call = page.api.call('connectOwnTelegram', { body: { chat_id: chat } })
    const { refusal } = await refusable(call, [422])
    if (refusal) return await refuse(page, faultOf(page, 'telegram', chat, refusal))
    return goTo(page, '/profile', page.t('connected'))
  },
  'POST /profile/channels/webhook/remove': disconnect('webhook'),
  'POST /profile/channels/telegram/remove': disconnect('telegram'),
})

const disconnect = (kind: Kind) => async (page: Context) => {
  await page.api.call('removeOwnChannel', { params: { kind } })
  return goTo(page, '/profile', page.t('disconnected'))
}

/** Returns the refused input for a channel. Throws a refusal that is not about its field. */
function faultOf({ t }: Context, kind: Kind, value: string, refusal: ProblemError): ChannelForm {
  if (refusal.reasonAt(FIELDS[kind]) === undefined) throw refusal
  return { kind, value, fault: t(`${kind}Fault`) }
}

async function showSecret(page: Context, secret: string): Promise<Response> {
  const { t } = page
  const body = html`${secretOnce(page, t('webhookSecret'), [secret], t('webhookSecretHint'))}
    <p>
      <a class="button main" href="/console/profile"> ${page.t('common.back')} </a>
    </p>`
  return page.c.html(await layout(page, { title: t('channels'), body }))
}
