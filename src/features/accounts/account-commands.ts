import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import type { OperationValues } from '../../cli/operation-request.ts'
import { choice } from '../../cli/option.ts'
import { readSecret } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import {
  bringsSession,
  named,
  ON_ACCOUNT,
  readSecrets,
  SESSION,
  stateAfter,
} from './on-account-command.ts'
import { PASSWORD, SETTINGS, UPDATE_ACCOUNT } from './update-account-command.ts'

type NewAccount = {
  readonly words: readonly string[]
  readonly fields: OperationValues<'addAccount'>
}

async function newAccount({
  words: [username = ''],
  fields,
}: NewAccount): Promise<OperationValues<'addAccount'>> {
  // A password is asked for unless something else is given to log in with.
  const password = fields.password ?? (bringsSession(fields) ? undefined : '-')
  return await readSecrets(username, { ...fields, password })
}

/**
 * The columns of an account for people: its state in words first, then the requests that it has
 * left.
 */
const COLUMNS = [
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

const act = (
  operation: 'pauseAccount' | 'resumeAccount' | 'loginAccount' | 'checkAccount',
  name: string,
  summary: string,
  done: (name: string) => string,
): Command =>
  operationCommand(operation, { ...ON_ACCOUNT, name, summary, view: { says: stateAfter(done) } })

export const ACCOUNT_COMMANDS: readonly Command[] = [
  operationCommand('addAccount', {
    name: 'accounts add',
    summary:
      'put an account of yours into the pool: with a saved session (best), a cookie, or a ' +
      'password, which is asked for',
    words: { username: { about: 'its name on Instagram' } },
    options: { ...SESSION, ...PASSWORD, ...SETTINGS },
    view: { says: stateAfter((name) => `Added ${name}`) },
    values: newAccount,
  }),
  operationCommand('listAccounts', {
    name: 'accounts list',
    summary:
      'accounts of the pool with their state and what they have left; with --kind also ' +
      'connected ones that are published on',
    options: {
      kind: {
        as: choice(
          ['pool', 'connection', 'all'],
          'of the pool unless you say so, connected, or both',
        ),
      },
      state: 'only accounts in this state, of the pool or as editors know it',
      purpose: 'only accounts that read creators, or that publish',
      group: { value: 'GROUP', about: 'only accounts in this group, by its name or id' },
      language: {
        value: 'CODE',
        about: 'only accounts that publish in this language, as in kk',
      },
      text: 'only accounts with this in their name',
      proxy: { value: 'PROXY', about: 'only accounts on this proxy, by its label or id' },
      username: false,
      outside: false,
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
    values: ({ fields: { kind = 'pool' } }) => ({ kind: kind === 'all' ? undefined : kind }),
  }),
  operationCommand('getAccount', {
    ...ON_ACCOUNT,
    name: 'accounts show',
    summary: 'one account: its state, what it sent, and what to do when it does not work',
    view: {
      says: (answer) => {
        const [reason, next] = [fieldAt(answer, 'problem.reason'), fieldAt(answer, 'problem.next')]
        if (typeof reason !== 'string') return ''
        return typeof next === 'string' ? `${reason}\n  ${next}` : reason
      },
      fields: COLUMNS,
    },
  }),
  UPDATE_ACCOUNT,
  operationCommand('updateAccount', {
    ...ON_ACCOUNT,
    name: 'accounts password',
    summary: 'give an account another password, which is asked for or read from standard input',
    options: false,
    view: {
      says: (_, input) =>
        `Stored the password of ${named(input)}. It is tried at the next login: gramd accounts login ${named(input)}`,
    },
    values: async (input) => ({
      password: await readSecret(`Password of ${named(input)}: `),
    }),
  }),
  operationCommand('removeAccount', {
    ...ON_ACCOUNT,
    name: 'accounts remove',
    summary: 'remove an account from the pool and delete its secrets',
    confirm: (input) =>
      `Remove ${named(input)} from the pool and delete its password, session and history?`,
    view: { says: (_, input) => `Removed ${named(input)}; its secrets are deleted.` },
  }),
  act(
    'pauseAccount',
    'accounts pause',
    'take an account out of service',
    (name) => `Paused ${name}`,
  ),
  act('resumeAccount', 'accounts resume', 'end a pause', (name) => `Ended the pause of ${name}`),
  act(
    'loginAccount',
    'accounts login',
    'log an account in; takes a minute or two',
    (name) => `Logged ${name} in`,
  ),
  act(
    'checkAccount',
    'accounts check',
    'check by one request whether its session is alive',
    (name) => `The session of ${name} is alive`,
  ),
  operationCommand('settleChallenge', {
    ...ON_ACCOUNT,
    name: 'accounts challenge',
    summary:
      'bring back an account whose challenge you have answered; without --resolved, the code ' +
      'of its second factor is asked for or read from standard input',
    options: {
      resolved: { about: 'you have done in the app what Instagram asked for', isSwitch: true },
      code: false,
    },
    view: { says: stateAfter((name) => `Checked ${name}`) },
    values: async (input) => ({
      code: input.fields.resolved ? undefined : await readSecret(`Code for ${named(input)}: `),
    }),
  }),
  operationCommand('getAccountSession', {
    ...ON_ACCOUNT,
    name: 'accounts session show',
    summary: 'the session of an account, without its secrets',
  }),
  operationCommand('setAccountSession', {
    ...ON_ACCOUNT,
    name: 'accounts session set',
    summary:
      'replace the session of an account; without a file, the sessionid cookie is asked for ' +
      'or read from standard input',
    options: SESSION,
    view: { says: stateAfter((name) => `Replaced the session of ${name}`) },
    values: async ({ words: [name = ''], fields }) =>
      await readSecrets(name, bringsSession(fields) ? fields : { sessionid: '-' }),
  }),
  operationCommand('clearAccountSession', {
    ...ON_ACCOUNT,
    name: 'accounts session clear',
    summary: 'delete the session of an account; then it needs a login or another session',
    confirm: (input) => `Delete the session of ${named(input)}? Then it needs a new login.`,
    view: { says: stateAfter((name) => `Deleted the session of ${name}`) },
  }),
  operationCommand('getBudgetHistory', {
    ...ON_ACCOUNT,
    name: 'accounts budget',
    summary: 'how an account used its budget in the last seven days, hour by hour',
  }),
  operationCommand('listAccountEvents', {
    ...ON_ACCOUNT,
    name: 'accounts events',
    summary: 'what happened to an account, newest first',
    options: { event: { value: 'EVENT', about: 'only this event, such as paused' } },
    view: {
      columns: ['created_at', 'event', 'from_state', 'to_state', 'code', 'detail'],
      empty: 'Nothing happened to it.',
    },
  }),
]
