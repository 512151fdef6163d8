import { fail, ok, type Finding } from '../../base/finding.ts'
import { connectClient } from '../connect.ts'

/** Real time (ms) for each of a few short statements. */
const STATEMENT_MS = 5_000

/**
 * Whether a pooler gives each transaction another session although no setting declares it: two
 * connections open at once share a process of the server, or one changes its process while the
 * other is busy.
 */
export async function findPooler(url: string): Promise<Finding> {
  const check = 'pooler'
  const options = { url, applicationName: 'gramd pooler check', statementMs: STATEMENT_MS }
  const one = await connectClient(options)
  const pidOf = async (client: typeof one): Promise<number | undefined> =>
    (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid
  try {
    const other = await connectClient(options)
    try {
      const before = await pidOf(one)
      const isShared = (await pidOf(other)) === before
      await other.query('begin')
      const isMoved = !isShared && (await pidOf(one)) !== before
      await other.query('commit')
      if (!isShared && !isMoved) return ok(check, 'none in transaction mode')
    } finally {
      await other.end()
    }
  } finally {
    await one.end()
  }
  return fail(
    check,
    'a pooler in transaction mode is between gramd and PostgreSQL, but gramd is not ' +
      'configured for it',
    'set GRAMD_DATABASE_POOLER=transaction, or connect to PostgreSQL directly',
  )
}
