import type { ApiClient } from '../../cli/api-client.ts'
import { command, query, word, type Command, type Input } from '../../cli/command.ts'
import { choice, flag, onOff, orNone, PAGE, text } from '../../cli/option.ts'
import { readSecretFile } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'

const PROXY = { name: 'PROXY', about: 'its label or id, see gramd proxies list', field: 'id' }
const proxyPath = (input: Pick<Input, 'words'>): string => `/api/proxies/${word(input, 0)}`
const SPARE = onOff('kept for the accounts of a dead proxy of the same country', 'is_spare')

/** `Paused the proxy kz-1; it is paused now.` */
const stateAfter =
  (done: string) =>
  (answer: unknown): string =>
    `${done} ${proxyName(answer)}; it is ${String(fieldAt(answer, 'state'))} now.`

const act = (verb: 'pause' | 'resume') => async (api: ApiClient, input: Input) =>
  await api.send('POST', `${proxyPath(input)}/${verb}`)

export const PROXY_COMMANDS: readonly Command[] = [
  command({
    name: 'proxies add',
    summary: 'add a proxy; without a file, its URL is asked for or read from standard input',
    options: {
      label: text('NAME', 'what you call it, such as kz-1'),
      'url-file': text('FILE', 'a file with its URL, http://user:password@host:port', 'url'),
      country: text('XX', 'where it is, such as KZ'),
      spare: SPARE,
    },
    view: {
      says: (answer) => `Added the proxy ${proxyName(answer)}.`,
      fields: ['id', 'label', 'protocol', 'host', 'port', 'country', 'is_spare'],
    },
    run: async (api, { options }) =>
      await api.send('POST', '/api/proxies', {
        url: await readSecretFile(
          options['url-file'] ?? '-',
          'Proxy URL (http, https or socks5, as in http://user:password@host:port): ',
        ),
        label: options.label,
        country: options.country,
        is_spare: options.spare,
      }),
  }),
  command({
    name: 'proxies list',
    summary: 'proxies with their state and how many accounts use them',
    options: {
      state: choice(['active', 'dead', 'paused'], 'only proxies in this state'),
      spare: onOff('only spares, or only the others'),
      ...PAGE,
    },
    view: {
      columns: [
        'label',
        'status',
        'success_rate',
        'country',
        'protocol',
        'host',
        'port',
        'accounts',
        'is_spare',
        'last_ok_at',
        'id',
      ],
      empty: 'There are no proxies. gramd proxies add adds one.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/proxies', options)),
  }),
  command({
    name: 'proxies show',
    summary: 'one proxy and the accounts that use it',
    words: [PROXY],
    run: async (api, input) => await api.send('GET', proxyPath(input)),
  }),
  command({
    name: 'proxies update',
    summary: 'change what gramd knows of a proxy',
    words: [PROXY],
    options: {
      label: orNone(text('NAME', 'what you call it')),
      country: orNone(text('XX', 'where it is, such as KZ')),
      spare: SPARE,
    },
    view: {
      says: (answer) => `Changed the proxy ${proxyName(answer)}.`,
      fields: ['label', 'country', 'is_spare'],
    },
    run: async (api, input) =>
      await api.send('PATCH', proxyPath(input), {
        label: input.options.label,
        country: input.options.country,
        is_spare: input.options.spare,
      }),
  }),
  command({
    name: 'proxies check',
    summary: 'open a connection through a proxy to a neutral place',
    words: [PROXY],
    view: {
      says: (answer) =>
        fieldAt(answer, 'ok') === true
          ? `${proxyName(fieldAt(answer, 'proxy'))} works: ${String(fieldAt(answer, 'latency_ms'))} ms.`
          : `${proxyName(fieldAt(answer, 'proxy'))} does not work: ${String(fieldAt(answer, 'error'))}`,
    },
    run: async (api, input) => await api.send('POST', `${proxyPath(input)}/check`),
  }),
  command({
    name: 'proxies replace',
    summary: 'move all accounts of a proxy to another; devices and sessions stay',
    words: [PROXY, { name: 'OTHER', about: 'label or id of the other proxy', field: 'proxy_id' }],
    options: { 'share-proxy': flag('the other proxy may have accounts already') },
    confirm: ({ words }) =>
      `Send everything of the accounts on ${words[0]} through ${words[1]}? Instagram sees another address.`,
    view: {
      says: (answer) =>
        `${proxyName(answer)} has ${String(fieldAt(answer, 'accounts'))} accounts now.`,
    },
    run: async (api, input) =>
      await api.send('POST', `${proxyPath(input)}/replace`, {
        proxy_id: input.words[1],
        share_proxy: input.options['share-proxy'] || undefined,
      }),
  }),
  command({
    name: 'proxies pause',
    summary: 'send nothing more through a proxy; its accounts wait',
    words: [PROXY],
    view: { says: stateAfter('Paused') },
    run: act('pause'),
  }),
  command({
    name: 'proxies resume',
    summary: 'end a pause, or trust a proxy again that was blocked',
    words: [PROXY],
    view: { says: stateAfter('Resumed') },
    run: act('resume'),
  }),
  command({
    name: 'proxies remove',
    summary: 'delete a proxy that no account uses',
    words: [PROXY],
    confirm: ({ words }) => `Delete the proxy ${words[0]} with its credentials?`,
    view: {
      says: (_, { words }) => `Removed the proxy ${words[0]}; its credentials are deleted.`,
    },
    run: async (api, input) => await api.send('DELETE', proxyPath(input)),
  }),
]

/** What people call a proxy: its label, else where it is. */
function proxyName(proxy: unknown): string {
  const label = fieldAt(proxy, 'label')
  if (typeof label === 'string') return label
  return `${String(fieldAt(proxy, 'host'))}:${String(fieldAt(proxy, 'port'))}`
}
