import { CountChangedError } from '../../../base/count-changed.ts'
import {
  AppError,
  ConflictError,
  InvalidInputError,
  type FieldProblem,
} from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { FieldFault, z } from '../../../http/router.ts'
import { addAccount, makeDeviceSeed } from '../../../pool/accounts/accounts-store.ts'
import { addProxy, findProxiesCalled } from '../../../pool/proxies/store/proxies/proxies.ts'
import type { Services } from '../../services.ts'
import { sessionInput } from '../account-input.ts'
import { checkEntries } from '../import-check.ts'
import type { CheckedEntry } from '../import-entry.ts'
import { IMPORT_COLUMNS, MAX_ENTRIES, readImportFile } from '../import-file.ts'
import { settling } from '../settle-publishing.ts'
import { checkNewAccounts } from '../tasks/check-new-accounts.ts'

type Parts = Pick<Services, 'db' | 'pool' | 'poolContext' | 'queue'>

const operation = operationsFor<Parts>()

const MAX_CHARACTERS = 1_000_000

const count = z.int().min(0)

const AccountImport = z
  .strictObject({
    text: z
      .string()
      .min(1)
      .max(MAX_CHARACTERS)
      .openapi({ description: 'The file', format: 'password' }),
    dry_run: z.boolean().default(false).openapi({ description: 'Only check it' }),
    expected: count.optional().openapi({
      description: 'How many would be added, as a person has seen; another number adds nothing',
      example: 37,
    }),
    share_proxies: z.boolean().default(false).openapi({
      description: 'Proxies that the file names may have several accounts',
    }),
    warm_up: z.boolean().default(false).openapi({
      description: 'Each begins with smaller budgets, unless the file says otherwise',
    }),
  })
  .openapi('AccountImport')

const Line = z.object({
  line: z.int().openapi({ description: 'Of the file; in a JSON list, the place' }),
  username: z.string().nullable(),
  source: z.enum(['file', 'sessionid', 'password']).nullable().openapi({
    description: 'What it logs in with',
  }),
  proxy: z.string().nullable().openapi({ description: 'As the file names it, no credentials' }),
  result: z.enum(['new', 'added', 'known', 'invalid']).openapi({
    description: '`new` would be added; `known` is in the pool already, and stays as it is',
  }),
  id: z.uuid().nullable(),
  errors: z.array(FieldFault),
})
type Line = z.output<typeof Line>

const AccountImportReport = z
  .object({
    format: z.enum(['json', 'csv', 'cookies']),
    dry_run: z.boolean(),
    new: count.openapi({ description: 'Would be added, or were' }),
    known: count,
    invalid: count,
    ignored_columns: z.array(z.string()),
    check_task_id: z.int().nullable().openapi({
      description: 'The task that checks the new sessions',
    }),
    lines: z.array(Line),
  })
  .openapi('AccountImportReport')

export const importOperations = {
  importAccounts: operation.act({
    path: '/api/accounts/import',
    access: { elevated: 'accounts:write' },
    summary: 'Check a file of accounts line by line, and add them',
    description:
      'The file is JSON (a session file of instagrapi or instagram-private-api, a list of such ' +
      'files or of the bodies of ' +
      'POST /api/accounts, an object of session files by username, or one a line), CSV whose ' +
      'heading names some of ' +
      `${IMPORT_COLUMNS.join(', ')}, or a \`sessionid\` cookie a line, with the username before it if you know it. ` +
      '`groups` are names, with | between them. A file of cookies may be of a whole browser: ' +
      'those of instagram.com count. `proxy` is the label, id or URL of a proxy; a URL that is ' +
      'new is added as one; without it an account takes an ' +
      'active proxy that has none. Nothing is kept of a checked file: send it again to add its ' +
      'accounts. A faulty line ' +
      'keeps no other from being added. A task checks the new sessions by one request each; ' +
      'until then no work takes ' +
      `them. At most ${MAX_ENTRIES} accounts.`,
    body: AccountImport,
    answer: AccountImportReport,
    success: 'What would become of each line, or did',
    refusals: { 409: 'Another number would be added now', 422: 'The file as a whole is none' },
    async run({ body }, services) {
      const { dry_run: isDry, expected, share_proxies: shareProxies, warm_up: warmUp } = body
      const file = readImportFile(body.text)
      const checked = await checkEntries(services, file.entries, { shareProxies, warmUp })
      const fresh = checked.filter(({ result }) => result === 'new')
      if (!isDry && expected !== undefined && expected !== fresh.length)
        throw new CountChangedError(
          'accounts would be added',
          { matched: fresh.length, expected },
          'check the file again',
        )
      const added = isDry ? new Map() : await addAll(services, fresh, shareProxies)
      const lines = checked.map((entry) => added.get(entry) ?? lineOf(entry))
      const task = await checkLater(services, lines)
      const total = (...results: string[]) =>
        lines.filter(({ result }) => results.includes(result)).length
      return {
        format: file.format,
        dry_run: isDry,
        new: total('new', 'added'),
        known: total('known'),
        invalid: total('invalid'),
        ignored_columns: file.ignoredColumns,
        check_task_id: task,
        lines,
      }
    },
  }),
}

const lineOf = ({ line, username, source, proxy, result, errors }: CheckedEntry): Line => ({
  line,
  username,
  source,
  proxy,
  result,
  id: null,
  errors,
})

/**
 * Adds them one by one, each in its own transaction. Those that name a proxy come first: the others
 * take what is left.
 */
async function addAll(
  services: Parts,
  fresh: readonly CheckedEntry[],
  shareProxies: boolean,
): Promise<Map<CheckedEntry, Line>> {
  const ordered = fresh.toSorted(
    (a, b) => Number(a.proxyName === null) - Number(b.proxyName === null),
  )
  const lines = new Map<CheckedEntry, Line>()
  for (const entry of ordered) {
    try {
      const id = await addOne(services, entry, shareProxies)
      lines.set(entry, { ...lineOf(entry), result: 'added', id })
    } catch (error) {
      // What this account refuses is its line; anything else ends the request.
      if (!(error instanceof AppError) || error.status >= 500) throw error
      lines.set(entry, { ...lineOf(entry), result: 'invalid', errors: problemsOf(error) })
    }
  }
  return lines
}

function problemsOf(error: AppError): FieldProblem[] {
  const known =
    error instanceof InvalidInputError || error instanceof ConflictError ? error.problems : []
  return known.length > 0
    ? [...known]
    : [{ field: 'line', reason: error.message, code: 'not_accepted' }]
}

async function addOne(
  { db, pool, poolContext }: Parts,
  { account, proxyName }: CheckedEntry,
  shareProxy: boolean,
): Promise<string> {
  if (account === null) throw new Error('a checked account has its fields')
  const proxyId = proxyName === null ? undefined : await proxyFor({ db, poolContext }, proxyName)
  const input = sessionInput(account)
  const deviceSeed = await makeDeviceSeed(db)
  const session = input && {
    source: input.kind,
    deviceSeed,
    imported: await pool.readSession(input, deviceSeed),
  }
  const { id } = await addAccount(
    poolContext,
    {
      username: account.username,
      password: account.password,
      totpSeed: account.totp_seed,
      session,
      awaitsCheck: session !== undefined,
      proxyId,
      shareProxy: proxyId === undefined ? undefined : shareProxy,
      timeZone: account.time_zone,
      warmUp: account.warm_up,
      notes: account.notes,
      purpose: account.purpose,
    },
    settling(account),
  )
  return id
}

/** The proxy that a line names; a URL that is new becomes one. */
async function proxyFor(
  { db, poolContext }: Pick<Parts, 'db' | 'poolContext'>,
  name: string,
): Promise<string> {
  const found = (await findProxiesCalled(db, [name])).get(name)
  return (found ?? (await addProxy(db, poolContext.keys, { url: name }))).id
}

async function checkLater({ db, queue }: Parts, lines: readonly Line[]): Promise<number | null> {
  const ids = lines.flatMap(({ result, source, id }) =>
    result === 'added' && source !== 'password' && id !== null ? [id] : [],
  )
  if (ids.length === 0) return null
  const { id } = await queue.enqueue(db, checkNewAccounts, { account_ids: ids })
  return id
}
