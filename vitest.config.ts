import { defineConfig } from 'vitest/config'
import { keepCompiled } from './tests/fixtures/compile-cache.ts'
import { LongestFirst } from './tests/fixtures/longest-first.ts'
import { PLAN_TESTS } from './tests/fixtures/plan-tests.ts'

keepCompiled()

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Suites of their own: plans of statements, and the stand-ins (vitest.slow.config.ts).
    exclude: [...PLAN_TESTS, 'tests/sim/**'],
    globalSetup: ['tests/fixtures/global-setup.ts'],
    // The longest takes 25 s on two cores: the limit is for what hangs, not for a slow machine.
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // Waiting ends with what is waited for; the limit is for a machine that has much else to do.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    pool: 'forks',
    // Tests make much that is soon forgotten: with little room for it, an eighth of their time is its collection.
    execArgv: ['--max-semi-space-size=64'],
    // Twice the cores of a small machine: many tests wait for sockets, leases and processes.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Tests keep nothing in modules, and loading what they test takes longer than many of them.
    isolate: false,
    // Node runs TypeScript as it is, and keeps what it compiled; nothing is mocked.
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
})
