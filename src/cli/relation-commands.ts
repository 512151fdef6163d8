import {
  number,
  onOff,
  query,
  UsageError,
  word,
  type ApiCommand,
  type Input,
} from './api-command.ts'
import { saveDownload } from './save-download.ts'
import { watchCheck } from './watch-check.ts'

const FILTERS =
  '[--kind followers|following] [--relation mutual|fan|not_following_back|unknown]\n      [--verified on|off] [--private on|off] [--q BEGINNING_OF_USERNAME|*PART_OF_USERNAME]'

const filtersIn = ({ options }: Input): Record<string, string | undefined> => ({
  kind: options['kind'],
  relation: options['relation'],
  verified: onOff('verified', options['verified'])?.toString(),
  private: onOff('private', options['private'])?.toString(),
  q: options['q'],
})

function targetIn({ words, options }: Input): Record<string, string> {
  const given = [
    ...words.map((word) => ({ username: word })),
    ...(options['platform-id'] === undefined ? [] : [{ platform_id: options['platform-id'] }]),
    ...(options['blog'] === undefined ? [] : [{ blog_id: options['blog'] }]),
  ]
  const [target] = given
  if (!target || given.length > 1)
    throw new UsageError('give exactly one of USERNAME_OR_ADDRESS, --platform-id and --blog')
  return target
}

const checkPath = (input: Input): string => `/api/relations/${word(input, 0)}`

const idOf = (check: unknown): string | undefined =>
  typeof check === 'object' && check !== null && 'id' in check && typeof check.id === 'string'
    ? check.id
    : undefined

export const RELATION_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'relations check',
    usage:
      'USERNAME_OR_ADDRESS | --platform-id ID | --blog BLOG_ID [--kinds followers,following,mutuals] [--max N] [--confirm] [--watch]',
    summary: 'find out who follows somebody, and whom they follow',
    needs: 0,
    hasMore: true,
    async run(api, input) {
      const check = await api.send('POST', '/api/relations', {
        ...targetIn(input),
        kinds: input.options['kinds']?.split(',').map((kind) => kind.trim()),
        max: number(input, 'max'),
        confirm: input.flags.has('confirm') || undefined,
      })
      const id = idOf(check)
      return input.flags.has('watch') && id !== undefined ? await watchCheck(api, id) : check
    },
  },
  {
    name: 'relations list',
    usage: '[--username U] [--status S] [--limit N] [--cursor C]',
    summary: 'relation checks, newest first',
    needs: 0,
    run: (api, { options: { username, status, limit, cursor } }) =>
      api.send('GET', query('/api/relations', { username, status, limit, cursor })),
  },
  {
    name: 'relations show',
    usage: 'ID',
    summary: 'one check, with how far it is',
    needs: 1,
    run: (api, input) => api.send('GET', checkPath(input)),
  },
  {
    name: 'relations watch',
    usage: 'ID',
    summary: 'follow a check to its end',
    needs: 1,
    run: (api, input) => watchCheck(api, input.words[0] ?? ''),
  },
  {
    name: 'relations confirm',
    usage: 'ID',
    summary: 'let a check go on that waits because of what it will take',
    needs: 1,
    run: (api, input) => api.send('POST', `${checkPath(input)}/confirm`),
  },
  {
    name: 'relations cancel',
    usage: 'ID',
    summary: 'end a check; what it has found stays',
    needs: 1,
    run: (api, input) => api.send('POST', `${checkPath(input)}/cancel`),
  },
  {
    name: 'relations members',
    usage: `ID ${FILTERS}\n      [--limit N] [--cursor C]`,
    summary: 'the people whom a check has found',
    needs: 1,
    run: async (api, input) => {
      const { limit, cursor } = input.options
      const path = query(`${checkPath(input)}/members`, { ...filtersIn(input), limit, cursor })
      return await api.send('GET', path)
    },
  },
  {
    name: 'relations export',
    usage: `ID [--format csv|jsonl] [--output FILE] [--bom] [--delimiter ,|;|tab]\n      ${FILTERS}`,
    summary: 'all people whom a check has found as a file, or on standard output',
    needs: 1,
    async run(api, input) {
      const { format, output, delimiter } = input.options
      const bom = input.flags.has('bom') ? 'true' : undefined
      const path = query(`${checkPath(input)}/export`, {
        format,
        bom,
        delimiter,
        ...filtersIn(input),
      })
      await saveDownload(api, path, output)
      return null
    },
  },
  {
    name: 'relations diff',
    usage:
      'ID [--with EARLIER_ID] [--kind followers|following] [--change new|gone|renamed] [--limit N] [--cursor C]',
    summary: 'who has come, gone and changed name since an earlier check',
    needs: 1,
    run: async (api, input) => {
      const { with: earlier, kind, change, limit, cursor } = input.options
      const asked = { with: earlier, kind, change, limit, cursor }
      return await api.send('GET', query(`${checkPath(input)}/diff`, asked))
    },
  },
]
