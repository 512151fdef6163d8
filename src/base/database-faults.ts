/**
 * Temporary faults of a database, by SQLSTATE, with messages that are safe for everyone: conflicts,
 * exhaustion, a server that starts, stops or changes its role.
 */
const PASSING: Readonly<Record<string, string>> = {
  '25006': 'the database is read-only',
  '25P03': 'the database ended a transaction that waited too long',
  '40001': 'another transaction changed the same rows at the same time',
  '40P01': 'two transactions waited for each other',
  '53100': "the database's disk is full",
  '53200': 'the database is out of memory',
  '53300': 'the database has too many connections',
  '53400': 'the database has reached a limit of its configuration',
  '55P03': 'another session has the lock',
  '57014': 'the statement took too long, or was cancelled',
  '57P01': 'the database was shut down',
  '57P02': 'the database has crashed and restarts',
  '57P03': 'the database is starting or stopping',
  '57P05': 'the database ended an idle session',
}

/** Faults that last until a person acts, with messages that are safe for everyone. */
const LASTING: Readonly<Record<string, string>> = {
  '28000': 'the database refuses the user',
  '28P01': 'the database refuses the password',
  '3D000': 'the database does not exist',
  '42501': 'the user of the database lacks a privilege',
  '26000': 'prepared statements get lost',
  '42P05': 'prepared statements exist already',
}

/**
 * A pooler gives each transaction another session, but gramd's prepared statements belong to one
 * session.
 */
const OF_POOLER = new Set(['26000', '42P05'])
const POOLER_REMEDY =
  'a pooler in transaction mode is between gramd and PostgreSQL: set ' +
  'GRAMD_DATABASE_POOLER=transaction'

/**
 * Returns the message of a temporary fault of a statement or connection; undefined for any other
 * fault.
 */
export const passingFault = (sqlState: string): string | undefined =>
  PASSING[sqlState] ??
  (sqlState.startsWith('08') ? 'the connection to the database failed' : undefined)

/**
 * Returns what is wrong with the connection's configuration, with the remedy; undefined for any
 * other fault.
 */
export const connectionMistake = (sqlState: string): string | undefined =>
  OF_POOLER.has(sqlState) ? `${LASTING[sqlState]}: ${POOLER_REMEDY}` : undefined

/**
 * Returns why the database refuses, without details that are only for the operator; undefined for
 * another kind of fault.
 */
export const refusal = (sqlState: string): string | undefined =>
  passingFault(sqlState) ?? connectionMistake(sqlState) ?? LASTING[sqlState]
