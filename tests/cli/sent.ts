import type { ApiClient } from '../../src/cli/api-client.ts'
import { COMMANDS } from '../../src/config.ts'
import { parseWords } from '../../src/cli/parse-words.ts'

export type Call = { method: string; path: string; body?: unknown }

/** What a command sends to the API, as JSON carries it; its options go through its own parsers. */
export async function sent(
  name: string,
  words: readonly string[] = [],
  options: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<Call[]> {
  const calls: Call[] = []
  const api: ApiClient = {
    send: async (method, path, body) => {
      const text = JSON.stringify(body)
      calls.push({ method, path, ...(text === undefined ? {} : { body: JSON.parse(text) }) })
      return await Promise.resolve(null)
    },
    download: async () => await Promise.reject(new Error('no file was asked for')),
  }
  const command = COMMANDS.find((each) => each.name === name)
  if (!command) throw new Error(`no command ${name}`)
  const args = [
    ...Object.entries(options).map(([option, value]) => `--${option}=${value}`),
    ...flags.map((flag) => `--${flag}`),
    '--',
    ...words,
  ]
  const now = new Date('2026-11-21T12:00:00Z')
  const { input } = parseWords(command, args, now)
  await command.run(api, input, { now, report: () => undefined })
  return calls
}
