import { html } from 'hono/html'
import type { AnswerOf, BodyOf, OperationName } from '../api.ts'
import { madeOf } from '../edit-conflict.ts'
import { addressOf, goTo, readForm } from '../page.ts'
import { askFirst } from '../parts/forms/confirmation.ts'
import { callAny, callVersioned, type AnyContext } from './context.ts'
import { formOf } from './form.ts'
import type { FormField } from './form-fields.ts'
import type { Routes } from './routes.ts'
import { refusable } from './refusable.ts'
import { madeAfter, readEditForm, saveVersion } from './save-version.ts'

/** The texts that these pages need. */
export type EditKeys =
  | `delete${'Link' | 'Title' | 'Hint' | 'Submit'}`
  | 'deleted'
  | 'make'
  | 'makeSubmit'
  | 'made'
  | 'editTitle'
  | 'saved'

export type Edit<Key extends string, Create extends OperationName, Read extends OperationName> = {
  /** The path of the list, below /console. */
  path: string
  create: Create
  read: Read
  update: OperationName
  remove: OperationName
  /** Fields by their names in the body and in the answer. */
  fields: {
    readonly [Name in keyof BodyOf<Create> & keyof AnswerOf<Read>]?: FormField<
      Key,
      BodyOf<Create>[Name],
      AnswerOf<Read>[Name]
    >
  }
  /** The stored values that the form of a new item begins with. */
  initial?: Partial<AnswerOf<Read>>
  /** The number in `deleteHint`, such as the number of members. */
  count?(stored: AnswerOf<Read>): number
  /** The page to open after creation: the list, or the new item. */
  opens: 'list' | 'made'
  /** The statuses of refusals that the form shows, when not only those of every form. */
  refusals?: readonly number[]
}

/** Creates the pages that create, change and delete one kind of item; deletion asks first. */
export const editPages = <Key extends string, C extends OperationName, R extends OperationName>(
  edit: Edit<Key, C, R>,
): Routes<Key> => routesOf(edit as unknown as AnyEdit) as unknown as Routes<Key>

/** Untyped: `editPages` has checked the declaration. */
type AnyEdit = Omit<Edit<string, never, never>, 'fields' | 'count' | 'initial'> & {
  fields: Readonly<Record<string, FormField<string, unknown, unknown>>>
  initial?: object
  count?(stored: object): number
}
type Named = { id: string; name: string }

function routesOf(edit: AnyEdit): Routes<string> {
  const form = formOf(edit.fields)
  return { ...createRoutes(edit, form), ...changeRoutes(edit, form), ...removeRoutes(edit) }
}

type Form = ReturnType<typeof formOf>

function createRoutes(
  { path, create, opens, initial, refusals }: AnyEdit,
  form: Form,
): Routes<string> {
  const list = addressOf(path)
  const texts = ({ t }: AnyContext) => ({
    title: t('make'),
    submit: t('makeSubmit'),
    action: list,
    back: list,
  })
  return {
    [`GET ${path}/new`]: async (context: AnyContext) =>
      await form.show(context, texts(context), initial ? form.values(context, initial) : {}),
    [`POST ${path}`]: async (context: AnyContext) => {
      const values = form.read(await readForm(context))
      const body = form.body(context, values)
      const { answer, refusal } = await refusable(callAny(context, create, { body }), refusals)
      if (refusal) return await form.show(context, texts(context), values, refusal)
      const { id, name } = answer as Named
      return goTo(context, opens === 'list' ? path : `${path}/${id}`, context.t('made', { name }))
    },
  }
}

function changeRoutes({ path, read, update, refusals }: AnyEdit, form: Form): Routes<string> {
  const texts = ({ t }: AnyContext, { id, name }: Named) => {
    const back = `${addressOf(path)}/${id}`
    return {
      title: t('editTitle', { name }),
      submit: t('common.save'),
      action: `${back}/edit`,
      back,
      aside: html`<a class="start remove" href="${back}/delete">${t('deleteLink')}</a>`,
    }
  }
  return {
    [`GET ${path}/:id/edit`]: async (context: AnyContext) => {
      const params = { id: context.param('id') }
      const { answer, version } = await callVersioned(context, read, { params })
      const values = form.values(context, answer)
      const made = madeOf(version, values)
      return await form.show(context, { ...texts(context, answer as Named), made }, values)
    },
    [`POST ${path}/:id/edit`]: async (context: AnyContext) => {
      const { form: sent, made } = await readEditForm(context)
      const values = form.read(sent)
      const params = { id: context.param('id') }
      const body = form.body(context, values)
      const call = saveVersion<object, unknown>({
        made,
        mine: values,
        textsOf: (row) => form.values(context, row),
        save: async (ifMatch) => await callAny(context, update, { params, body, ifMatch }),
      })
      const { refusal } = await refusable(call, refusals)
      if (!refusal)
        return goTo(context, `${path}/${encodeURIComponent(params.id)}`, context.t('saved'))
      const words = texts(context, await load(context, read))
      return await form.show(context, { ...words, made: madeAfter(made, refusal) }, values, refusal)
    },
  }
}

function removeRoutes({ path, read, remove, count }: AnyEdit): Routes<string> {
  return {
    [`GET ${path}/:id/delete`]: async (context: AnyContext) => {
      const { t } = context
      const stored = await load(context, read)
      return await askFirst(context, {
        title: t('deleteTitle', { name: stored.name }),
        body: html`<p>${t('deleteHint', count && { n: count(stored) })}</p>`,
        action: `${addressOf(path)}/${stored.id}/delete`,
        submit: t('deleteSubmit'),
        isDangerous: true,
        hidden: {},
        back: `${path}/${stored.id}`,
      })
    },
    [`POST ${path}/:id/delete`]: async (context: AnyContext) => {
      const { id, name } = await load(context, read)
      await callAny(context, remove, { params: { id } })
      return goTo(context, path, context.t('deleted', { name }))
    },
  }
}

const load = async (context: AnyContext, read: string): Promise<Named> =>
  (await callAny(context, read, { params: { id: context.param('id') } })) as Named
