import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { expect, test } from 'vitest'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
const Report = z.looseObject({
  failures: z.array(z.string()),
  campaign: z.looseObject({ posts: z.int(), stories: z.int(), opens: z.boolean() }),
  published: z.looseObject({
    publications: z.array(z.looseObject({ status: z.string(), language: z.string() })),
  }),
})

test('the demo does its whole job and ends', async () => {
  const demo = ['run', '--silent', 'demo', '--', '--exit', '--json', '--port=0']
  const { stdout } = await promisify(execFile)('npm', demo, { cwd: PROJECT, timeout: 600_000 })
  const { failures, campaign, published } = Report.parse(JSON.parse(stdout))
  expect(failures).toEqual([])
  expect(campaign).toMatchObject({ posts: 8, stories: 1, opens: true })
  expect(published.publications.map(({ status }) => status)).toEqual(Array(6).fill('success'))
  expect(new Set(published.publications.map(({ language }) => language)).size).toBe(3)
})
