// Prepares a release: npm run release VERSION. It checks everything that has a command, freezes the
// migrations and the document of the API, moves the changelog, writes the bill of materials to
// dist/, and prints how to tag. It commits and publishes nothing.
//   --from STEP   continues after a failure, without the steps before; "files" after the last check
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import packageJson from '../../package.json' with { type: 'json' }
import { z } from 'zod'
import { readMigrations } from '../../src/db/migrations/migration-files.ts'
import { describeWholeApi } from '../../tests/openapi/whole-app.ts'
import { CHECKS } from './checks.ts'
import { freeze, Released, releaseChangelog, versionFault } from './prepare.ts'

const path = (name: string): string => new URL(`../../${name}`, import.meta.url).pathname
const read = (name: string): string => readFileSync(path(name), 'utf8')
const write = (name: string, text: string | Buffer): void => writeFileSync(path(name), text)

/** The step after the checks: it writes what a release changes. */
const FILES = 'files'

function runChecks(from: string | undefined): void {
  const steps = [...CHECKS, FILES]
  const first = from === undefined ? 0 : steps.indexOf(from)
  if (first < 0) fail(`--from: expected one of ${steps.join(', ')}`)
  for (const check of CHECKS.slice(first)) {
    const startedAt = performance.now()
    const { status } = spawnSync('npm', ['run', check], { stdio: 'inherit', cwd: path('.') })
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    if (status !== 0) fail(`npm run ${check} failed after ${seconds} s: --from ${check} continues`)
    console.log(`npm run ${check}: passed in ${seconds} s`)
  }
}

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

/** CycloneDX, with the packages that an installation without development tools has. */
function billOfMaterials(version: string): string {
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only']
  const bill: unknown = JSON.parse(execFileSync('npm', words, { cwd: path('.'), encoding: 'utf8' }))
  const { name } = packageJson
  const component = { type: 'application', name, version, 'bom-ref': `${name}@${version}` }
  const metadata = { component }
  return JSON.stringify(typeof bill === 'object' ? { ...bill, metadata } : bill, null, 2)
}

const words = process.argv.slice(2)
const [version = ''] = words
const from = words[words.indexOf('--from') + 1]
const breaks = z.record(z.string(), z.string()).parse(JSON.parse(read('tests/openapi/breaks.json')))
const fault = versionFault(version, packageJson.version, Object.keys(breaks))
if (fault !== undefined) fail(fault)
const changes = execFileSync('git', ['status', '--porcelain'], { cwd: path('.'), encoding: 'utf8' })
if (changes !== '') fail('commit or stash your changes first')

runChecks(words.includes('--from') ? from : undefined)
const day = new Date().toISOString().slice(0, 10)
write('CHANGELOG.md', releaseChangelog(read('CHANGELOG.md'), version, day))
const released = Released.parse(JSON.parse(read('migrations/released.json')))
const frozen = freeze(released, await readMigrations(), version)
write('migrations/released.json', `${JSON.stringify(frozen, null, 2)}\n`)
write('package.json', read('package.json').replace(/"version": "[^"]+"/, `"version": "${version}"`))
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], { cwd: path('.') })
const { info, ...described } = describeWholeApi()
const document = JSON.stringify({ info: { ...info, version }, ...described })
write('tests/openapi/released.json.gz', gzipSync(document, { level: 9 }))
write('tests/openapi/breaks.json', '{}\n')
mkdirSync(path('dist'), { recursive: true })
write('dist/gramd.cdx.json', billOfMaterials(version))
console.log(`gramd ${version} is ready. Read the changes, then:
  git add --all && git commit --message 'Release ${version}'
  git tag --annotate v${version} --message 'gramd ${version}'
  docker build --build-arg COMMIT=$(git rev-parse HEAD) --tag gramd:${version} .
  git push --follow-tags
Then store a backup of the release for tests/upgrade: tests/upgrade/write-release.ts says how.`)
