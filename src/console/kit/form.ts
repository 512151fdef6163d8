import { html } from 'hono/html'
import type { ProblemError } from '../user-client.ts'
import type { Made } from '../edit-conflict.ts'
import { madeInputs } from '../parts/forms/conflict.ts'
import { refused } from '../parts/refused.ts'
import { layout } from '../layout.ts'
import type { AnyContext, Content } from './context.ts'
import { faultAt } from './field-inputs.ts'
import type { FormField } from './form-fields.ts'

/** The texts of the inputs, by field name. */
export type Values = Readonly<Record<string, string>>

type Form = {
  title: string
  action: string
  submit: string
  /** Where the cancel link leads. */
  back: string
  /** Content at the beginning of the footer, such as a link to delete. */
  aside?: Content
  /** The origin of the form of a stored row. */
  made?: Made
}

/** A form made of fields: it renders, reads and builds the body of a call. */
export function formOf(fields: Readonly<Record<string, FormField<string, unknown, unknown>>>) {
  const all = Object.entries(fields)
  return {
    read: (form: URLSearchParams): Values =>
      // A checked checkbox follows its hidden input.
      Object.fromEntries(all.map(([name]) => [name, form.getAll(name).at(-1) ?? ''])),
    body: (context: AnyContext, values: Values): object =>
      Object.fromEntries(all.map(([name, { read }]) => [name, read(values[name] ?? '', context)])),
    /** Returns the texts of stored values. */
    values(context: AnyContext, stored: object): Values {
      const initial = new Map<string, unknown>(Object.entries(stored))
      return Object.fromEntries(
        all.map(([name, { format }]) => [name, format(initial.get(name), context)]),
      )
    },
    /**
     * Renders the form, with faults at their fields; a refusal that concerns no field is shown at
     * the top.
     */
    async show(context: AnyContext, form: Form, values: Values, refusal?: ProblemError) {
      const faults = new Map(all.map(([name]) => [name, faultAt(refusal, name)]))
      const isAtField = [...faults.values()].some((fault) => fault !== undefined)
      const inputs = all.map(([name, { show }]) =>
        show(context, { name, value: values[name] ?? '', fault: faults.get(name) }),
      )
      const labels = Object.fromEntries(
        all.map(([name, { label, display = (text: string) => text }]) => [
          name,
          { label: label(context), display: (text: string) => display(text, context) },
        ]),
      )
      const body = html`<form class="card" method="post" action="${form.action}">
        ${form.made ? madeInputs(form.made) : ''}
        ${refusal === undefined || isAtField ? '' : refused(context, refusal, labels)} ${inputs}
        <footer>
          ${form.aside ?? ''}
          <a class="button" href="${form.back}" data-close>${context.t('common.cancel')}</a>
          <button class="main">${form.submit}</button>
        </footer>
      </form>`
      const page = await layout(context, { title: form.title, body })
      return context.c.html(page, refusal ? 422 : 200)
    },
  }
}
