import pg from 'pg'

/** A place in the database where a process stops until `release`. */
export type Breakpoint = {
  /** Whether a process has stopped here. */
  isReached(): Promise<boolean>
  /** Removes the breakpoint. */
  release(): Promise<void>
}

const KEY = 7_210
const NAME = 'crash_breakpoint'

/**
 * Stops a process before it changes a row of `table` that fulfills `condition` (of `old` and
 * `new`).
 */
export const breakAtUpdate = async (
  url: string,
  table: string,
  condition: string,
): Promise<Breakpoint> => await breakBefore(url, 'update', { table, condition })

/** Stops a process before it adds a row to `table` that fulfills `condition` (of `new`). */
export const breakAtInsert = async (
  url: string,
  table: string,
  condition: string,
): Promise<Breakpoint> => await breakBefore(url, 'insert', { table, condition })

async function breakBefore(
  url: string,
  change: 'insert' | 'update',
  { table, condition }: { table: string; condition: string },
): Promise<Breakpoint> {
  const client = await connect(url)
  await client.query(`select pg_advisory_lock(${KEY})`)
  await client.query(`
    create function ${NAME}() returns trigger language plpgsql as $$
    begin
      if ${condition} then perform pg_advisory_xact_lock_shared(${KEY}); end if;
      return new;
    end
    $$;
    create trigger ${NAME} before ${change} on ${table} for each row execute function ${NAME}()`)
  return {
    isReached: async () => await waits(client, `locktype = 'advisory' and objid = ${KEY}`),
    async release() {
      await client.query(`select pg_advisory_unlock(${KEY})`)
      // Waits for the stopped process; others pass, because the trigger is dropped under a table
      // lock.
      await client.query(`drop trigger ${NAME} on ${table}`)
      await client.query(`drop function ${NAME}()`)
      await client.end()
    },
  }
}

/** Stops a process that reads `table`. */
export async function breakAtRead(url: string, table: string): Promise<Breakpoint> {
  const client = await connect(url)
  await client.query('begin')
  await client.query(`lock table ${table} in access exclusive mode`)
  return {
    isReached: async () => await waits(client, `relation = '${table}'::regclass`),
    async release() {
      await client.query('commit')
      await client.end()
    },
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

async function waits(client: pg.Client, where: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_locks
     where not granted and ${where} and database = (select oid from pg_database where datname = current_database())`,
  )
  return (rowCount ?? 0) > 0
}
