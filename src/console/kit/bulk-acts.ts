import { html } from 'hono/html'
import type { Scope } from '../../base/roles.ts'
import type { ProblemError } from '../user-client.ts'
import { z } from '../../http/router.ts'
import { addressOf, goTo, ownPath, readFields, readForm } from '../page.ts'
import { bulkBar } from '../parts/forms/bulk.ts'
import { askFirst } from '../parts/forms/confirmation.ts'
import { refused } from '../parts/refused.ts'
import type { AnyContext, Content, FeatureContext } from './context.ts'
import { refusable } from './refusable.ts'
import type { Routes } from './routes.ts'

/**
 * The question that a person confirms before an act; `n` of the texts is how many rows were chosen.
 */
type Question<Key extends string> = {
  title: Key
  hint: Key
  submit: Key
  /** Inputs that the act needs; `fault` is the refusal of what was typed. */
  inputs?(
    context: FeatureContext<Key>,
    attempt: { form: URLSearchParams; fault: ProblemError | undefined },
  ): Promise<Content>
}

type BulkAct<Key extends string> = {
  label: Key
  /** Acts that cannot be undone, or need more than the rows, ask first. */
  ask?: Question<Key>
  /** Does it with one call; gives the sentence on what became of the rows. */
  run(
    context: FeatureContext<Key>,
    chosen: { ids: readonly string[]; form: URLSearchParams },
  ): Promise<string>
}

export type Bulk<Key extends string> = {
  /** The path of the list, below /console. */
  path: string
  scope: Scope
  /** Acts by their names in the form, in the order of the buttons. */
  actions: Readonly<Record<string, BulkAct<Key>>>
}

/** The acts on chosen rows of a list: their bar, and the route that does them. */
export type BulkActs<Key extends string> = {
  isVisible(context: FeatureContext<Key>): boolean
  bar(context: FeatureContext<Key>): Content
  routes: Routes<Key>
}

/** Declares what `listPage` offers for chosen rows; `routes` belong to the routes of the page. */
export const bulkActs = <Key extends string>(declared: Bulk<Key>): BulkActs<Key> =>
  // Kit and features have the texts `common.…`; the declaration checks all other keys.
  actsOf(declared) as unknown as BulkActs<Key>

function actsOf({ path, scope, actions }: Bulk<string>): BulkActs<string> {
  const action = `${addressOf(path)}/bulk`
  // No button has another act: such a form is not ours.
  const Chosen = z.object({ act: z.enum(['', ...Object.keys(actions)]).default('') })
  return {
    isVisible: ({ may }) => may(scope),
    bar: (context) =>
      bulkBar(context, {
        action,
        actions: Object.entries(actions).map(([value, { label }]) => ({
          value,
          label: context.t(label),
        })),
      }),
    routes: {
      [`POST ${path}/bulk`]: async (context: AnyContext) => {
        const form = await readForm(context)
        const back = ownPath(form.get('back') ?? addressOf(path))
        const ids = form.getAll('id')
        const { act: name } = readFields(Chosen, form)
        const act = name === '' ? undefined : actions[name]
        if (ids.length === 0 || !act) return goTo(context, back, context.t('common.nothingChosen'))
        const request = { action, act: name, ids, form, back }
        if (!act.ask) return goTo(context, back, await act.run(context, request))
        if (form.get('confirmed') === null) return await ask(context, act.ask, request)
        const { answer, refusal } = await refusable(act.run(context, request))
        if (!refusal) return goTo(context, back, answer)
        return await ask(context, act.ask, request, refusal)
      },
    },
  }
}

type ActRequest = {
  action: string
  act: string
  ids: readonly string[]
  form: URLSearchParams
  back: string
}

async function ask(
  context: AnyContext,
  { title, hint, submit, inputs }: Question<string>,
  { action, act, ids, form, back }: ActRequest,
  fault?: ProblemError,
): Promise<Response> {
  const { t } = context
  const n = ids.length
  const isAtInput = inputs !== undefined && (fault?.problem.errors?.length ?? 0) > 0
  return await askFirst(context, {
    title: t(title, { n }),
    body: html`${fault === undefined || isAtInput ? '' : refused(context, fault)}
      <p>${t(hint, { n })}</p>
      ${(await inputs?.(context, { form, fault })) ?? ''}`,
    action,
    submit: t(submit, { n }),
    hidden: { act, id: ids, confirmed: 'true', back: addressOf(back) },
    back,
    ...(fault && { status: 422 }),
  })
}
