import { expect, test } from 'vitest'
import { BLOG_COMMANDS } from '../../src/cli/blog-commands.ts'

/** What a command asks the API for. */
async function sent(name: string, words: string[], flags: string[] = []) {
  const calls: [method: string, path: string][] = []
  const command = BLOG_COMMANDS.find((each) => each.name === name)
  const api = {
    download: async () => await Promise.reject(new Error('no file was asked for')),
    send: async (method: string, path: string) => {
      calls.push([method, path])
      return await Promise.resolve(null)
    },
  }
  await command?.run(api, { words, options: {}, flags: new Set(flags) })
  return calls
}

test('a creator is analyzed in the next batch, or now', async () => {
  expect(await sent('blogs analyze', ['mila'])).toEqual([['POST', '/api/blogs/mila/analyze']])
  expect(await sent('blogs analyze', ['https://instagram.com/mila/'], ['now'])).toEqual([
    ['POST', '/api/blogs/https%3A%2F%2Finstagram.com%2Fmila%2F/analyze?mode=now'],
  ])
})
