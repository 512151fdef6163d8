import { expect, test } from 'vitest'
import { differencesBetween } from './differences.ts'

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
