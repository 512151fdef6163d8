import { expect, test } from 'vitest'
import { z } from 'zod'
import { features } from '../../src/features/index.ts'
import { isContractPath } from '../../src/http/spelling.ts'
import { describeWholeApi } from './whole-app.ts'
import { fieldsIn, namesIn, operationsIn, type Named } from './names-in.ts'

const operations = operationsIn(describeWholeApi())

const isSnakeCase = (name: string): boolean => /^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name)
const isCamelCase = (name: string): boolean => /^[a-z][a-zA-Z0-9]*$/.test(name)

/** Accepted beside `ids`, which is the name of the field. */
const SECOND_NAMES = new Set(['draftIds'])

/** Meta names them: it sends them when it verifies an address. */
const OF_META = /^hub\.(?:mode|verify_token|challenge)$/

const misspelled = ({ path, name }: Named): boolean =>
  isContractPath(path)
    ? !isCamelCase(name)
    : !isSnakeCase(name) && !SECOND_NAMES.has(name) && !OF_META.test(name)

test('fields and parameters are in snake_case, and those of the contract in camelCase', () => {
  const names = operations.flatMap(namesIn)

  expect(names.length).toBeGreaterThan(2_000)
  expect(names.some(({ path }) => isContractPath(path))).toBe(true)
  expect(names.filter(misspelled).map(({ where, name }) => `${where}: ${name}`)).toEqual([])
})

test.for([
  ['/api/instagram/scan', true],
  ['/api/ig/auth/choose', true],
  ['/api/ig/bind', true],
  ['/api/ig/bind/{id}', true],
  ['/api/ig/accounts', false],
  ['/api/ig/bindings', false],
  ['/api/webhooks/instagram/events', false],
] as const)('%s: of the contract is %s', ([path, isOfContract]) => {
  expect(isContractPath(path)).toBe(isOfContract)
})

test('payloads and results of tasks, which the document leaves open, are in snake_case', () => {
  const named = features
    .flatMap(({ tasks }) => tasks ?? [])
    .flatMap(({ name, payload, result }) =>
      [payload, result].flatMap((schema) => {
        const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
        return fieldsIn(described, (value) => value).map((field) => `${name}: ${field.name}`)
      }),
    )

  expect(named.length).toBeGreaterThan(100)
  expect(named.filter((each) => !isSnakeCase(each.split(': ')[1] ?? ''))).toEqual([])
})

test('a route for many rows takes their ids as `ids`', () => {
  const many = operations.filter(({ path }) => /\/(?:bulk|replay|batch-\w+)$/.test(path))
  const without = many.filter((operation) => !namesIn(operation).some(({ name }) => name === 'ids'))

  expect(many.map(({ path }) => path).toSorted()).toEqual([
    '/api/accounts/bulk',
    '/api/notifications/{id}/replay',
    '/api/products/batch-delete',
    '/api/products/batch-update',
    '/api/products/drafts/batch-approve',
    '/api/products/drafts/batch-reject',
    '/api/tasks/bulk',
    '/api/topics/bulk',
    '/api/webhooks/instagram/events/replay',
  ])
  // One notification, and topics, which have no ids.
  expect(without.map(({ path }) => path).toSorted()).toEqual([
    '/api/notifications/{id}/replay',
    '/api/topics/bulk',
  ])
})

test('a description of an operation says which routes accept both spellings', () => {
  const both = operations.filter(({ node }) =>
    String(node['description']).includes('may also be sent in snake_case'),
  )

  expect(both.map(({ path }) => path).toSorted()).toEqual([
    '/api/ig/auth/choose',
    '/api/ig/bind',
    '/api/instagram/scan',
    '/api/instagram/scan/estimate',
  ])
})
