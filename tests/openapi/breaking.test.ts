import { expect, test } from 'vitest'
import { breakingChanges } from './breaking.ts'
import type { Json } from './differences.ts'
import { describeWholeApi } from './whole-app.ts'

type Cups = {
  parameters?: Json[]
  scopes?: string[]
  body?: Json
  answer?: Json
  status?: string
}

const document = ({
  parameters = [],
  scopes = [],
  body,
  answer = {},
  status = '200',
}: Cups): Json => ({
  paths: {
    '/api/cups': {
      post: {
        parameters,
        'x-scopes': scopes,
        ...(body === undefined
          ? {}
          : { requestBody: { content: { 'application/json': { schema: body } } } }),
        responses: { [status]: { content: { 'application/json': { schema: answer } } } },
      },
    },
  },
  components: { schemas: { Cup: { type: 'object', properties: { size: { type: 'integer' } } } } },
})

const object = (properties: { [name: string]: Json }, required: string[] = []): Json => ({
  type: 'object',
  properties,
  required,
})
const limit = (more: object): Json => ({ in: 'query', name: 'limit', ...more })
const text: Json = { type: 'string' }
const whole: Json = { type: 'integer' }

test.for<[what: string, before: Cups, now: Cups, found: string[]]>([
  ['another optional parameter', {}, { parameters: [limit({ schema: whole })] }, []],
  [
    'a parameter that is required',
    {},
    { parameters: [limit({ required: true, schema: whole })] },
    ['POST /api/cups: requires the parameter query limit'],
  ],
  [
    'a parameter that is gone',
    { parameters: [limit({ schema: whole })] },
    {},
    ['POST /api/cups: lacks the parameter query limit'],
  ],
  [
    'a smaller maximum, and a value that is refused',
    { parameters: [limit({ schema: { type: 'integer', maximum: 100, enum: [1, 2] } })] },
    { parameters: [limit({ schema: { type: 'integer', maximum: 50, enum: [1, 3] } })] },
    [
      'POST /api/cups query limit: no longer accepts 2',
      'POST /api/cups query limit: smaller maximum',
    ],
  ],
  ['another scope', {}, { scopes: ['cups:write'] }, ['POST /api/cups: needs the scope cups:write']],
  ['an optional field of a body', { body: object({}) }, { body: object({ a: text }) }, []],
  [
    'a required field of a body',
    { body: object({ a: text }) },
    { body: object({ a: text }, ['a']) },
    ['POST /api/cups body: requires a'],
  ],
  ['another field of an answer', { answer: object({}) }, { answer: object({ a: text }) }, []],
  [
    'a field of an answer that is gone, behind a reference',
    { answer: { $ref: '#/components/schemas/Cup' } },
    { answer: object({}) },
    ['POST /api/cups 200: lacks size'],
  ],
  [
    'a field of an answer that may be null or missing',
    { answer: object({ a: text }, ['a']) },
    { answer: object({ a: { type: ['string', 'null'] } }) },
    ['POST /api/cups 200.a: may be null', 'POST /api/cups 200: may lack a'],
  ],
  [
    'a number where a whole number was',
    { answer: object({ a: whole }) },
    { answer: object({ a: { type: 'number' } }) },
    ['POST /api/cups 200.a: may be number'],
  ],
  ['another status', {}, { status: '201' }, ['POST /api/cups: no longer answers 200']],
])('%s', ([, before, now, found]) => {
  expect(breakingChanges(document(before), document(now))).toEqual(found)
})

test('an operation that is gone', () => {
  expect(breakingChanges(document({}), { paths: {} })).toEqual(['POST /api/cups: is gone'])
})

test('the whole API does not break itself', () => {
  const api = JSON.parse(JSON.stringify(describeWholeApi())) as Json
  expect(breakingChanges(api, api)).toEqual([])
})
