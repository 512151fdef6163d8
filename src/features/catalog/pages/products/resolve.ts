import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { addressOf, goTo, ownPath, readFields, readForm } from '../../../../console/page.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { area, field as textField } from '../../../../console/parts/forms/field.ts'
import { formCard } from '../../../../console/parts/forms/form-card.ts'
import { CONFLICT_FIELDS, type ConflictField } from '../../fields/drafts.ts'
import { readValue, type Value } from './value.ts'
import type { Context } from './kit.ts'

/** The separator between the values of a field that has several. */
const SEVERAL: Partial<Record<ConflictField, string>> = {
  categories: '\n',
  tags: ',',
  variants: '\n',
}

/** A value as its field shows it. */
function typed(field: ConflictField, value: Value): string {
  if (value === null || typeof value === 'string') return value ?? ''
  const parts = value.map((part) =>
    typeof part === 'string' ? part : `${part.option}: ${part.value}`,
  )
  return parts.join(SEVERAL[field] === ',' ? ', ' : '\n')
}

/** Returns what was typed, as the API takes it. */
function valueOf(field: ConflictField, text: string): unknown {
  const input = text.replaceAll('\r\n', '\n').trim()
  const mark = SEVERAL[field]
  if (mark === undefined) {
    if (field === 'currency') return input.toUpperCase()
    return input === '' && field.endsWith('price') ? null : input
  }
  const parts = input
    .split(mark)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (field !== 'variants') return parts
  return parts.map((line) => {
    const [option = '', ...value] = line.split(':')
    return { option: option.trim(), value: value.join(':').trim() }
  })
}

const ResolveRequest = z.object({
  field: z.enum(CONFLICT_FIELDS),
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
        text: typed(field, readValue(open.mine)),
      })
}

type Typed = { field: ConflictField; back: string; text: string }

async function valueForm(page: Context, { field, back, text }: Typed, error?: ProblemError) {
  const { t } = page
  const fault = error?.problem.errors?.[0]
  const label = t(`product.field_${field}`)
  const decision = {
    name: 'value',
    label,
    value: text,
    hint:
      field === 'tags'
        ? t('tagsHint')
        : SEVERAL[field] && t(field === 'variants' ? 'variantsHint' : 'linesHint'),
    fault: fault && error.reasonAt(fault.field),
    isRequired: false,
  }
  const isLong = SEVERAL[field] === '\n' || field === 'description'
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

const Choice = z.object({
  field: z.enum(CONFLICT_FIELDS),
  side: z.enum(['mine', 'theirs', 'value']),
  value: z.string().default(''),
  back: z.string(),
})

export async function resolve(page: Context): Promise<Response> {
  const { field, side, value, back } = readFields(Choice, await readForm(page))
  const choice = side === 'value' ? { value: valueOf(field, value) } : side
  const call = page.api.call('resolveProductConflicts', {
    params: { id: page.param('id') },
    body: { [field]: choice },
  })
  const { refusal } = await refusable(call, side === 'value' ? [422] : [])
  if (refusal) return await valueForm(page, { field, back: ownPath(back), text: value }, refusal)
  return goTo(page, ownPath(back), page.t('settled'))
}
