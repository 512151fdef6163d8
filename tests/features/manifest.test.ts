import { expect, test } from 'vitest'
import { features } from '../../src/features/index.ts'

test('each resource that a task type needs is registered by one feature', () => {
  const registered = features.flatMap(({ resources = [] }) => resources.map(({ name }) => name))
  const needed = features.flatMap(({ tasks }) => tasks.map(({ resource }) => resource))

  expect(new Set(registered).size).toBe(registered.length)
  expect([...registered, 'none']).toEqual(expect.arrayContaining([...new Set(needed)]))
})
