import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { textIn } from '../../../../console/kit/field-values.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { addressOf, goTo, ownPath, readFields, readForm } from '../../../../console/page.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { area, field as textField } from '../../../../console/parts/forms/field.ts'
import { formCard } from '../../../../console/parts/forms/form-card.ts'
import {
  CONFLICT_FIELDS,
  POST_FIELDS,
  type ConflictField,
  type PostField,
} from '../../fields/drafts.ts'
import { fieldOfProduct } from '../../fields/products.ts'
import { typedText, typedValue } from '../typed-values.ts'
import { readValue } from './value.ts'
import type { Context } from './kit.ts'

/** The fields that have several values, with the texts of how they are separated. */
const HINTS: Partial<Record<PostField, 'tagsHint' | 'linesHint' | 'variantsHint'>> = {
  categories: 'linesHint',
  tags: 'tagsHint',
  variants: 'variantsHint',
}

const ResolveRequest = z.object({
  field: z.enum(POST_FIELDS),
  back: z.string().default('/console/products'),
})

/** `GET /products/:id/resolve?field=`: a value that is neither the product's nor the post's. */
export async function askForValue(page: Context): Promise<Response> {
  const { field, back } = readFields(ResolveRequest, new URLSearchParams(page.c.req.query()))
  const { data } = await page.api.call('listProductConflicts', {
    query: { product: page.param('id') },
  })
  const open = data.find((conflict) => conflict.field === field)
  return open === undefined
    ? goTo(page, ownPath(back), page.t('settled'))
    : await valueForm(page, {
        field,
        back: ownPath(back),
        text: typedText(fieldOfProduct(field), readValue(open.mine), page),
      })
}

type Typed = { field: PostField; back: string; text: string }

async function valueForm(page: Context, { field, back, text }: Typed, error?: ProblemError) {
  const { t } = page
  const hint = HINTS[field]
  const fault = error?.problem.errors?.[0]
  const label = t(`product.field_${field}`)
  const decision = {
    name: 'value',
    label,
    value: text,
    hint: hint && t(hint),
    fault: fault && error.reasonAt(fault.field),
    isRequired: false,
  }
  const isLong = field === 'description' || (field !== 'tags' && hint !== undefined)
  return await formCard(page, {
    title: t('otherValueTitle', { field: label }),
    follows: t('otherValueHint'),
    fields: html`${hiddenFields({ field, side: 'value', back: addressOf(back) })}
    ${isLong ? area(decision) : textField(decision)}`,
    action: `/console/products/${encodeURIComponent(page.param('id'))}/resolve`,
    back,
    submit: t('otherValueSubmit'),
    error,
    inlineErrors: true,
  })
}

const Choice = z.discriminatedUnion('side', [
  z.object({
    side: z.enum(['mine', 'theirs']),
    field: z.enum(CONFLICT_FIELDS),
    back: z.string(),
  }),
  z.object({ side: z.literal('value'), field: z.enum(POST_FIELDS), back: z.string() }),
])

export async function resolve(page: Context): Promise<Response> {
  const form = await readForm(page)
  const choice = readFields(Choice, form)
  const back = ownPath(choice.back)
  if (choice.side !== 'value') {
    await resolveConflict(page, choice.field, choice.side)
    return goTo(page, back, page.t('settled'))
  }
  const { field } = choice
  const text = textIn(form, 'value') ?? ''
  const value = typedValue(fieldOfProduct(field), text, page)
  const { refusal } = await refusable(resolveConflict(page, field, { value }), [422])
  if (refusal) return await valueForm(page, { field, back, text }, refusal)
  return goTo(page, back, page.t('settled'))
}

const resolveConflict = async ({ api, param }: Context, field: ConflictField, choice: unknown) =>
  await api.call('resolveProductConflicts', {
    params: { id: param('id') },
    body: { [field]: choice },
  })
