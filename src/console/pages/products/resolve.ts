import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, goTo, ownPath, readFields, readForm, type Page } from '../../page.ts'
import { hiddenFields } from '../../parts/bulk.ts'
import { area, field as textField } from '../../parts/field.ts'
import { formCard } from '../../parts/form-card.ts'
import { sayIn } from '../../words.ts'
import { CONFLICT_FIELDS, Conflicts, type Conflict, type Value } from './data.ts'
import { productFieldWords } from '../../words/product-fields.ts'
import { productsWords } from './words.ts'

type FieldName = Conflict['field']

const productId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')

/** What separates the values of a field that has several. */
const SEVERAL: Partial<Record<FieldName, string>> = { categories: '\n', tags: ',', variants: '\n' }

/** A value as its field shows it. */
function typed(field: FieldName, value: Value): string {
  if (value === null || typeof value === 'string') return value ?? ''
  const parts = value.map((part) =>
    typeof part === 'string' ? part : `${part.option}: ${part.value}`,
  )
  return parts.join(SEVERAL[field] === ',' ? ', ' : '\n')
}

/** What was typed, as the API takes it. */
function valueOf(field: FieldName, text: string): unknown {
  const given = text.replaceAll('\r\n', '\n').trim()
  const mark = SEVERAL[field]
  if (mark === undefined) {
    if (field === 'currency') return given.toUpperCase()
    return given === '' && field.endsWith('price') ? null : given
  }
  const parts = given
    .split(mark)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (field !== 'variants') return parts
  return parts.map((line) => {
    const [option = '', ...value] = line.split(':')
    return { option: option.trim(), value: value.join(':').trim() }
  })
}

const Asked = z.object({
  field: z.enum(CONFLICT_FIELDS),
  back: z.string().default('/console/products'),
})

/** `GET /products/:id/resolve?field=`: a value that is neither the product's nor the post's. */
export async function askForValue(page: Page): Promise<Response> {
  const { field, back } = readFields(Asked, new URLSearchParams(page.c.req.query()))
  const { data } = await page.ask('GET /api/products/conflicts', Conflicts, {
    query: { product: productId(page) },
  })
  const open = data.find((conflict) => conflict.field === field)
  return open === undefined
    ? goTo(page, ownPath(back), sayIn(page.language, productsWords)('settled'))
    : await valueForm(page, { field, back: ownPath(back), text: typed(field, open.mine) })
}

type Typed = { field: FieldName; back: string; text: string }

async function valueForm(page: Page, { field, back, text }: Typed, error?: ProblemError) {
  const say = sayIn(page.language, productsWords)
  const fault = error?.problem.errors?.[0]
  const label = sayIn(page.language, productFieldWords)(`field_${field}`)
  const given = {
    name: 'value',
    label,
    value: text,
    hint:
      field === 'tags'
        ? say('tagsHint')
        : SEVERAL[field] && say(field === 'variants' ? 'variantsHint' : 'linesHint'),
    fault: fault && error.reasonAt(fault.field),
    isRequired: false,
  }
  const isLong = SEVERAL[field] === '\n' || field === 'description'
  return await formCard(page, {
    title: say('otherValueTitle', { field: label }),
    follows: say('otherValueHint'),
    fields: html`${hiddenFields({ field, side: 'value', back: addressOf(back) })}
    ${isLong ? area(given) : textField(given)}`,
    action: `/console/products/${productId(page)}/resolve`,
    back,
    submit: say('otherValueSubmit'),
    error,
    saysFaults: true,
  })
}

const Choice = z.object({
  field: z.enum(CONFLICT_FIELDS),
  side: z.enum(['mine', 'theirs', 'value']),
  value: z.string().default(''),
  back: z.string(),
})

export async function resolve(page: Page): Promise<Response> {
  const { field, side, value, back } = readFields(Choice, await readForm(page))
  const choice = side === 'value' ? { value: valueOf(field, value) } : side
  try {
    await page.ask(`POST /api/products/conflicts/${productId(page)}/resolve`, z.unknown(), {
      body: { [field]: choice },
    })
  } catch (error) {
    const isFault = error instanceof ProblemError && error.problem.status === 422
    if (!isFault || side !== 'value') throw error
    return await valueForm(page, { field, back: ownPath(back), text: value }, error)
  }
  return goTo(page, ownPath(back), sayIn(page.language, productsWords)('settled'))
}
