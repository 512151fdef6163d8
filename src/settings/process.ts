import { z } from 'zod'
import { ENCRYPTION_KEY_ID, parseEncryptionKeys } from '../base/crypto.ts'
import { parseDsn } from '../base/log/error-tracking.ts'
import { parseDatabaseAddress } from './database-address.ts'
import { setting } from './setting.ts'
import { flag, list, network, origin, seconds, wholeFrom } from './types.ts'

export const databaseSettings = {
  databaseUrl: setting(
    'DATABASE_URL',
    z
      .string()
      .superRefine((url, context) => {
        try {
          parseDatabaseAddress(url)
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error)
          context.addIssue({ code: 'custom', message })
        }
      })
      .optional(),
    'URL of a PostgreSQL 18 or newer: postgres://user:password@host:port/database. It may ' +
      'name several servers, of which gramd uses the first that lets it write: ' +
      'postgres://user:password@one:5432,two:5432/database?target_session_attrs=read-write. ' +
      'Options of libpq work as in psql: a folder of sockets as host, sslmode, sslrootcert ' +
      '(docs/install.md). Special characters in the password may stand as they are. Without it, ' +
      'gramd runs its own PostgreSQL.',
    { isSecret: true, isCommon: true },
  ),
  databasePoolSize: setting(
    'GRAMD_DATABASE_POOL_SIZE',
    wholeFrom(4, 1_000).default(10),
    'Maximum number of database connections; at least 4.',
  ),
  databasePooler: setting(
    'GRAMD_DATABASE_POOLER',
    z.enum(['none', 'transaction']).default('none'),
    '`transaction` behind a pooler in transaction mode, such as PgBouncer. gramd then uses no ' +
      'named prepared statements and no NOTIFY; it polls, so lower GRAMD_POLL_INTERVAL_SECONDS. ' +
      'Do not combine it with GRAMD_INSTANCE, which needs a database session.',
  ),
  migrate: setting(
    'GRAMD_MIGRATE',
    z.enum(['start', 'manual']).default('start'),
    'When the schema is upgraded: by the `start` of a newer gramd, or only by `gramd upgrade` ' +
      '(`manual`); a start on an older schema then ends with that remedy.',
  ),
  embeddedPostgresFolder: setting(
    'GRAMD_EMBEDDED_POSTGRES_FOLDER',
    z.string().min(1).default('.gramd'),
    "Folder for the data, password and log of gramd's own PostgreSQL; unused with DATABASE_URL.",
  ),
  embeddedPostgresPort: setting(
    'GRAMD_EMBEDDED_POSTGRES_PORT',
    wholeFrom(1_024, 65_535).optional(),
    "Port of gramd's own PostgreSQL on 127.0.0.1. By default gramd picks a free port at the " +
      'first start and keeps it while it is free.',
  ),
  postgresBin: setting(
    'GRAMD_POSTGRES_BIN',
    z.string().min(1).optional(),
    'Folder with the programs of another installation of PostgreSQL 18, such as ' +
      "/usr/lib/postgresql/18/bin: gramd's own PostgreSQL runs those instead of the ones that " +
      'come with gramd (docs/install.md). Unused with DATABASE_URL.',
  ),
}

export const apiSettings = {
  apiKey: setting(
    'SCRAPER_API_KEY',
    z.string().min(16, 'expected at least 16 characters'),
    'Bearer token of API clients (`Authorization: Bearer …`); at least 16 characters. ' +
      '`openssl rand -base64 24` creates one.',
    { isSecret: true, isCommon: true },
  ),
  host: setting(
    'GRAMD_HOST',
    z.string().min(1).default('127.0.0.1'),
    'Listen address. 0.0.0.0 opens the API to the network: put TLS in front of it.',
    { isCommon: true },
  ),
  port: setting(
    'GRAMD_PORT',
    wholeFrom(0, 65_535).default(8001),
    'Listen port; 0 picks a free one.',
    { isCommon: true },
  ),
  publicUrl: setting(
    'GRAMD_PUBLIC_URL',
    origin.optional(),
    'Address at which people reach gramd, such as https://gramd.example.com, when it is not ' +
      'the listen address: for links, and with https for cookies that are sent over TLS only.',
  ),
  trustedProxies: setting(
    'GRAMD_TRUSTED_PROXIES',
    list.pipe(z.array(network)).default([]),
    'Addresses or networks of the reverse proxies whose X-Forwarded-For gramd believes; none ' +
      'by default. Throttling of sign-ins, the memory for request bodies and the audit log need ' +
      'the address of the client (docs/users.md).',
  ),
  corsOrigins: setting(
    'GRAMD_CORS_ORIGINS',
    list.pipe(z.array(origin)).default([]),
    'Origins whose pages may call the API from a browser (CORS), such as ' +
      'https://app.example.com; none by default.',
  ),
}

const ROLES_EXPECTED = 'expected one or several of api, worker, scheduler, separated by commas'

export const processSettings = {
  encryptionKeys: setting(
    'GRAMD_ENCRYPTION_KEYS',
    z.string().transform((text, context) => {
      try {
        return parseEncryptionKeys(text)
      } catch (error) {
        context.addIssue({
          code: 'custom',
          message: error instanceof Error ? error.message : String(error),
        })
        return z.NEVER
      }
    }),
    'Keys that encrypt passwords, sessions and second factors, newest first: ' +
      '`id:key[,id:key…]`, each key 32 bytes in base64. `bin/gramd keys generate` creates one. ' +
      'If you lose the keys, you must add all accounts again.',
    { isSecret: true, isCommon: true },
  ),
  lostKeyIds: setting(
    'GRAMD_LOST_ENCRYPTION_KEYS',
    list.pipe(z.array(z.string().regex(ENCRYPTION_KEY_ID, 'expected the ids of keys'))).default([]),
    'Ids of encryption keys that are lost for good, separated by commas. gramd starts ' +
      'although stored secrets need them: enter those again.',
  ),
  instance: setting(
    'GRAMD_INSTANCE',
    z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected 1 to 64 of A-Z a-z 0-9 . _ -')
      .optional(),
    'Name of this replica (letters, digits, . _ -). A replica that restarts with the same ' +
      'name takes its tasks back at once.',
  ),
  roles: setting(
    'GRAMD_ROLES',
    list
      .pipe(
        z.array(z.enum(['api', 'worker', 'scheduler'], ROLES_EXPECTED)).nonempty(ROLES_EXPECTED),
      )
      .default(['api', 'worker', 'scheduler']),
    'Roles of this replica: any of api, worker, scheduler.',
  ),
  shutdownGraceMs: setting(
    'GRAMD_SHUTDOWN_GRACE_SECONDS',
    seconds(0, 3_600).default(25_000),
    'Time in which gramd stops after SIGTERM; keep it below the stop timeout of the container ' +
      '(30 s by default). Running tasks and downloads may finish until three seconds before its ' +
      'end; the rest is for giving back what did not.',
  ),
  drainMs: setting(
    'GRAMD_DRAIN_SECONDS',
    seconds(0, 300).default(5_000),
    'Time after SIGTERM in which the API still serves, while `/readyz` already fails, so that ' +
      'load balancers send requests elsewhere. It is part of GRAMD_SHUTDOWN_GRACE_SECONDS. 0 ' +
      'closes the port at once, for where nothing balances load.',
  ),
  logLevel: setting(
    'GRAMD_LOG_LEVEL',
    z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    'Lowest level of log lines: debug, info, warn or error.',
  ),
  errorTrackingTarget: setting(
    'GRAMD_ERROR_TRACKING_DSN',
    z
      .string()
      .transform((text, context) => {
        const target = parseDsn(text)
        if (target !== undefined) return target
        context.addIssue({ code: 'custom', message: 'expected https://key@host/project' })
        return z.NEVER
      })
      .optional(),
    'DSN of Sentry or a service compatible with it, to which gramd sends the errors of its ' +
      'log (docs/monitoring.md). Without it, gramd sends none.',
    { isSecret: true },
  ),
  logPretty: setting(
    'GRAMD_LOG_PRETTY',
    flag.optional(),
    'Log format: true for readable lines, false for JSON. The default is readable lines on a ' +
      'terminal, otherwise JSON.',
  ),
}
