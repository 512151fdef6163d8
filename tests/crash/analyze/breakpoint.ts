import pg from 'pg'

/** A place in the database at which a process stops until it is let go. */
export type Breakpoint = {
  /** Whether somebody stands there. */
  isReached(): Promise<boolean>
  /** Takes the breakpoint away. */
  release(): Promise<void>
}

const KEY = 7_210
const NAME = 'crash_breakpoint'

/** Stops whoever changes a row of `table` so that `condition` (of `old` and `new`) holds, before it is changed. */
export async function breakAtUpdate(
  url: string,
  table: string,
  condition: string,
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
    create trigger ${NAME} before update on ${table} for each row execute function ${NAME}()`)
  return {
    isReached: async () => await waits(client, `locktype = 'advisory' and objid = ${KEY}`),
    async release() {
      await client.query(`select pg_advisory_unlock(${KEY})`)
      // Waits for the one who stood there; new ones come by as the trigger is taken away with its table locked.
      await client.query(`drop trigger ${NAME} on ${table}`)
      await client.query(`drop function ${NAME}()`)
      await client.end()
    },
  }
}

/** Stops whoever reads `table`. */
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
