import { onOff, orNull, query, word, type ApiCommand } from './api-command.ts'
import { readSecretFile } from './read-secret.ts'

export const PROXY_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'proxies add',
    usage: '[--url-file F] [--country XX] [--spare on|off]',
    summary: 'add a proxy; without a file, its URL is asked for or read from standard input',
    needs: 0,
    run: async (api, { options }) =>
      await api.send('POST', '/api/proxies', {
        url: await readSecretFile(
          options['url-file'] ?? '-',
          'Proxy URL (http, https or socks5, as in http://user:password@host:port): ',
        ),
        country: options['country'],
        is_spare: onOff('spare', options['spare']),
      }),
  },
  {
    name: 'proxies list',
    usage: '[--state S] [--spare on|off] [--limit N] [--cursor C]',
    summary: 'proxies',
    needs: 0,
    run: async (api, { options: { state, spare, limit, cursor } }) =>
      await api.send(
        'GET',
        query('/api/proxies', { state, spare: onOff('spare', spare)?.toString(), limit, cursor }),
      ),
  },
  {
    name: 'proxies show',
    usage: 'ID',
    summary: 'one proxy and the accounts that use it',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/proxies/${word(input, 0)}`),
  },
  {
    name: 'proxies update',
    usage: 'ID [--country XX] [--spare on|off]',
    summary: 'change what is known of a proxy',
    needs: 1,
    run: async (api, input) =>
      await api.send('PATCH', `/api/proxies/${word(input, 0)}`, {
        country: orNull(input.options['country']),
        is_spare: onOff('spare', input.options['spare']),
      }),
  },
  {
    name: 'proxies check',
    usage: 'ID',
    summary: 'open a connection through a proxy to a neutral place',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/proxies/${word(input, 0)}/check`),
  },
  {
    name: 'proxies pause',
    usage: 'ID',
    summary: 'send nothing more through a proxy',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/proxies/${word(input, 0)}/pause`),
  },
  {
    name: 'proxies resume',
    usage: 'ID',
    summary: 'end a pause, or trust a proxy again that was blocked',
    needs: 1,
    run: (api, input) => api.send('POST', `/api/proxies/${word(input, 0)}/resume`),
  },
  {
    name: 'proxies remove',
    usage: 'ID',
    summary: 'forget a proxy that no account uses',
    needs: 1,
    run: (api, input) => api.send('DELETE', `/api/proxies/${word(input, 0)}`),
  },
]
