import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page, type Route } from '../../page.ts'
import { field } from '../../parts/field.ts'
import { once } from '../../parts/once.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { profileWords } from './words.ts'

const KINDS = ['webhook', 'telegram'] as const
type Kind = (typeof KINDS)[number]
const FIELDS = { webhook: 'url', telegram: 'chat_id' } as const

const Channels = z.object({
  data: z.array(z.object({ kind: z.enum(KINDS), shown: z.string() })),
  offered: z.array(z.enum(KINDS)),
})

/** What was sent for a channel and not taken. */
export type GivenChannel = { kind: Kind; value: string; fault: string }

/** Where gramd writes to the user, besides the inbox. */
export async function channelsSection(page: Page, given?: GivenChannel) {
  const say = sayIn(page.language, profileWords)
  const { data, offered } = await page.ask('GET /api/me/channels', Channels)
  return html`<section>
    <h2>${say('channels')}</h2>
    <p class="hint">${say('channelsHint')}</p>
    <div class="columns">
      ${offered.map((kind) => {
        const shown = data.find((each) => each.kind === kind)?.shown
        return connected(page, kind, shown, given?.kind === kind ? given : undefined)
      })}
    </div>
    ${
      data.length > 0
        ? html`<form method="post" action="/console/profile/channels/test">
            <button>${say('testChannels')}</button>
          </form>`
        : ''
    }
  </section>`
}

function connected(page: Page, kind: Kind, shown: string | undefined, given?: GivenChannel) {
  const say = sayIn(page.language, profileWords)
  return html`<div>
    ${
      shown === undefined
        ? ''
        : html`<form
            class="connected"
            method="post"
            action="/console/profile/channels/${kind}/remove"
          >
            <p>${say(`to_${kind}`, { shown })}</p>
            <button>${say('disconnect')}</button>
          </form>`
    }
    <form class="card" method="post" action="/console/profile/channels/${kind}">
      ${field({
        name: FIELDS[kind],
        label: say(kind),
        value: given?.value,
        hint: say(`${kind}Hint`),
        fault: given?.fault,
      })}
      <footer>
        <button class="main">${say(shown === undefined ? 'connect' : 'replaceChannel')}</button>
      </footer>
    </form>
  </div>`
}

/** `refuse` shows the page again with what was not taken. */
export const channelRoutes = (
  refuse: (page: Page, given: GivenChannel) => Promise<Response>,
): readonly Route[] => [
  {
    method: 'POST',
    path: '/profile/channels/test',
    async handle(page) {
      await page.ask('POST /api/me/channels/test', z.unknown())
      return goTo(page, '/profile', sayIn(page.language, profileWords)('channelsTested'))
    },
  },
  ...KINDS.map((kind) => connecting(kind, refuse)),
  ...KINDS.map(disconnecting),
]

const disconnecting = (kind: Kind): Route => ({
  method: 'POST',
  path: `/profile/channels/${kind}/remove`,
  async handle(page) {
    await page.ask(`DELETE /api/me/channels/${kind}`, z.unknown())
    return goTo(page, '/profile', sayIn(page.language, profileWords)('disconnected'))
  },
})

const connecting = (
  kind: Kind,
  refuse: (page: Page, given: GivenChannel) => Promise<Response>,
): Route => ({
  method: 'POST',
  path: `/profile/channels/${kind}`,
  async handle(page) {
    const say = sayIn(page.language, profileWords)
    const name = FIELDS[kind]
    const value = (await readForm(page)).get(name)?.trim() ?? ''
    const Secret = z.object({ secret: z.string() }).nullable()
    try {
      const body = { [name]: value }
      const made = await page.ask(`PUT /api/me/channels/${kind}`, Secret, { body })
      if (made === null) return goTo(page, '/profile', say('connected'))
      return await showSecret(page, made.secret)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.reasonAt(name) === undefined) throw error
      return await refuse(page, { kind, value, fault: say(`${kind}Fault`) })
    }
  },
})

async function showSecret(page: Page, secret: string): Promise<Response> {
  const say = sayIn(page.language, profileWords)
  const body = html`${once(say('webhookSecret'), [secret], say('webhookSecretHint'))}
    <p>
      <a class="button main" href="/console/profile">
        ${sayIn(page.language, frameWords)('back')}
      </a>
    </p>`
  return page.c.html(await shell(page, { title: say('channels'), body }))
}
