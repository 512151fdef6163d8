import { html } from 'hono/html'
import type { AnswerOf, BodyOf } from '../../../../console/api.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { bulkActs, loadStores, type Context } from './kit.ts'

type Result = AnswerOf<'changeProducts'>
type Change = BodyOf<'changeProducts'>['change']

const LIST = 'store-categories'

/** The actions for the products that were chosen on the list. */
export const productActs = bulkActs({
  path: '/products',
  scope: 'own:write',
  actions: {
    activate: { label: 'bulk_activate', run: changes({ status: 'active' }) },
    hide: { label: 'bulk_hide', run: changes({ status: 'draft' }) },
    archive: { label: 'bulk_archive', run: changes({ status: 'archived' }) },
    categorize: {
      label: 'bulk_categorize',
      ask: {
        title: 'categorizeTitle',
        hint: 'categorizeHint',
        submit: 'categorizeSubmit',
        inputs: async (page, { form, fault }) =>
          html`${field({
              name: 'category',
              label: page.t('category'),
              value: form.get('category') ?? '',
              list: LIST,
              hasFocus: true,
              fault: fault?.reasonAt('change.add_categories.0'),
            })}
            <datalist id="${LIST}">
              ${(await categoriesOf(page)).map((name) => html`<option value="${name}"></option>`)}
            </datalist>`,
      },
      run: async (page, { ids, form }) =>
        await change(page, ids, { add_categories: [form.get('category') ?? ''] }),
    },
    delete: {
      label: 'bulk_delete',
      ask: { title: 'deleteManyTitle', hint: 'deleteManyHint', submit: 'deleteManySubmit' },
      run: async (page, { ids }) => {
        const body = { ids: [...ids] }
        const { changed, refused } = await page.api.call('deleteProducts', { body })
        return [page.t('deletedMany', { n: changed }), ...refusals(page, refused)].join(' ')
      },
    },
  },
})

function changes(made: Change) {
  return async (page: Context, { ids }: { ids: readonly string[] }): Promise<string> =>
    await change(page, ids, made)
}

async function change(page: Context, ids: readonly string[], made: Change): Promise<string> {
  const body = { ids: [...ids], change: made }
  return sentence(page, await page.api.call('changeProducts', { body }))
}

function sentence(page: Context, { changed, unchanged, refused, data }: Result): string {
  const { t } = page
  const full = data.filter(({ refused: why }) => why === 'too_many').length
  return [
    t('changedMany', { n: changed }),
    ...(unchanged > 0 ? [t('unchangedMany', { n: unchanged })] : []),
    ...(full > 0 ? [t('fullMany', { n: full })] : []),
    ...refusals(page, refused - full),
  ].join(' ')
}

const refusals = ({ t }: Context, n: number): string[] => (n > 0 ? [t('refusedMany', { n })] : [])

/** The categories of all stores, to choose from. */
async function categoriesOf(page: Context): Promise<string[]> {
  const stores = await loadStores(page)
  return [...new Set(stores.flatMap(({ categories }) => categories))].toSorted()
}
