import { html } from 'hono/html'
import type { Made } from '../../edit-conflict.ts'
import type { ProblemError } from '../../user-client.ts'
import { addressOf, type PageContext } from '../../page.ts'
import { layout } from '../../layout.ts'
import { translator } from '../../messages.ts'
import { frameMessages } from '../../words/frame.ts'
import { refused } from '../refused.ts'
import { madeInputs, type FieldLabels } from './conflict.ts'

type FormCard = {
  title: string
  /** The effect of the action, and its consequences. */
  follows: string
  fields: unknown
  action: string
  /** The path below /console that the cancel link leads to. */
  back: string
  /** The button's text names the action; without it there is nothing to submit now. */
  submit: string | undefined
  /** The API's refusal. */
  error: ProblemError | undefined
  /** The fields show their faults themselves. */
  inlineErrors: boolean
  /** A field shows a fault that does not come from the API. */
  isInvalid?: boolean
  /** The form of a stored row: what it was made of, and what it calls its fields. */
  edit?: { made: Made; labels: FieldLabels } | undefined
  /** The action cannot be undone: its button is red. */
  isDangerous?: boolean
}

/** Renders the origin of the form, and the reason of a refusal that concerns no field. */
function above(page: PageContext, { edit, error, inlineErrors }: FormCard) {
  const isAtField = inlineErrors && (error?.problem.errors?.length ?? 0) > 0
  const fault = error === undefined || isAtField ? '' : refused(page, error, edit?.labels)
  return html`${edit ? madeInputs(edit.made) : ''} ${fault}`
}

/** One form with what it does, as a page: a dialog where scripts run. */
export async function formCard(page: PageContext, props: FormCard): Promise<Response> {
  const { title, error } = props
  const look = props.isDangerous ? 'main danger' : 'main'
  const body = html`<form class="card" method="post" action="${props.action}">
    ${above(page, props)}
    <p>${props.follows}</p>
    ${props.fields}
    <footer>
      <a class="button" href="${addressOf(props.back)}" data-close
        >${translator(page.language, frameMessages)('leave')}</a
      >
      ${props.submit === undefined ? '' : html`<button class="${look}">${props.submit}</button>`}
    </footer>
  </form>`
  const isFine = error === undefined && props.isInvalid !== true
  return page.c.html(await layout(page, { title, body }), isFine ? 200 : 422)
}
