import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { readSecretFile } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'

const PROXY = { name: 'PROXY', about: 'its label or id, see gramd proxies list' } as const
const SPARE = {
  option: 'spare',
  about: 'kept for the accounts of a dead proxy of the same country',
} as const

/** `Paused the proxy kz-1; it is paused now.` */
const stateAfter =
  (done: string) =>
  (answer: unknown): string =>
    `${done} ${proxyName(answer)}; it is ${String(fieldAt(answer, 'state'))} now.`

export const PROXY_COMMANDS: readonly Command[] = [
  operationCommand('addProxy', {
    name: 'proxies add',
    summary: 'add a proxy; without a file, its URL is asked for or read from standard input',
    options: {
      label: { value: 'NAME', about: 'what you call it, such as kz-1' },
      url: {
        option: 'url-file',
        value: 'FILE',
        about: 'a file with its URL, http://user:password@host:port',
        required: false,
      },
      country: { value: 'XX', about: 'where it is, such as KZ' },
      is_spare: SPARE,
    },
    view: {
      says: (answer) => `Added the proxy ${proxyName(answer)}.`,
      fields: ['id', 'label', 'protocol', 'host', 'port', 'country', 'is_spare'],
    },
    values: async ({ fields: { url } }) => ({
      url: await readSecretFile(
        typeof url === 'string' ? url : '-',
        'Proxy URL (http, https or socks5, as in http://user:password@host:port): ',
      ),
    }),
  }),
  operationCommand('listProxies', {
    name: 'proxies list',
    summary: 'proxies with their state and how many accounts use them',
    options: {
      state: 'only proxies in this state',
      spare: 'only spares, or only the others',
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
  }),
  operationCommand('getProxy', {
    name: 'proxies show',
    summary: 'one proxy and the accounts that use it',
    words: { id: PROXY },
  }),
  operationCommand('updateProxy', {
    name: 'proxies update',
    summary: 'change what gramd knows of a proxy',
    words: { id: PROXY },
    options: {
      label: { value: 'NAME', about: 'what you call it' },
      country: { value: 'XX', about: 'where it is, such as KZ' },
      is_spare: SPARE,
    },
    view: {
      says: (answer) => `Changed the proxy ${proxyName(answer)}.`,
      fields: ['label', 'country', 'is_spare'],
    },
  }),
  operationCommand('checkProxy', {
    name: 'proxies check',
    summary: 'open a connection through a proxy to a neutral place',
    words: { id: PROXY },
    view: {
      says: (answer) =>
        fieldAt(answer, 'ok') === true
          ? `${proxyName(fieldAt(answer, 'proxy'))} works: ${String(fieldAt(answer, 'latency_ms'))} ms.`
          : `${proxyName(fieldAt(answer, 'proxy'))} does not work: ${String(fieldAt(answer, 'error'))}`,
    },
  }),
  operationCommand('replaceProxy', {
    name: 'proxies replace',
    summary: 'move all accounts of a proxy to another; devices and sessions stay',
    words: { id: PROXY, proxy_id: { name: 'OTHER', about: 'label or id of the other proxy' } },
    options: {
      share_proxy: { about: 'the other proxy may have accounts already', isSwitch: true },
    },
    confirm: ({ words }) =>
      `Send everything of the accounts on ${words[0]} through ${words[1]}? Instagram sees another address.`,
    view: {
      says: (answer) =>
        `${proxyName(answer)} has ${String(fieldAt(answer, 'accounts'))} accounts now.`,
    },
  }),
  operationCommand('pauseProxy', {
    name: 'proxies pause',
    summary: 'send nothing more through a proxy; its accounts wait',
    words: { id: PROXY },
    view: { says: stateAfter('Paused') },
  }),
  operationCommand('resumeProxy', {
    name: 'proxies resume',
    summary: 'end a pause, or trust a proxy again that was blocked',
    words: { id: PROXY },
    view: { says: stateAfter('Resumed') },
  }),
  operationCommand('removeProxy', {
    name: 'proxies remove',
    summary: 'delete a proxy that no account uses',
    words: { id: PROXY },
    confirm: ({ words }) => `Delete the proxy ${words[0]} with its credentials?`,
    view: {
      says: (_, { words }) => `Removed the proxy ${words[0]}; its credentials are deleted.`,
    },
  }),
]

/** Returns the name by which people call a proxy: its label, else its host and port. */
function proxyName(proxy: unknown): string {
  const label = fieldAt(proxy, 'label')
  if (typeof label === 'string') return label
  return `${String(fieldAt(proxy, 'host'))}:${String(fieldAt(proxy, 'port'))}`
}
