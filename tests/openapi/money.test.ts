import { expect, test } from 'vitest'
import { namesIn, operationsIn } from './names-in.ts'
import { describeWholeApi } from './whole-app.ts'

type Node = { [key: string]: unknown }

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** What the names of amounts of money have in them; a share of paid posts is none. */
const MONEY = /(?:^|_)(?:price|cost|amount|fee|budget|money|usd)(?:_|$)/

const FORM = { pattern: String.raw`^\d{1,12}(?:\.\d{1,3})?$`, minimum: 0 }

/** The schemas of a field's amounts: `value` is the amount where a field takes one of several forms. */
function amountsIn(schema: unknown): unknown[] {
  if (!isNode(schema)) return []
  const forms = schema['anyOf']
  if (!Array.isArray(forms)) return [schema]
  return forms.flatMap((form: unknown) => {
    const properties = isNode(form) ? form['properties'] : undefined
    return isNode(properties) ? [properties['value']] : []
  })
}

test('every amount of money that is sent may be a text or a number', () => {
  const amounts = operationsIn(describeWholeApi())
    .flatMap(namesIn)
    .filter(({ direction, name }) => direction === 'input' && MONEY.test(name))

  expect(new Set(amounts.map(({ where, name }) => `${where}: ${name}`))).toEqual(
    new Set([
      'patch /api/lists/{id}/members/{blog} input: price',
      'patch /api/products/drafts/{id} input: price',
      'patch /api/products/drafts/{id} input: compare_at_price',
      'post /api/products/conflicts/{id}/resolve input: price',
      'post /api/products/conflicts/{id}/resolve input: compare_at_price',
      'post /api/products input: price',
      'post /api/products input: compare_at_price',
      'post /api/products input: cost_per_item',
      'post /api/products/batch-update input: price',
      'post /api/products/batch-update input: compare_at_price',
      'post /api/products/batch-update input: cost_per_item',
      'patch /api/products/{id} input: price',
      'patch /api/products/{id} input: compare_at_price',
      'patch /api/products/{id} input: cost_per_item',
    ]),
  )
  for (const { where, name, schema } of amounts) {
    const found = amountsIn(schema)
    expect(found, `${where}: ${name}`).toHaveLength(1)
    expect(found[0], `${where}: ${name}`).toMatchObject({
      ...FORM,
      type: ['string', 'number', 'null'],
    })
  }
})
