import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { LaunchOptions } from 'playwright-core'
import packageJson from '../../../package.json' with { type: 'json' }

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const UNPACK = fileURLToPath(new URL('unpack.ts', import.meta.url))

/**
 * How to launch a browser: CHROMIUM_PATH, else the one in the package (Linux x64 with glibc), else an
 * installed Chrome, which macOS and Windows mostly have. Null where there is none.
 */
export async function findBrowser(): Promise<LaunchOptions | null> {
  const path = process.env['CHROMIUM_PATH']
  if (path !== undefined) return { executablePath: path }
  if (process.platform === 'linux' && process.arch === 'x64' && hasGlibc())
    return fromPackage(await unpacked())
  return hasChrome() ? { channel: 'chrome' } : null
}

const RELAY = fileURLToPath(new URL('firefox-relay.mjs', import.meta.url))

/** How to launch Firefox: FIREFOX_PATH, else an installed one. Null where there is none. */
export function findFirefox(): LaunchOptions | null {
  const path =
    process.env['FIREFOX_PATH'] ??
    [
      '/usr/bin/firefox',
      '/usr/bin/firefox-esr',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
    ].find((place) => existsSync(place))
  if (path === undefined) return null
  const env = { ...process.env, FIREFOX_PATH: path }
  return { channel: 'moz-firefox', executablePath: RELAY, env }
}

/** Alpine has another C library, for which the package has no browser. */
const hasGlibc = (): boolean => existsSync('/lib64/ld-linux-x86-64.so.2')

const hasChrome = (): boolean =>
  [
    '/opt/google/chrome/chrome',
    '/Applications/Google Chrome.app',
    'C:/Program Files/Google/Chrome/Application/chrome.exe',
  ].some((place) => existsSync(place))

const fromPackage = (home: string): LaunchOptions => ({
  executablePath: join(home, 'chromium'),
  env: {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
    FONTCONFIG_FILE: join(home, 'fonts.conf'),
  },
})

/** The folder of the unpacked browser. It is renamed when it is whole: a killed run leaves no half one. */
async function unpacked(): Promise<string> {
  const version = packageJson.devDependencies['@sparticuz/chromium']
  const home = join(ROOT, 'node_modules', '.cache', `chromium-${version}`)
  if (existsSync(home)) return home
  const part = `${home}.${process.pid}`
  mkdirSync(part, { recursive: true })
  const env = { ...process.env, TMPDIR: part }
  await promisify(execFile)(process.execPath, [UNPACK, home], { env })
  try {
    renameSync(part, home)
  } catch (error) {
    // Another process was faster.
    rmSync(part, { recursive: true })
    if (!existsSync(home)) throw error
  }
  return home
}
