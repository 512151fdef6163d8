import { InvalidInputError } from '../errors.ts'
import { LoginRequiredError } from '../platforms/errors.ts'
import type { ImportedSession, SessionInput } from '../platforms/port.ts'
import { onAccount } from './care.ts'
import type { Holding, PoolParts } from './holding.ts'
import type { LeasedAccount } from './lease.ts'
import { openSession, sealSession } from './secrets.ts'
import { changeSession } from './session-news.ts'
import { clearStoredSession, replaceStoredSession } from './session-store.ts'

export async function replaceSession(
  parts: PoolParts,
  accountId: string,
  input: SessionInput,
  signal: AbortSignal,
): Promise<void> {
  await onAccount(
    parts,
    accountId,
    signal,
    async ({ seat }) => {
      const imported = await parts.adapter.importSession(input, seat.deviceSeed)
      refuseOther(seat, input, imported)
      const { expiresAt, platformId } = imported
      seat.session = imported.session
      seat.tried = { session: imported.session, facts: { platformId, expiresAt } }
      const owner = await askOwner({ seat, session: parts.adapter.open(seat) }, input)
      refuseOther(seat, input, owner)
      const { session, facts } = seat.tried
      const replacement = {
        sealed: sealSession(parts.keys, accountId, session),
        source: input.kind,
        expiresAt: facts.expiresAt ?? expiresAt,
        platformId: owner.platformId,
      }
      const change = await changeSession(
        parts,
        accountId,
        async (tx) => await replaceStoredSession(tx, seat.lease, replacement),
      )
      if (!change) throw seat.lose('the lease of the account ended before its session was saved')
      parts.metrics.countRenewal({ way: 'import', outcome: 'ok' })
    },
    withoutSecrets,
  )
}

/** An account whose secrets are not needed, so that it does not matter whether they open. */
const withoutSecrets = (account: LeasedAccount): LeasedAccount => ({
  ...account,
  secrets: null,
  session: null,
})

export async function clearSession(parts: PoolParts, accountId: string): Promise<void> {
  const { keys, limitsForSql, adapter } = parts
  const withoutLogin = (sealed: Buffer): Buffer | null => {
    const session = readSession(parts, accountId, sealed)
    const device = session === null ? null : adapter.withoutLogin(session)
    return device === null ? null : sealSession(keys, accountId, device)
  }
  await changeSession(
    parts,
    accountId,
    async (tx) => await clearStoredSession(tx, accountId, limitsForSql, withoutLogin),
  )
}

/** A session that does not open any more is lost, and its device is made anew from the seed. */
function readSession({ keys, log }: PoolParts, accountId: string, sealed: Buffer): string | null {
  try {
    return openSession(keys, accountId, sealed)
  } catch (error) {
    log.warn({ account_id: accountId, err: error }, 'account secrets unreadable')
    return null
  }
}

const fieldOf = (input: SessionInput): string =>
  input.kind === 'file' ? 'session_file' : 'sessionid'

function refuse(input: SessionInput, reason: string): never {
  const field = fieldOf(input)
  throw new InvalidInputError(`${field}: ${reason}`, [{ field, reason }])
}

type Claim = Pick<ImportedSession, 'platformId' | 'username'>

function refuseOther(seat: Holding['seat'], input: SessionInput, claim: Claim): void {
  const { platformId, username } = claim
  const hasOtherId = platformId !== null && !seat.isOwnId(platformId)
  const hasOtherName = username !== null && username !== seat.username && !seat.isIdKnown
  if (!hasOtherId && !hasOtherName) return
  const whose = username === null ? '' : `, '${username}'`
  refuse(input, `this is the session of another account${whose}; give one of '${seat.username}'`)
}

async function askOwner({ session }: Holding, input: SessionInput) {
  try {
    return await session.checkSession()
  } catch (error) {
    if (!(error instanceof LoginRequiredError)) throw error
    return refuse(input, 'the platform does not know this session any more; log in again there')
  }
}
