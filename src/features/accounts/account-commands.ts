import { ACCOUNT_PURPOSES, ACCOUNT_STATES, PUBLISHING_STATES } from '../../accounts/states.ts'
import type { ApiClient } from '../../cli/api-client.ts'
import { command, query, type Command, type Input } from '../../cli/command.ts'
import { choice, flag, PAGE, text } from '../../cli/option.ts'
import { readSecret } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { bringsSession, named, onAccount, readSecrets, stateAfter } from './on-account-command.ts'
import { PASSWORD, SETTINGS, settingsIn, UPDATE_ACCOUNT } from './update-account-command.ts'

const SESSION = {
  'session-file': text(
    'FILE',
    'best: the settings of instagrapi, made through its proxy; or a session of gramd’s library',
    'session_file',
  ),
  'sessionid-file': text('FILE', 'a file with the sessionid cookie of a browser', 'sessionid'),
}
const ADD = { ...SESSION, ...PASSWORD, ...SETTINGS }
async function addAccount(api: ApiClient, { words, options }: Input<typeof ADD>): Promise<unknown> {
  const [username = ''] = words
  // A password is asked for unless something else is given to log in with.
  const password = options['password-file'] ?? (bringsSession(options) ? undefined : '-')
  return await api.send('POST', '/api/accounts', {
    username,
    ...(await readSecrets(username, { ...options, 'password-file': password })),
    ...(await settingsIn(api, options)),
    notes: options.notes ?? undefined,
    time_zone: options['time-zone'] ?? undefined,
    language: options.language ?? undefined,
  })
}

/** What people see of an account: its state in words first, then what it has left. */
const SHOWN = [
  'username',
  'state',
  'rest_until',
  'paused_from',
  'proxy',
  'budget',
  'session',
  'renewal_at',
  'automatic_renewal',
  'logins',
  'app',
  'login_outdated_at',
  'has_password',
  'awaits_code',
  'health',
  'warm_up_from',
  'time_zone',
  'last_used_at',
  'last_login_at',
  'purpose',
  'publishing',
  'notes',
  'last_24_hours',
]

const act = (verb: string, summary: string, done: (name: string) => string): Command =>
  onAccount({
    name: `accounts ${verb}`,
    summary,
    view: { says: stateAfter(done) },
    run: async (api, path) => await api.send('POST', `${path}/${verb}`),
  })

export const ACCOUNT_COMMANDS: readonly Command[] = [
  command({
    name: 'accounts add',
    summary:
      'put an account of yours into the pool: with a saved session (best), a cookie, or a password, which is asked for',
    words: [{ name: 'USERNAME', about: 'its name on Instagram', field: 'username' }],
    options: ADD,
    view: { says: stateAfter((name) => `Added ${name}`) },
    run: addAccount,
  }),
  command({
    name: 'accounts list',
    summary:
      'accounts of the pool with their state and what they have left; with --kind also connected ones that are published on',
    options: {
      kind: choice(
        ['pool', 'connection', 'all'],
        'of the pool unless you say so, connected, or both',
      ),
      state: choice(
        [...new Set([...ACCOUNT_STATES, ...PUBLISHING_STATES])],
        'only accounts in this state, of the pool or as editors know it',
      ),
      purpose: choice(ACCOUNT_PURPOSES, 'only accounts that read creators, or that publish'),
      group: text('GROUP', 'only accounts in this group, by its name or id'),
      language: text('CODE', 'only accounts that publish in this language, as in kk'),
      text: text('TEXT', 'only accounts with this in their name'),
      proxy: text('PROXY', 'only accounts on this proxy, by its label or id'),
      ...PAGE,
    },
    view: {
      columns: [
        'username',
        'state',
        'rest_until',
        'budget.hour.left',
        'budget.day.left',
        'health',
        'last_used_at',
      ],
      empty: 'There are no accounts. gramd accounts add USERNAME adds one.',
    },
    run: async (api, { options: { kind = 'pool', ...options } }) =>
      await api.send(
        'GET',
        query('/api/accounts', { ...options, kind: kind === 'all' ? undefined : kind }),
      ),
  }),
  onAccount({
    name: 'accounts show',
    summary: 'one account: its state, what it sent, and what to do when it does not work',
    view: {
      says: (answer) => {
        const [reason, next] = [fieldAt(answer, 'problem.reason'), fieldAt(answer, 'problem.next')]
        if (typeof reason !== 'string') return ''
        return typeof next === 'string' ? `${reason}\n  ${next}` : reason
      },
      fields: SHOWN,
    },
    run: async (api, path) => await api.send('GET', path),
  }),
  UPDATE_ACCOUNT,
  onAccount({
    name: 'accounts password',
    summary: 'give an account another password, which is asked for or read from standard input',
    view: {
      says: (_, input) =>
        `Stored the password of ${named(input)}. It is tried at the next login: gramd accounts login ${named(input)}`,
    },
    run: async (api, path, input) =>
      await api.send('PATCH', path, {
        password: await readSecret(`Password of ${named(input)}: `),
      }),
  }),
  onAccount({
    name: 'accounts remove',
    summary: 'remove an account from the pool and delete its secrets',
    confirm: (input) =>
      `Remove ${named(input)} from the pool and delete its password, session and history?`,
    view: { says: (_, input) => `Removed ${named(input)}; its secrets are deleted.` },
    run: async (api, path) => await api.send('DELETE', path),
  }),
  act('pause', 'take an account out of service', (name) => `Paused ${name}`),
  act('resume', 'end a pause', (name) => `Ended the pause of ${name}`),
  act('login', 'log an account in; takes a minute or two', (name) => `Logged ${name} in`),
  act(
    'check',
    'check by one request whether its session is alive',
    (name) => `The session of ${name} is alive`,
  ),
  onAccount({
    name: 'accounts challenge',
    summary:
      'bring back an account whose challenge you have answered; without --resolved, the code of its second factor is asked for or read from standard input',
    options: { resolved: flag('you have done in the app what Instagram asked for') },
    view: { says: stateAfter((name) => `Checked ${name}`) },
    run: async (api, path, input) =>
      await api.send(
        'POST',
        `${path}/challenge`,
        input.options.resolved
          ? { resolved: true }
          : { code: await readSecret(`Code for ${named(input)}: `) },
      ),
  }),
  onAccount({
    name: 'accounts session show',
    summary: 'the session of an account, without its secrets',
    run: async (api, path) => await api.send('GET', `${path}/session`),
  }),
  onAccount({
    name: 'accounts session set',
    summary:
      'replace the session of an account; without a file, the sessionid cookie is asked for or read from standard input',
    options: SESSION,
    view: { says: stateAfter((name) => `Replaced the session of ${name}`) },
    async run(api, path, { words, options }) {
      const files = bringsSession(options) ? options : { 'sessionid-file': '-' }
      return await api.send('POST', `${path}/session`, await readSecrets(words[0] ?? '', files))
    },
  }),
  onAccount({
    name: 'accounts session clear',
    summary: 'delete the session of an account; then it needs a login or another session',
    confirm: (input) => `Delete the session of ${named(input)}? Then it needs a new login.`,
    view: { says: stateAfter((name) => `Deleted the session of ${name}`) },
    run: async (api, path) => await api.send('DELETE', `${path}/session`),
  }),
  onAccount({
    name: 'accounts budget',
    summary: 'how an account used its budget in the last seven days, hour by hour',
    run: async (api, path) => await api.send('GET', `${path}/budget-history`),
  }),
  onAccount({
    name: 'accounts events',
    summary: 'what happened to an account, newest first',
    options: { event: text('EVENT', 'only this event, such as paused'), ...PAGE },
    view: {
      columns: ['created_at', 'event', 'from_state', 'to_state', 'code', 'detail'],
      empty: 'Nothing happened to it.',
    },
    run: async (api, path, { options }) => await api.send('GET', query(`${path}/events`, options)),
  }),
]
