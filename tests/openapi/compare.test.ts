import { expect, test } from 'vitest'
import { readFile } from 'node:fs/promises'
import { differencesBetween } from './differences.ts'
import { namesIn, operationsIn } from './names-in.ts'
import { becameReferences, isAdded, isWidened, renamed } from './renamed.ts'
import { NEW_SCHEMAS, RENAMED_VALUES, RENAMES, rowOf, rowOfValues, WIDENED } from './renames.ts'
import { describeWholeApi } from './whole-app.ts'

const documentOf = (operation: object) =>
  JSON.parse(JSON.stringify({ paths: { '/api/cups': { get: operation } } })) as Parameters<
    typeof differencesBetween
  >[0]

const before = documentOf({
  summary: 'Cups',
  parameters: [
    { in: 'query', name: 'limit', schema: { type: 'integer' } },
    { in: 'query', name: 'cursor', schema: { type: 'string' } },
  ],
  responses: { 200: { description: 'A page' } },
})

test('the order of parameters and the sentences of a document may change', () => {
  const after = documentOf({
    summary: 'All cups',
    parameters: [
      { in: 'query', name: 'cursor', schema: { type: 'string' } },
      { in: 'query', name: 'limit', schema: { type: 'integer' } },
    ],
    responses: { 200: { description: 'A page of cups' } },
  })

  const { structure, sentences } = differencesBetween(before, after)
  expect(structure).toEqual([])
  expect(sentences).toHaveLength(2)
})

test('the values of an enumeration may change their order, and nothing else', () => {
  const sorted = (...values: string[]) =>
    documentOf({ parameters: [{ in: 'query', name: 'sort', schema: { enum: values } }] })

  expect(differencesBetween(sorted('a', 'b'), sorted('b', 'a')).structure).toEqual([])
  const { structure } = differencesBetween(sorted('a', 'b'), sorted('c', 'a'))
  expect(structure.map((each) => each.split('\n')[0])).toEqual([
    '/paths//api/cups/get/parameters/query sort/schema/enum/"b"',
    '/paths//api/cups/get/parameters/query sort/schema/enum/"c"',
  ])
})

test('the required fields of a schema may change their order, and nothing else', () => {
  const requiring = (...required: string[]) => documentOf({ schema: { required } })

  expect(differencesBetween(requiring('a', 'b'), requiring('b', 'a')).structure).toEqual([])
  expect(differencesBetween(requiring('a'), requiring('a', 'b')).structure).toHaveLength(1)
})

test('another parameter, schema or status is a difference', () => {
  const after = documentOf({
    summary: 'Cups',
    parameters: [{ in: 'query', name: 'limit', schema: { type: 'string' } }],
    responses: { 200: { description: 'A page' }, 409: { description: 'No' } },
  })

  const { structure } = differencesBetween(before, after)
  expect(structure.map((each) => each.split('\n')[0])).toEqual([
    '/paths//api/cups/get/parameters/query limit/schema/type',
    '/paths//api/cups/get/parameters/query cursor',
    '/paths//api/cups/get/responses/409',
  ])
})

const field = (name: string, schema: object) => ({
  type: 'object',
  properties: { [name]: schema },
  required: [name],
})

const shared = (name: string, parameter: string) =>
  JSON.parse(
    JSON.stringify({
      paths: {
        [`/api/cups/{${parameter}}`]: {
          get: {
            parameters: [{ in: 'path', name: parameter }],
            responses: { 200: { content: { json: { $ref: '#/components/schemas/Cup' } } } },
          },
        },
        '/api/mugs': { get: { responses: { 200: { $ref: '#/components/schemas/Cup' } } } },
      },
      components: { schemas: { Cup: field(name, { type: 'string' }) } },
    }),
  ) as Parameters<typeof differencesBetween>[0]

test('a listed rename is no difference on its paths, and one on all others', () => {
  const renames = [{ paths: ['/api/cups/{cup_id}'], names: { cupId: 'cup_id', name_of: 'nameOf' } }]
  const [was, is] = [shared('name_of', 'cupId'), shared('nameOf', 'cup_id')]
  const places = (list: typeof renames) =>
    differencesBetween(renamed(was, list), renamed(is, [])).structure.map(
      (each) => each.split('\n')[0],
    )

  expect(places(renames)).toEqual([
    '/paths//api/mugs/get/responses/200/properties/name_of',
    '/paths//api/mugs/get/responses/200/properties/nameOf',
    '/paths//api/mugs/get/responses/200/required/"name_of"',
    '/paths//api/mugs/get/responses/200/required/"nameOf"',
  ])
  expect(places([])).toContain('/paths//api/cups/{cupId}')
})

test('a field of a request may take more where it is listed, and nowhere else', () => {
  const body = '/paths//api/products/post/requestBody/content/application/json/schema/properties'
  const answer = '/paths//api/products/post/responses/200/schema/properties'
  const widened = { 'post /api/products': ['price'] }

  expect(isWidened(`${body}/price/type\n  - 1\n  + 2`, widened)).toBe(true)
  expect(isWidened(`${body}/price_list/type`, widened)).toBe(false)
  expect(isWidened(`${answer}/price/type`, widened)).toBe(false)
})

test('what was added is no difference at the end of a listed place, and a change of it is one', () => {
  const places = [/\/patch\/responses\/412$/]
  const place = '/paths//api/cups/patch/responses/412'

  expect(isAdded(`${place}\n  - undefined\n  + {}`, places)).toBe(true)
  expect(isAdded(`${place}\n  - {}\n  + {"a":1}`, places)).toBe(false)
  expect(isAdded(`${place}/description\n  - undefined\n  + "a"`, places)).toBe(false)
})

test('a renamed value is one at the fields of its name alone', () => {
  const valuesAt = (...values: string[]) =>
    documentOf({
      responses: {
        200: { schema: { properties: { waits_code: { enum: values }, mood: { enum: ['rest'] } } } },
      },
    })
  const values = { waits_code: { rest: 'cooldown' } }

  const { structure } = differencesBetween(
    renamed(valuesAt('rest', 'other'), [], values),
    renamed(valuesAt('cooldown', 'other'), []),
  )
  expect(structure).toEqual([])
})

test('an id that became a reference is no difference, and another parameter is one', () => {
  const at = '/paths//api/cups/{id}/get/parameters/path id/schema'
  const mark = `${at}/x-reference\n  - undefined\n  + "cup"`
  const format = `${at}/format\n  - "uuid"\n  + undefined`
  const other =
    '/paths//api/mugs/{id}/get/parameters/path id/schema/format\n  - "uuid"\n  + undefined'

  expect([mark, format, other].map(becameReferences([mark, format, other]))).toEqual([
    true,
    true,
    false,
  ])
  expect(becameReferences([format])(format)).toBe(false)
})

test('listed names are those of the document, and the changelog repeats them', async () => {
  const changelog = await readFile(new URL('../../CHANGELOG.md', import.meta.url), 'utf8')
  const document = describeWholeApi()
  const operations = operationsIn(document)
  const namesAt = (path: string) =>
    operations.filter((each) => each.path === path).flatMap((each) => namesIn(each))

  for (const rename of RENAMES) {
    expect(changelog).toContain(rowOf(rename))
    const names = new Set(rename.paths.flatMap(namesAt).map(({ name }) => name))
    for (const [was, is] of Object.entries(rename.names))
      expect([is, names.has(is), was, names.has(was)]).toEqual([is, true, was, false])
    for (const path of rename.paths) expect([path, namesAt(path).length > 0]).toEqual([path, true])
  }
  for (const [field, values] of Object.entries(RENAMED_VALUES))
    expect(changelog).toContain(rowOfValues(field, values))
  for (const [call, fields] of Object.entries(WIDENED)) {
    const sent = namesAt(call.split(' ')[1] ?? '').map(({ name }) => name)
    for (const name of fields) expect(sent).toContain(name)
  }
  expect(Object.keys(document.components?.schemas ?? {})).toEqual(
    expect.arrayContaining([...NEW_SCHEMAS]),
  )
})
