import { html } from 'hono/html'
import { addressOf, type PageContext } from '../../page.ts'
import { layout } from '../../layout.ts'
import { translator } from '../../messages.ts'
import { frameMessages } from '../../words/frame.ts'
import { hiddenFields } from './bulk.ts'

type Confirmation = {
  /** The question, such as "Cancel 107 tasks?". */
  title: string
  /** The consequences: how many, what it costs, what cannot be undone. */
  body: unknown
  action: string
  /** The button's text names the action, such as "Cancel 107 tasks"; never "OK". */
  submit: string
  hidden: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The path below /console that the cancel link leads to. */
  back: string
  /** 409 if the counted number has changed in the meantime. */
  status?: 200 | 409 | 422
  /** The action cannot be undone: its button is red. */
  isDangerous?: true
}

/** A page that asks for confirmation; a dialog where scripts run. */
export async function askFirst(page: PageContext, confirmation: Confirmation): Promise<Response> {
  const t = translator(page.language, frameMessages)
  const body = html`<form class="card" method="post" action="${confirmation.action}">
    ${hiddenFields(confirmation.hidden)}
    <div class="consequences">${confirmation.body}</div>
    <footer>
      <a class="button" href="${addressOf(confirmation.back)}" data-close>${t('leave')}</a>
      <button class="main ${confirmation.isDangerous ? 'danger' : ''}">
        ${confirmation.submit}
      </button>
    </footer>
  </form>`
  return page.c.html(
    await layout(page, { title: confirmation.title, body }),
    confirmation.status ?? 200,
  )
}
