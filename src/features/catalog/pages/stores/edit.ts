import { defaultsOf } from '../../../../base/fields.ts'
import {
  fieldInput,
  displayText,
  type ChoiceKey,
  type FieldTexts,
} from '../../../../console/kit/field-inputs.ts'
import { textOf, valueOf, type StoredValue } from '../../../../console/kit/field-values.ts'
import { textField, type FormField } from '../../../../console/kit/form-fields.ts'
import { area, checkboxField, field as input } from '../../../../console/parts/forms/field.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import {
  fieldOfStore,
  STORE_FIELD_NAMES,
  STORE_FIELDS,
  type StoreField,
} from '../../fields/stores.ts'
import { editPages, REFUSALS, type Context } from './kit.ts'

type Input = FormField<Parameters<Context['t']>[0], unknown, StoredValue>

const textsOf = ({ t, findText, language }: Context, name: StoreField): FieldTexts => ({
  language,
  label: t(`field_${name}`),
  hint: findText(`hint_${name}`),
  choice: (value) => t(`${name}_${value}` as ChoiceKey<typeof STORE_FIELDS>),
})

/** When empty, a new store gets the default, and a stored one keeps its value. */
const WITH_DEFAULT: ReadonlySet<StoreField> = new Set(['currency', 'approved_as', 'categories'])

/** The input of a field by its kind. */
function inputOf(name: StoreField): Input {
  const field = fieldOfStore(name)
  return {
    label: ({ t }) => t(`field_${name}`),
    display: (text, page) => displayText(field, text, textsOf(page, name)),
    show: (page, state) =>
      field.kind === 'flag'
        ? checkboxField({ name, label: page.t(`field_${name}`), isChosen: state.value === 'true' })
        : fieldInput(field, state, textsOf(page, name)),
    read: (text, page) =>
      text.trim() === '' && WITH_DEFAULT.has(name) ? undefined : valueOf(field, text.trim(), page),
    format: (stored, page) =>
      field.kind === 'flag' ? (stored ? 'true' : '') : textOf(field, stored, page),
  }
}

/** The inputs that differ from those of their kinds. */
const OWN: Readonly<Partial<Record<StoreField, Partial<Input>>>> = {
  name: { show: textField({ label: 'field_name', hasFocus: true }).show },
  connection_id: {
    async show(page, state) {
      const { data: accounts } = await page.api.call('listOwnAccounts')
      const options = [
        { value: '', label: page.t('noAccount') },
        ...accounts.map(({ id, username }) => ({ value: id, label: `@${username}` })),
      ]
      const { label } = textsOf(page, 'connection_id')
      return await select({ ...state, label, options, chosen: state.value })
    },
  },
  languages: {
    show: (page, state) => input({ ...state, ...textsOf(page, 'languages'), isRequired: false }),
    read: (text) => text.split(/[\s,]+/).filter((code) => code !== ''),
    format: (stored) => (Array.isArray(stored) ? stored.join(', ') : ''),
  },
  categories: {
    show: (page, state) =>
      area({ ...state, ...textsOf(page, 'categories'), isRequired: false, rows: 5 }),
  },
}

const fields = Object.fromEntries(
  STORE_FIELD_NAMES.map((name) => [name, { ...inputOf(name), ...OWN[name] }]),
  // The API checks what is sent.
) as Record<StoreField, FormField<Parameters<Context['t']>[0], never, StoredValue>>

export const editRoutes = editPages({
  path: '/stores',
  create: 'createStore',
  read: 'getStore',
  update: 'updateStore',
  remove: 'deleteStore',
  fields,
  initial: { ...defaultsOf(STORE_FIELDS), categories: [] },
  opens: 'made',
  refusals: REFUSALS,
})
