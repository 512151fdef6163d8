import { text } from 'node:stream/consumers'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { ApiClient } from './api-client.ts'

/** What the shell gave: words after the command, and options. */
export type Input = {
  words: readonly string[]
  options: Readonly<Record<string, string | undefined>>
}

/** A command that talks to the API of a running gramd. */
export type ApiCommand = {
  /** The words that call it, such as `accounts add`. */
  name: string
  usage: string
  summary: string
  /** How many words it takes; `hasMore` allows more of the last. */
  needs: number
  hasMore?: true
  run(api: ApiClient, input: Input): Promise<unknown>
}

const query = (path: string, values: Readonly<Record<string, string | undefined>>): string => {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) if (value !== undefined) search.set(key, value)
  return search.size === 0 ? path : `${path}?${search.toString()}`
}

const word = (input: Input, place: number): string => encodeURIComponent(input.words[place] ?? '')
const number = (value: string | undefined): number | undefined =>
  value === undefined ? undefined : Number(value)

export const API_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'health',
    usage: '',
    summary: 'how gramd is doing',
    needs: 0,
    run: (api) => api.send('GET', '/api/health'),
  },
  {
    name: 'scrape',
    usage: 'USERNAME… [--priority 1..3]',
    summary: 'have creators scraped and analyzed',
    needs: 1,
    hasMore: true,
    run: (api, { words, options }) =>
      api.send('POST', '/api/tasks/scrape', {
        usernames: words,
        priority: number(options['priority']),
      }),
  },
  {
    name: 'discover',
    usage: 'HASHTAG [--min-followers N]',
    summary: 'find creators through a hashtag',
    needs: 1,
    run: (api, { words, options }) =>
      api.send('POST', '/api/tasks/discover', {
        hashtag: words[0],
        min_followers: number(options['min-followers']),
      }),
  },
  {
    name: 'tasks list',
    usage: '[--status S] [--type T] [--limit N] [--cursor C]',
    summary: 'tasks, newest first',
    needs: 0,
    run: (api, { options: { status, type, limit, cursor } }) =>
      api.send('GET', query('/api/tasks', { status, task_type: type, limit, cursor })),
  },
  {
    name: 'tasks show',
    usage: 'ID',
    summary: 'one task',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/tasks/${word(input, 0)}`),
  },
  {
    name: 'tasks retry',
    usage: 'ID',
    summary: 'give a failed or cancelled task new attempts',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/tasks/${word(input, 0)}/retry`),
  },
  {
    name: 'tasks cancel',
    usage: 'ID',
    summary: 'end a task that is waiting or running',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/tasks/${word(input, 0)}/cancel`),
  },
  {
    name: 'tasks retry-all',
    usage: '[--status failed|cancelled] [--type T] [--error-code C] [--limit N]',
    summary: 'give all such tasks new attempts',
    needs: 0,
    run: (api, { options: { status, type, limit, ...rest } }) =>
      api.send('POST', '/api/tasks/retry', {
        status,
        task_type: type,
        error_code: rest['error-code'],
        limit: number(limit),
      }),
  },
  {
    name: 'types list',
    usage: '',
    summary: 'what gramd can do, and what of it is paused',
    needs: 0,
    run: (api) => api.send('GET', '/api/task-types'),
  },
  {
    name: 'types pause',
    usage: 'TYPE',
    summary: 'begin no more tasks of a type',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/task-types/${word(input, 0)}/pause`),
  },
  {
    name: 'types resume',
    usage: 'TYPE',
    summary: 'begin tasks of a type again',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/task-types/${word(input, 0)}/resume`),
  },
  {
    name: 'schedule',
    usage: '',
    summary: 'what is enqueued by the clock, and how it went last',
    needs: 0,
    run: (api) => api.send('GET', '/api/schedule'),
  },
  {
    name: 'blogs list',
    usage:
      '[--min-followers N] [--category C] [--status S] [--language L] [--sort F] [--limit N] [--cursor C]',
    summary: 'creators',
    needs: 0,
    run: (api, { options: { category, status, language, sort, limit, cursor, ...rest } }) =>
      api.send(
        'GET',
        query('/api/blogs', {
          min_followers: rest['min-followers'],
          category,
          status,
          language,
          sort,
          limit,
          cursor,
        }),
      ),
  },
  {
    name: 'blogs show',
    usage: 'ID_OR_USERNAME',
    summary: 'one creator with posts, highlights, insights and history',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/blogs/${word(input, 0)}`),
  },
  {
    name: 'accounts add',
    usage: 'USERNAME [--proxy-id ID] [--notes TEXT]',
    summary:
      'put an account of yours into the pool; the password is asked for, or read from standard input',
    needs: 1,
    run: async (api, { words, options }) =>
      await api.send('POST', '/api/accounts', {
        username: words[0],
        password: await readSecret(`Password of ${words[0]}: `),
        proxy_id: options['proxy-id'],
        notes: options['notes'],
      }),
  },
  {
    name: 'accounts list',
    usage: '',
    summary: 'accounts with their state and budget',
    needs: 0,
    run: (api) => api.send('GET', '/api/accounts'),
  },
  {
    name: 'accounts remove',
    usage: 'ID',
    summary: 'take an account out of the pool and forget its secrets',
    needs: 1,
    run: (api, input) => api.send('DELETE', `/api/accounts/${word(input, 0)}`),
  },
  {
    name: 'proxies add',
    usage: '[--country XX]',
    summary: 'add a proxy; its URL is asked for, or read from standard input',
    needs: 0,
    run: async (api, { options }) =>
      await api.send('POST', '/api/proxies', {
        url: await readSecret('Proxy URL (http://user:password@host:port): '),
        country: options['country'],
      }),
  },
  {
    name: 'proxies list',
    usage: '',
    summary: 'proxies',
    needs: 0,
    run: (api) => api.send('GET', '/api/proxies'),
  },
  {
    name: 'proxies remove',
    usage: 'ID',
    summary: 'forget a proxy that no account uses',
    needs: 1,
    run: (api, input) => api.send('DELETE', `/api/proxies/${word(input, 0)}`),
  },
  {
    name: 'notifications list',
    usage: '[--kind K] [--undelivered true|false] [--limit N] [--cursor C]',
    summary: 'what people were told or are to be told, newest first',
    needs: 0,
    run: (api, { options: { kind, undelivered, limit, cursor } }) =>
      api.send('GET', query('/api/notifications', { kind, undelivered, limit, cursor })),
  },
  {
    name: 'notifications show',
    usage: 'ID',
    summary: 'one notification with its deliveries',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/notifications/${word(input, 0)}`),
  },
  {
    name: 'notifications replay',
    usage: 'ID',
    summary: 'send a notification again through every channel',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/notifications/${word(input, 0)}/replay`),
  },
  {
    name: 'notifications test',
    usage: '',
    summary: 'send a test through every channel',
    needs: 0,
    run: (api) => api.send('POST', '/api/notifications/test'),
  },
  {
    name: 'tokens add',
    usage: 'NAME --scopes read,write,admin',
    summary: 'make an API token; it is shown once',
    needs: 1,
    run: (api, { words, options }) =>
      api.send('POST', '/api/tokens', {
        name: words[0],
        scopes: (options['scopes'] ?? 'read').split(','),
      }),
  },
  {
    name: 'tokens list',
    usage: '',
    summary: 'API tokens, without the secret part',
    needs: 0,
    run: (api) => api.send('GET', '/api/tokens'),
  },
  {
    name: 'tokens remove',
    usage: 'ID',
    summary: 'revoke an API token',
    needs: 1,
    run: (api, input) => api.send('DELETE', `/api/tokens/${word(input, 0)}`),
  },
]

/** Asks on a terminal without echo; otherwise takes standard input. Secrets in arguments would show in `ps`. */
async function readSecret(prompt: string): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).trim()
  process.stderr.write(prompt)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return (await lines.question('')).trim()
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
